import pytest

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Proof, Task
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice, Signal
from jishiyu.registry.models import Officer
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast

WORDS = "换了熔丝,已经送电。"


def refused(no: pytest.ExceptionInfo[Refused]) -> str:
    return no.value.code


def test_the_way_of_one_outage(cast: Cast, photo: bytes) -> None:
    task, by = cast.sent("power.outage"), cast.crew.actor
    actions.accept_task(task.pk, by=by, at=T0 + 3 * MINUTE)
    actions.arrive(task.pk, by=by, at=T0 + 40 * MINUTE)
    actions.finish_task(task.pk, words=WORDS, how="visit", photos_sent=[photo], by=by, at=T0 + 70 * MINUTE)
    case = Case.objects.get()
    assert (case.state, case.answer, case.answered_at) == (Case.State.ANSWERED, WORDS, T0 + 70 * MINUTE)
    assert dict(case.promises.values_list("what", "met_at")) == {
        "respond": T0 + 3 * MINUTE,
        "arrive": T0 + 40 * MINUTE,
        "resolve": T0 + 70 * MINUTE,
    }
    assert case.next_due_at is None
    assert [entry.act for entry in story(case.ref)] == ["opened", "dispatched", "accepted", "arrived", "finished"]
    assert Errand.objects.filter(kind="case.answered").count() == 1


def test_the_next_due_moves_on_as_promises_are_met(cast: Cast) -> None:
    task = cast.sent("power.outage")
    due = dict(Case.objects.get().promises.values_list("what", "due_at"))
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    assert Case.objects.get().next_due_at == due["arrive"]
    actions.arrive(task.pk, by=cast.crew.actor, at=T0 + 2 * MINUTE)
    assert Case.objects.get().next_due_at == due["resolve"]


def test_the_officer_of_a_task_is_told_once_and_their_page_signalled(cast: Cast) -> None:
    cast.sent("power.outage")
    assert Notice.objects.filter(kind="task_sent").values_list("reader", flat=True).get() == cast.crew.actor
    topics = set(Signal.objects.filter(name="warning").values_list("topic", flat=True))
    assert topics == {cast.crew.actor, f"unit:{cast.station.pk}"}


def test_a_task_for_nobody_by_name_is_told_to_the_head_of_the_unit(cast: Cast) -> None:
    cast.sent("power.complaint")
    assert Notice.objects.filter(kind="task_sent").values_list("reader", flat=True).get() == cast.head.actor


def test_in_a_unit_without_a_head_all_its_officers_are_told(cast: Cast) -> None:
    cast.sent("power.complaint", unit=cast.other)
    assert Notice.objects.filter(kind="task_sent").values_list("reader", flat=True).get() == cast.stranger.actor


def test_a_colleague_may_take_what_waits_and_then_has_it(cast: Cast) -> None:
    task = actions.accept_task(cast.sent("power.outage").pk, by=cast.mate.actor, at=T0)
    assert task.officer_id == cast.mate.pk
    with pytest.raises(Refused) as no:
        actions.arrive(task.pk, by=cast.crew.actor, at=T0)
    assert refused(no) == "not_yours"
    actions.arrive(task.pk, by=cast.head.actor, at=T0)


@pytest.mark.parametrize("who", ["stranger", "dispatcher", "caller", "leader", "admin"])
def test_nobody_outside_the_unit_works_on_its_task(cast: Cast, who: str) -> None:
    task, by = cast.sent("power.outage"), getattr(cast, who).actor
    for deed in (
        lambda: actions.accept_task(task.pk, by=by, at=T0),
        lambda: actions.note_contact(task.pk, by=by, at=T0),
        lambda: actions.arrive(task.pk, by=by, at=T0),
        lambda: actions.finish_task(task.pk, words=WORDS, how="visit", by=by, at=T0),
        lambda: actions.return_task(task.pk, code="false_alarm", ground="现场有电", by=by, at=T0),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert refused(no) == "not_yours"
    assert Task.objects.get().state == Task.State.SENT


def test_an_officer_who_has_left_works_on_nothing(cast: Cast) -> None:
    task = cast.sent("power.outage")
    Officer.objects.filter(pk=cast.crew.pk).update(is_active=False)
    with pytest.raises(Refused) as no:
        actions.accept_task(task.pk, by=cast.crew.actor, at=T0)
    assert refused(no) == "not_yours"


def test_an_actor_that_is_nobody_is_no_system(cast: Cast) -> None:
    task = cast.sent("power.outage")
    for by in ("officer:0", "officer:x", "officer:"):
        with pytest.raises(Refused) as no:
            actions.accept_task(task.pk, by=by, at=T0)
        assert refused(no) == "not_yours"


def test_a_task_is_taken_once(cast: Cast) -> None:
    task = cast.taken("power.outage")
    with pytest.raises(Refused) as no:
        actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    assert (refused(no), no.value.params["state"]) == ("not_now", "accepted")
    assert Task.objects.get().accepted_at == T0


def test_nothing_is_finished_before_it_is_taken(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.finish_task(cast.sent("power.outage").pk, words=WORDS, how="visit", by=cast.crew.actor, at=T0)
    assert refused(no) == "not_now"


def test_a_crew_arrives_once(cast: Cast) -> None:
    task = cast.taken("power.outage")
    actions.arrive(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    with pytest.raises(Refused) as no:
        actions.arrive(task.pk, by=cast.crew.actor, at=T0 + HOUR)
    assert refused(no) == "arrived_already"
    assert Task.objects.get().arrived_at == T0 + MINUTE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"words": " 好 "}, "words_too_short"),
        ({"words": "好" * 2001}, "words_too_long"),
        ({"how": "letter"}, "how_unknown"),
        ({"how": ""}, "how_unknown"),
        ({"photos_sent": [b"%PDF-1.7"]}, "photo_unreadable"),
        ({"photos_sent": [b""] * 10}, "too_many_photos"),
    ],
)
def test_a_finish_without_what_it_needs_changes_nothing(cast: Cast, change: dict[str, object], code: str) -> None:
    task = cast.taken()
    given = {"words": WORDS, "how": "visit"} | change
    with pytest.raises(Refused) as no:
        actions.finish_task(task.pk, **given, by=cast.crew.actor, at=T0 + HOUR)  # type: ignore[arg-type]
    assert refused(no) == code
    assert Task.objects.get().state == Task.State.ACCEPTED
    assert (Case.objects.get().state, Proof.objects.count()) == (Case.State.HANDLING, 0)


def test_danger_is_finished_with_a_photo(cast: Cast, photo: bytes) -> None:
    task = cast.taken("power.hazard")
    with pytest.raises(Refused) as no:
        actions.finish_task(task.pk, words=WORDS, how="visit", by=cast.crew.actor, at=T0)
    assert refused(no) == "photo_required"
    actions.finish_task(task.pk, words=WORDS, how="visit", photos_sent=[photo], by=cast.crew.actor, at=T0)
    assert Proof.objects.get().task_id == task.pk


def test_an_unknown_task_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.accept_task(404, by=cast.crew.actor, at=T0)
    assert refused(no) == "task_unknown"


def test_no_deed_of_a_unit_moves_a_promise(cast: Cast) -> None:
    """A peer resets its clock by any edit: here hours of work leave the dates as they were made."""
    task = cast.sent("power.low_voltage")
    before = list(Case.objects.get().promises.order_by("what").values_list("what", "due_at", "starts_at"))
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + DAY)
    actions.note_contact(task.pk, by=cast.crew.actor, at=T0 + 2 * DAY)
    actions.finish_task(task.pk, words=WORDS, how="call", by=cast.crew.actor, at=T0 + 30 * DAY)
    assert list(Case.objects.get().promises.order_by("what").values_list("what", "due_at", "starts_at")) == before


def test_speaking_with_the_requester_is_recorded_and_meets_the_promise_to_call(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    actions.note_contact(task.pk, by=cast.crew.actor, at=T0 + HOUR)
    assert Case.objects.get().promises.get(what="contact").met_at == T0 + HOUR
    assert story(Case.objects.get().ref).filter(act="contacted", by=cast.crew.actor).count() == 1


def test_a_system_may_act_where_no_officer_does(cast: Cast) -> None:
    assert actions.accept_task(cast.sent("power.outage").pk, by=BY, at=T0).officer_id == cast.crew.pk


def test_a_task_is_handed_to_a_colleague_and_no_clock_notices(cast: Cast) -> None:
    task = cast.taken()
    before = Case.objects.values("next_due_at", "due_at", "next_step_at", "state").get()
    sent, taken = task.sent_at, task.accepted_at
    actions.hand_over(task.pk, cast.mate.pk, by=cast.crew.actor, at=T0 + HOUR)
    task.refresh_from_db()
    assert (task.officer_id, task.state, task.sent_at, task.accepted_at) == (cast.mate.pk, "accepted", sent, taken)
    assert Case.objects.values("next_due_at", "due_at", "next_step_at", "state").get() == before
    entry = story(task.case.ref).get(act="handed_over")
    assert (entry.data["from"], entry.data["officer"]) == (cast.crew.pk, cast.mate.pk)
    assert Notice.objects.filter(reader=cast.mate.actor, kind="task_handed").count() == 1


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("mate", "mate", "not_yours"),  # nobody takes a colleague's task away
        ("stranger", "mate", "not_yours"),
        ("crew", "stranger", "officer_not_of_unit"),
        ("crew", "crew", "officer_has_it"),
        ("head", "mate", ""),  # the head may give any task of the unit to anybody of it
    ],
)
def test_who_may_hand_a_task_to_whom(cast: Cast, by: str, to: str, code: str) -> None:
    task = cast.taken()
    try:
        actions.hand_over(task.pk, getattr(cast, to).pk, by=getattr(cast, by).actor, at=T0 + HOUR)
    except Refused as refused:
        assert refused.code == code
    else:
        assert code == ""


def test_what_is_finished_is_handed_to_nobody(cast: Cast) -> None:
    case = cast.answered()
    with pytest.raises(Refused) as no:
        actions.hand_over(case.tasks.get().pk, cast.mate.pk, by=cast.crew.actor, at=T0 + HOUR)
    assert no.value.code == "not_now"
