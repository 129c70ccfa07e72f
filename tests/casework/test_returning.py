import pytest

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case, Proof, Task
from jishiyu.casework.queries import CaseFilter
from jishiyu.casework.workflow import RETURN_CODES
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Post, Unit
from jishiyu.sensing.models import Lead
from tests.casework.test_opening import say
from tests.cast import DAY, HOUR, MINUTE, T0, Cast

GROUND = "该线路产权属园区物业,见移交协议。"


def give_back(cast: Cast, task: Task, code: str = "wrong_owner", by: str = "", **more: object) -> Task:
    given: dict[str, object] = {"to_unit_id": cast.other.pk, "ground": GROUND, "at": T0 + HOUR} | more
    return actions.return_task(task.pk, code=code, by=by or cast.crew.actor, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("taken", [True, False])
def test_a_returned_case_waits_for_the_dispatcher_with_its_clock_running(cast: Cast, taken: bool) -> None:
    task = cast.taken("power.low_voltage") if taken else cast.sent("power.low_voltage")
    before = list(Case.objects.get().promises.order_by("what").values_list("what", "due_at"))
    give_back(cast, task)
    case = Case.objects.get()
    assert case.state == Case.State.RECEIVED
    assert list(case.promises.order_by("what").values_list("what", "due_at")) == before
    assert case.promises.get(what="resolve").met_at is None
    assert list(queries.desk(cast.dispatcher, CaseFilter(returned=True), T0)) == [case]
    returned = story(case.ref).get(act="returned").data
    assert (returned["code"], returned["to"], returned["ground"]) == ("wrong_owner", cast.other.pk, GROUND)


def test_sending_it_to_another_unit_upholds_the_return(cast: Cast) -> None:
    give_back(cast, cast.sent())
    actions.dispatch(Case.objects.get().pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    assert story(Case.objects.get().ref).filter(act="dispatched").last().data["return"] == "upheld"  # type: ignore[union-attr]


def test_sending_it_to_the_same_unit_refuses_the_return_and_there_is_no_second(cast: Cast) -> None:
    give_back(cast, cast.sent())
    task = actions.dispatch(Case.objects.get().pk, cast.station.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    assert story(Case.objects.get().ref).filter(act="dispatched").last().data["return"] == "refused"  # type: ignore[union-attr]
    with pytest.raises(Refused) as no:
        give_back(cast, task)
    assert no.value.code == "returned_before"
    assert Task.objects.get(pk=task.pk).state == Task.State.SENT


def test_another_unit_still_has_its_own_return(cast: Cast) -> None:
    give_back(cast, cast.sent())
    task = actions.dispatch(Case.objects.get().pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk)
    assert Case.objects.get().state == Case.State.RECEIVED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "too_far"}, "return_code_unknown"),
        ({"ground": " 不 "}, "ground_too_short"),
        ({"to_unit_id": None}, "unit_needed"),
        ({"to_unit_id": 404}, "unit_unknown"),
    ],
)
def test_a_return_that_does_not_say_why_or_who_is_refused(cast: Cast, change: dict[str, object], code: str) -> None:
    task = cast.sent()
    with pytest.raises(Refused) as no:
        give_back(cast, task, **change)  # type: ignore[arg-type]
    assert no.value.code == code
    assert Task.objects.get().state == Task.State.SENT


def test_nobody_returns_a_case_to_themselves_or_to_a_unit_that_is_gone(cast: Cast) -> None:
    task = cast.sent()
    Unit.objects.filter(pk=cast.other.pk).update(active=False)
    for unit in (cast.station.pk, cast.other.pk):
        with pytest.raises(Refused) as no:
            give_back(cast, task, to_unit_id=unit)
        assert no.value.code == "unit_unknown"


def test_what_is_finished_cannot_be_returned(cast: Cast) -> None:
    task = cast.answered().tasks.get()
    with pytest.raises(Refused) as no:
        give_back(cast, task)
    assert no.value.code == "not_now"


def test_a_false_alarm_needs_no_other_unit_and_teaches_the_lead_but_closes_nothing(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by="system:test", at=T0 + HOUR)
    give_back(cast, case.tasks.get(), "false_alarm", to_unit_id=None, ground="现场电压正常。", at=T0 + 2 * HOUR)
    case.refresh_from_db()
    assert case.state == Case.State.RECEIVED
    lead = Lead.objects.get()
    assert (lead.answered_by, lead.state) == (cast.crew.actor, Lead.State.TAKEN)


def test_a_return_keeps_the_row_in_the_story_of_the_unit(cast: Cast) -> None:
    give_back(cast, cast.sent())
    assert queries.visible_cases(cast.crew).count() == 1
    assert list(queries.warnings_for(cast.crew)) == []


def test_ping_pong_never_stops_the_clock(cast: Cast) -> None:
    task = cast.sent("power.low_voltage")
    due = Case.objects.get().promises.get(what="resolve").due_at
    give_back(cast, task, at=T0 + DAY)
    task = actions.dispatch(Case.objects.get().pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 3 * DAY)
    give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk, at=T0 + 3 * DAY + HOUR)
    late = queries.desk(cast.dispatcher, CaseFilter(late=True), T0 + 21 * DAY)
    assert [case.promises.get(what="resolve").due_at for case in late] == [due]


def test_a_return_keeps_its_evidence_for_those_who_see_the_case(cast: Cast, photo: bytes) -> None:
    task = give_back(cast, cast.sent(), photos_sent=[photo])
    proof = Proof.objects.get(task=task)
    assert story(task.case.ref).get(act="returned").data["photos"] == [proof.sha256]
    assert queries.proof_for(cast.dispatcher, proof.pk) == proof
    assert queries.proof_for(cast.stranger, proof.pk) is None
    assert queries.answered_tasks(Case.objects.get()) == []


def test_evidence_that_is_no_photo_leaves_the_task_where_it_was(cast: Cast) -> None:
    task = cast.sent()
    with pytest.raises(Refused) as no:
        give_back(cast, task, photos_sent=[b"MZ"])
    assert no.value.code == "photo_unreadable"
    assert Task.objects.get().state == Task.State.SENT


def test_who_says_that_duties_overlap_says_with_whom(cast: Cast) -> None:
    task = cast.sent()
    with pytest.raises(Refused) as no:
        give_back(cast, task, "overlap", to_unit_id=None)
    assert no.value.code == "unit_needed"
    assert give_back(cast, task, "overlap").return_to_id == cast.other.pk


@pytest.mark.parametrize("code", RETURN_CODES)
def test_no_reason_whatever_is_heard_after_the_hours_of_the_kind(cast: Cast, code: str) -> None:
    task = cast.sent()
    with pytest.raises(Refused) as no:
        give_back(cast, task, code, at=T0 + 2 * DAY)
    assert (no.value.code, no.value.params["until"]) == ("return_too_late", "2026-07-15 17:30")
    assert Case.objects.get().objections == 0


def test_the_hours_of_a_return_count_from_its_being_sent_whether_signed_in_or_not(cast: Cast) -> None:
    task = cast.sent()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 2 * DAY)
    with pytest.raises(Refused) as no:
        give_back(cast, task, at=T0 + 2 * DAY + MINUTE)
    assert no.value.code == "return_too_late"


def test_nobody_rules_on_the_return_of_their_own_unit_by_sending_it_on(cast: Cast) -> None:
    head = registry.make_officer(
        "fang", "方主任", post=Post.HEAD, unit_id=cast.centre.pk, password="jsy-2026-test", by="system:test", at=T0
    )
    task = cast.sent(unit=cast.centre)
    give_back(cast, task, by=head.actor, to_unit_id=cast.station.pk)
    with pytest.raises(Refused) as no:
        actions.dispatch(task.case_id, cast.station.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    assert no.value.code == "own_unit"
    assert Task.objects.get(pk=task.pk).return_decision == ""


def test_a_ruling_is_made_once_and_by_a_dispatcher(cast: Cast) -> None:
    task = give_back(cast, cast.sent())
    with pytest.raises(Refused) as no:
        actions.decide_return(task.pk, uphold=True, words="核对过移交协议。", by=cast.head.actor, at=T0 + 2 * HOUR)
    assert no.value.code == "not_yours"
    actions.decide_return(task.pk, uphold=True, words="核对过移交协议。", by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    with pytest.raises(Refused) as no:
        actions.decide_return(task.pk, uphold=False, words="还是不行吧。", by=cast.dispatcher.actor, at=T0 + 3 * HOUR)
    assert no.value.code == "decided_already"


def twice_returned(cast: Cast) -> Case:
    give_back(cast, cast.sent())
    task = actions.dispatch(Case.objects.get().pk, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * HOUR)
    give_back(cast, task, by=cast.stranger.actor, to_unit_id=cast.station.pk, at=T0 + 3 * HOUR)
    return Case.objects.get()


def test_the_second_objection_by_anybody_forces_a_consultation(cast: Cast) -> None:
    case = twice_returned(cast)
    assert (case.objections, case.to_consult) == (2, True)
    for unit in (cast.station, cast.other, cast.centre):
        with pytest.raises(Refused) as no:
            actions.dispatch(case.pk, unit.pk, by=cast.dispatcher.actor, at=T0 + 4 * HOUR)
        assert no.value.code == "consultation_needed"
    with pytest.raises(Refused) as no:
        actions.decide_return(
            case.tasks.last().pk,  # type: ignore[union-attr]
            uphold=True,
            words="核对过移交协议。",
            by=cast.dispatcher.actor,
            at=T0 + 4 * HOUR,
        )
    assert no.value.code == "consultation_needed"


def test_a_case_that_waits_for_a_consultation_is_not_closed_as_nobodys_duty(cast: Cast) -> None:
    case = twice_returned(cast)
    words = "该事项不属于我方职责。"
    with pytest.raises(Refused) as no:
        actions.close_case(case.pk, outcome="out_of_duty", words=words, by=cast.dispatcher.actor, at=T0 + DAY)
    assert no.value.code == "consultation_needed"
    closed = actions.close_case(case.pk, outcome="not_true", words=words, by=cast.dispatcher.actor, at=T0 + DAY)
    assert (closed.state, closed.to_consult) == (Case.State.CLOSED, False)
