"""What others let happen with returns and hand-overs (退单拉锯, 签收才计时, 层层下压), each tried here in vain."""

from datetime import timedelta

import pytest

from jishiyu.casework import actions, queries, retell
from jishiyu.casework.actions import Assignment, Topic
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries import CaseFilter
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Unit
from tests.casework.test_returning import give_back
from tests.cast import BY, DAY, HOUR, MINUTE, T0, TOWN, Cast


def bureau(code: str, name: str) -> tuple[Unit, Officer]:
    unit = registry.make_unit(code, name, division_code=TOWN, by=BY, at=T0)
    officer = registry.make_officer(f"{code}1", f"{name}经办", unit_id=unit.pk, password="jsy-2026-test", by=BY, at=T0)
    return unit, officer


def dues(case: Case) -> list[tuple[object, ...]]:
    return list(case.promises.order_by("what").values_list("what", "starts_at", "due_at", "extended_to"))


def consult(cast: Cast, case: Case, lead: Unit, *, days: int = 1) -> int:
    meeting = actions.call_consultation(
        title="权属会商会",
        meets_at=T0 + days * DAY,
        agenda=[Topic(case.pk, "归谁管")],
        unit_ids=[cast.station.pk, cast.other.pk],
        by=cast.dispatcher.actor,
        at=T0 + days * DAY,
    )
    actions.rule_on_case(
        meeting.pk,
        case.pk,
        ruling="由其牵头办理。",
        assignment=Assignment(lead.pk),
        by=cast.dispatcher.actor,
        at=T0 + days * DAY,
    )
    return meeting.pk


def test_one_case_is_not_returned_four_times_by_three_departments_over_four_months(cast: Cast) -> None:
    """胶州: four returns, three departments, four months, and the requester's clock stood still."""
    health, doctor = bureau("health", "卫生局")
    task = cast.sent()
    case, promised = task.case, dues(task.case)
    give_back(cast, task, at=T0 + HOUR)
    second = actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, second, by=cast.stranger.actor, to_unit_id=health.pk, at=T0 + 3 * HOUR)
    with pytest.raises(Refused) as no:
        actions.dispatch(case.pk, health.pk, by=cast.dispatcher.actor, at=T0 + 4 * HOUR)
    assert no.value.code == "consultation_needed"
    consult(cast, case, health)
    third = Task.objects.get(unit=health)
    with pytest.raises(Refused) as no:
        give_back(cast, third, by=doctor.actor, to_unit_id=cast.station.pk, at=T0 + DAY + HOUR)
    assert no.value.code == "settled_by_consultation"
    assert dues(case) == promised
    assert story(case.ref).filter(act="returned").count() == 2
    assert retell.differences(Case.objects.get()) == {}


def test_a_clock_that_nobody_signed_for_runs_all_the_same(cast: Cast) -> None:
    """“只要部门不点签收,计时器就不开始跳”: here the promises start when the need was heard."""
    task = cast.sent()
    unsigned = task.case
    assert {starts for _, starts, _, _ in dues(unsigned)} == {unsigned.heard_at}
    long_after = T0 + 30 * DAY
    assert list(queries.desk(cast.dispatcher, CaseFilter(late=True), long_after)) == [unsigned]
    held = queries.holding_of(unsigned, [task], long_after)
    assert held.tasks[task.pk].natural == 30 * 24 * 60
    signed = cast.taken(at=T0 + MINUTE, heard_at=T0)
    assert [due for _, _, due, _ in dues(signed.case)] == [due for _, _, due, _ in dues(unsigned)]


def test_the_time_to_give_it_back_does_not_wait_for_a_signature_either(cast: Cast) -> None:
    task = cast.sent()
    with pytest.raises(Refused) as no:
        give_back(cast, task, at=T0 + 5 * DAY)
    assert no.value.code == "return_too_late"


def test_nobody_gives_a_case_back_without_saying_why_and_whose_it_is(cast: Cast) -> None:
    """The cadre who returned a ticket without checking it: the ground, the owner and the name stay on record."""
    task = cast.sent()
    for wrong in ({"ground": "不是"}, {"to_unit_id": None}, {"code": "just_no"}):
        with pytest.raises(Refused):
            give_back(cast, task, **wrong)
    give_back(cast, task)
    told = story(task.case.ref).get(act="returned")
    assert (told.by, told.data["to"]) == (cast.crew.actor, cast.other.pk)
    actions.decide_return(
        task.pk, uphold=False, words="核对权责清单,应由你所办。", by=cast.dispatcher.actor, at=T0 + DAY
    )
    (figure,) = queries.holding_of_units(T0, T0 + 2 * DAY)
    assert (figure.name, figure.returned, figure.refused) == (cast.station.name, 1, 1)


def test_a_department_does_not_push_its_case_down_to_the_township_by_naming_it(cast: Cast) -> None:
    """Naming somebody sends nothing: no task, no notice, no right to see it; a dispatcher decides."""
    township, clerk = bureau("town", "谢林港镇人民政府")
    task = cast.sent()
    give_back(cast, task, "wrong_place", to_unit_id=township.pk)
    assert not Task.objects.filter(unit=township).exists()
    assert not Notice.objects.filter(reader=clerk.actor).exists()
    assert not queries.visible_cases(clerk).exists()
    assert list(queries.desk(cast.dispatcher, CaseFilter(returned=True), T0 + HOUR)) == [task.case]
    with pytest.raises(Refused) as no:
        actions.dispatch(task.case_id, township.pk, by=cast.head.actor, at=T0 + HOUR)
    assert no.value.code == "not_yours"


def test_the_township_may_object_too_and_two_that_push_meet_at_one_table(cast: Cast) -> None:
    township, clerk = bureau("town", "谢林港镇人民政府")
    give_back(cast, cast.sent(), "wrong_place", to_unit_id=township.pk)
    case = Case.objects.get()
    task = actions.dispatch(case.pk, township.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, task, by=clerk.actor, to_unit_id=cast.station.pk, at=T0 + 3 * HOUR)
    case.refresh_from_db()
    assert case.to_consult
    assert list(queries.waiting_for_consultation()) == [case]


@pytest.mark.parametrize("deed", ["return", "recall", "hand_over", "add", "consult"])
def test_no_hand_over_of_any_sort_moves_a_promise_or_makes_it_start_again(cast: Cast, deed: str) -> None:
    """Elsewhere the clock is reset by any edit, or stops while a case changes hands."""
    task = cast.taken()
    case = Case.objects.get()
    promised, next_due = dues(case), case.next_due_at
    by, at = cast.dispatcher.actor, T0 + 2 * HOUR
    if deed == "return":
        give_back(cast, task, at=at)
        actions.dispatch(case.pk, cast.other.pk, by=by, at=at + HOUR)
    elif deed == "recall":
        actions.recall_task(task.pk, words="改由城管执法局办理。", by=by, at=at)
        actions.dispatch(case.pk, cast.other.pk, by=by, at=at + HOUR)
    elif deed == "hand_over":
        actions.hand_over(task.pk, cast.mate.pk, by=cast.crew.actor, at=at)
    elif deed == "add":
        actions.add_unit(case.pk, actions.Sending(cast.other.pk, role="assist"), by=by, at=at)
    else:
        consult(cast, case, cast.other)
    case.refresh_from_db()
    assert (dues(case), case.next_due_at) == (promised, next_due)
    assert list(queries.desk(cast.dispatcher, CaseFilter(late=True), T0 + 60 * DAY)) == [case]


def test_a_case_that_every_unit_says_is_not_theirs_is_on_a_list_and_in_every_count(cast: Cast) -> None:
    """Elsewhere exactly the unassigned ones are skipped by what should press them."""
    give_back(cast, cast.sent())
    case = Case.objects.get()
    task = actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk, at=T0 + 3 * HOUR)
    later = T0 + 30 * DAY
    for asked in (CaseFilter(state="received"), CaseFilter(returned=True), CaseFilter(late=True)):
        assert list(queries.desk(cast.dispatcher, asked, later)) == [case]
    case.refresh_from_db()
    assert case.next_step_at is not None
    held = queries.holding_of(case, list(case.tasks.select_related("unit")), later)
    assert held.centre.open
    assert held.centre.natural == (later - T0 - timedelta(hours=2)) // MINUTE


def test_the_centre_s_own_delay_is_the_centre_s_and_not_the_unit_s(cast: Cast) -> None:
    """“2.7 days to re-dispatch”: counted, and not charged to who gave it back nor to who gets it."""
    give_back(cast, cast.sent(), at=T0 + HOUR)
    case = Case.objects.get()
    actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 3 * DAY)
    held = queries.holding_of(case, list(case.tasks.select_related("unit").order_by("pk")), T0 + 3 * DAY + HOUR)
    assert {name: one.natural for name, one in held.units} == {cast.station.name: 60, cast.other.name: 60}
    assert held.centre.natural == 71 * 60


def test_a_question_settled_once_is_not_settled_by_a_meeting_each_time(cast: Cast) -> None:
    """君山区 held a meeting for every pole; here the minutes are the rule for the next one."""
    task = cast.sent(title="三组路灯杆倒了", text="路灯杆倒了")
    meeting = consult(cast, task.case, cast.other)
    draft = Draft(
        kind="power.low_voltage",
        unit_id=cast.other.pk,
        ground="权属会商会纪要",
        item="灯杆",
        words=("灯杆",),
        division=TOWN,
    )
    actions.close_consultation(
        meeting, minutes="灯杆由城管负责。", entries={task.case_id: draft}, by=cast.dispatcher.actor, at=T0 + DAY + HOUR
    )
    alike = cast.case(title="村口灯杆歪了", text="灯杆歪了", at=T0 + 2 * DAY, heard_at=T0 + 2 * DAY)
    best = queries.suggest_many([alike], T0 + 2 * DAY)[0][0]
    assert (best.unit, best.reasons[0]) == (cast.other.pk, ("item", "灯杆"))


def test_a_unit_does_not_get_rid_of_a_case_by_calling_it_a_false_alarm(cast: Cast) -> None:
    """It comes back to the dispatcher, counts as a return, and is open until somebody else says otherwise."""
    task = give_back(cast, cast.sent(), "false_alarm", to_unit_id=None, ground="现场未见异常。")
    case = Case.objects.get()
    assert (case.state, case.objections, case.closed_at) == ("received", 1, None)
    with pytest.raises(Refused) as no:
        actions.close_case(case.pk, outcome="not_true", words="现场未见异常。", by=cast.crew.actor, at=T0 + 2 * HOUR)
    assert no.value.code == "not_yours"
    assert task.return_decision == ""
