"""Another kind: what a case is, is corrected; its clock and what was promised are not."""

from datetime import datetime
from typing import Any

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Application, Case, Promise
from jishiyu.casework.queries import explain_promise, false_tallies
from jishiyu.ledger.queries import story
from jishiyu.notices.models import Notice
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Label, Lead, Message, Sampled
from jishiyu.sensing.raw import RawMessage
from tests.casework.askings import ask, decide, refused
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast

AT = T0 + 2 * HOUR
WHY = "现场看是停电，不是投诉。"


def correct(cast: Cast, case: Case, kind: str = "power.outage", **more: Any) -> Case:
    said: dict[str, Any] = {"code": "seen_on_the_spot", "words": WHY, "by": cast.dispatcher.actor, "at": AT}
    return actions.correct_kind(case.pk, kind, **said | more)


def dates(case: Case) -> dict[str, datetime | None]:
    return {one.what: one.effective_due_at for one in Promise.objects.filter(case=case)}


def test_the_tighter_promise_counts_from_when_it_was_heard_and_the_first_one_stands(cast: Cast) -> None:
    case = cast.taken("power.complaint").case
    outage = cast.case("power.outage", title="比一比", heard_at=T0)
    first = {one.what: one.due_at for one in case.promises.all()}
    correct(cast, case)
    case.refresh_from_db()
    assert (case.kind, case.pack, case.heard_at) == ("power.outage", "power", T0)
    asked = dates(outage)
    for promise in case.promises.all():
        assert promise.due_at == first.get(promise.what) or asked[promise.what]
        if promise.met_at is None:
            assert promise.effective_due_at == min(one for one in (promise.due_at, asked.get(promise.what)) if one)
    assert case.due_at == asked["resolve"] and case.original_due_at == first["resolve"]
    assert case.due_at and case.original_due_at and case.due_at < case.original_due_at
    assert [explain_promise(one)[-1].until for one in case.promises.all()] == [
        one.effective_due_at for one in case.promises.all()
    ]


def test_a_kind_with_more_time_moves_nothing(cast: Cast) -> None:
    case = cast.taken("power.outage").case
    before, due = dates(case), case.due_at
    correct(cast, case, "power.complaint")
    case.refresh_from_db()
    assert (before.items() <= dates(case).items(), case.due_at) == (True, due)
    assert case.promises.filter(tightened_to__isnull=False).count() == 0


def test_what_was_done_already_keeps_a_promise_that_only_the_new_kind_makes(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    actions.note_contact(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    actions.arrive(task.pk, by=cast.crew.actor, at=T0 + 5 * MINUTE)
    Promise.objects.filter(case=task.case, what="arrive").delete()
    correct(cast, task.case)
    assert task.case.promises.get(what="arrive").met_at == T0 + 5 * MINUTE


def test_the_ledger_retells_it_and_the_tallies_follow(cast: Cast) -> None:
    case = cast.taken("power.complaint").case
    correct(cast, case)
    assert list(retell.disagreements()) == [] and false_tallies() == 0
    entry = story(case.ref).get(act="kind_corrected")
    assert (entry.before["kind"], entry.after["kind"]) == ("power.complaint", "power.outage")
    assert (entry.data["code"], entry.data["words"], entry.by) == ("seen_on_the_spot", WHY, cast.dispatcher.actor)
    Case.objects.filter(pk=case.pk).update(kind="power.complaint")
    assert [set(found) for _, found in retell.disagreements()] == [{"kind"}]


def test_whoever_holds_it_is_told(cast: Cast) -> None:
    case = cast.taken("power.complaint").case
    correct(cast, case)
    assert Notice.objects.filter(kind="kind_corrected", reader=cast.crew.actor).count() == 1


def test_what_nobody_was_sent_for_goes_to_the_one_on_duty(cast: Cast) -> None:
    case = cast.case("power.complaint")
    assert case.state == "received"
    correct(cast, case)
    case.refresh_from_db()
    assert (case.state, case.tasks.get().unit) == ("dispatched", cast.station)
    assert list(retell.disagreements()) == []


def test_an_extension_in_another_unit_says_nothing_of_the_tighter_time_and_a_wait_still_counts(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    decide(cast, ask(cast, task))
    decide(cast, ask(cast, task, "waiting"), at=T0 + 3 * HOUR)
    actions.answer_question(task.case_id, words="在三组。", by="requester", at=T0 + 4 * HOUR)
    outage = cast.case("power.outage", title="比一比", heard_at=T0)
    case = correct(cast, Case.objects.get(pk=task.case_id), at=T0 + 5 * HOUR)
    resolve = case.promises.get(what="resolve")
    assert resolve.tightened_to == dates(outage)["resolve"]
    assert case.due_at == resolve.effective_due_at and case.due_at and resolve.tightened_to
    assert case.due_at - resolve.tightened_to == HOUR
    assert list(retell.disagreements()) == []


@pytest.mark.parametrize("who", ["crew", "head", "caller", "stranger", "leader", "admin"])
def test_only_a_dispatcher_corrects_it_at_once(cast: Cast, who: str) -> None:
    case = cast.taken("power.complaint").case
    refused("not_yours", lambda: correct(cast, case, by=getattr(cast, who).actor))


def test_a_dispatcher_whose_unit_works_on_it_asks_instead(cast: Cast) -> None:
    case = cast.taken("power.complaint").case
    Officer.objects.filter(pk=cast.mate.pk).update(post=Post.DISPATCHER)
    refused("own_unit_works", lambda: correct(cast, case, by=cast.mate.actor))


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("power.outage", {"words": "错"}, "ground_too_short"),
        ("power.outage", {"code": "because"}, "code_unknown"),
        ("power.complaint", {}, "kind_there_already"),
        ("nobody.knows", {}, "kind_unknown"),
        ("power.outage", {"seen": 99}, "changed_meanwhile"),
    ],
)
def test_it_is_refused_with_the_reason(cast: Cast, kind: str, more: dict[str, Any], code: str) -> None:
    case = cast.taken("power.complaint").case
    refused(code, lambda: correct(cast, case, kind, **more))


def test_what_is_answered_keeps_its_kind(cast: Cast) -> None:
    case = cast.answered("power.complaint")
    refused("not_now", lambda: correct(cast, case))


def test_a_handler_asks_and_another_decides(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    asked = ask(cast, task, "correction", code="seen_on_the_spot", to_kind="power.outage")
    assert Case.objects.get(pk=task.case_id).kind == "power.complaint"
    refused("not_yours", lambda: decide(cast, asked, by=cast.head.actor))
    decide(cast, asked)
    case = Case.objects.get(pk=task.case_id)
    assert (case.kind, case.due_at) == ("power.outage", case.promises.get(what="resolve").tightened_to)
    assert list(retell.disagreements()) == [] and false_tallies() == 0
    assert story(case.ref).get(act="granted").data["to_kind"] == "power.outage"


def test_a_kind_that_is_not_granted_changes_nothing(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    before = dates(task.case)
    decide(cast, ask(cast, task, "correction", code="misheard", to_kind="power.outage"), grant=False)
    assert Case.objects.get(pk=task.case_id).kind == "power.complaint" and dates(task.case) == before
    refused("kind_unknown", lambda: ask(cast, task, "correction", code="misheard", to_kind="nobody.knows"))


def test_what_was_asked_lapses_when_the_centre_corrects_it_itself(cast: Cast) -> None:
    task = cast.taken("power.complaint")
    asked = ask(cast, task, "correction", code="misheard", to_kind="power.low_voltage")
    correct(cast, task.case)
    assert Application.objects.get(pk=asked.pk).state == "lapsed"
    assert list(retell.disagreements()) == []


def heard(cast: Cast, text: str) -> Case:
    raw = RawMessage(id="m1", text=text, time=T0, sender="u1", role="resident", group_id=cast.group.code)
    sensing.hear(cast.chat, [raw], at=T0)
    sensing.sense_batch(10, by=BY, at=T0)
    lead = Lead.objects.get()
    if lead.state != Lead.State.TAKEN:
        actions.take_leads([lead.pk], by=BY, at=T0)
    return Case.objects.get(lead=lead)


def test_what_was_heard_becomes_a_label_with_who_said_so(cast: Cast) -> None:
    case = heard(cast, "三组又停电了，老人在家。")
    was = case.kind
    correct(cast, case, "power.hazard")
    label = Label.objects.get()
    assert (label.risk, label.kind, label.how, label.by) == (True, "power.hazard", "correction", cast.dispatcher.actor)
    assert label.urgency == label.message.urgency > 0 and label.at == AT
    assert Message.objects.get().kind == was, "what was judged stays as it was judged"
    correct(cast, Case.objects.get(pk=case.pk), was, at=AT + HOUR)
    assert Label.objects.count() == 0, "taken for the first kind after all"


def test_a_kind_the_line_does_not_know_is_looked_at_by_a_person(cast: Cast) -> None:
    case = heard(cast, "三组又停电了，老人在家。")
    correct(cast, case, "hotline.labour", at=T0 + DAY)
    assert Label.objects.count() == 0
    assert Sampled.objects.get().why == "returned"
    assert Case.objects.get(pk=case.pk).pack == "hotline"
