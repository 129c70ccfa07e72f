"""Asking for what changes a date or a figure, and the other hand that decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Application, Case, Task
from jishiyu.casework.queries import promises_of
from jishiyu.ledger.queries import story
from jishiyu.lib.worktime import OFFICE_HOURS, Limit, built_in, due
from jishiyu.registry.models import Officer, Post
from tests.casework.askings import GROUND, ask, colleague, decide, refused
from tests.cast import BY, DAY, HOUR, T0, Cast


def test_asking_alone_changes_no_date_and_no_figure(cast: Cast) -> None:
    task = cast.taken()
    before = Case.objects.values("due_at", "next_due_at", "state", "aside", "excluded_at").get()
    for kind, code, more in (
        ("extension", "materials", {"amount": 2}),
        ("waiting", "place_unclear", {"amount": 3}),
        ("hanging", "no_funds", {"until": T0 + 30 * DAY}),
        ("exclusion", "beyond_law", {}),
    ):
        ask(cast, task, kind, code=code, **more)
    assert Case.objects.values("due_at", "next_due_at", "state", "aside", "excluded_at").get() == before
    assert Application.objects.filter(state="open").count() == 4


def test_who_asked_never_grants_not_even_in_the_database(cast: Cast) -> None:
    task = cast.taken()
    asked = ask(cast, task, by=cast.dispatcher.actor)
    refused("own_asking", lambda: decide(cast, asked))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=asked.pk).update(decided_by=cast.dispatcher.actor, state="granted")
    assert decide(cast, asked, by=colleague(cast).actor).state == "granted"


def test_a_unit_never_grants_what_it_asked_or_for_a_case_it_works_on(cast: Cast) -> None:
    asked = ask(cast, cast.taken())
    Officer.objects.filter(pk=cast.mate.pk).update(post=Post.DISPATCHER)
    refused("own_unit", lambda: decide(cast, asked, by=cast.mate.actor))
    asked_by_the_centre = ask(cast, cast.taken(title="另一件"), by=cast.dispatcher.actor)
    refused("own_unit", lambda: decide(cast, asked_by_the_centre, by=cast.mate.actor))
    assert decide(cast, asked_by_the_centre, by=cast.leader.actor).decided_by == cast.leader.actor


@pytest.mark.parametrize("who", ["crew", "head", "caller", "stranger", "admin"])
def test_only_a_dispatcher_or_a_leader_decides(cast: Cast, who: str) -> None:
    asked = ask(cast, cast.taken())
    refused("not_yours", lambda: decide(cast, asked, by=getattr(cast, who).actor))


@pytest.mark.parametrize("who", ["mate", "caller", "stranger", "leader", "admin"])
def test_only_who_holds_the_task_or_a_dispatcher_asks(cast: Cast, who: str) -> None:
    task = cast.taken()
    refused("not_yours", lambda: ask(cast, task, by=getattr(cast, who).actor))


def test_an_assisting_unit_asks_for_nothing(cast: Cast) -> None:
    task = cast.taken()
    assist = actions.Sending(cast.other.pk, "trade", Task.Role.ASSIST)
    actions.add_unit(task.case_id, assist, by=cast.dispatcher.actor, at=T0)
    refused("not_yours", lambda: ask(cast, task, by=cast.stranger.actor))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "tired"}, "code_unknown"),
        ({"code": "no_funds"}, "code_unknown"),
        ({"ground": " 难 "}, "ground_too_short"),
        ({"amount": 0}, "amount_out_of_bounds"),
        ({"amount": 10_000}, "amount_out_of_bounds"),
    ],
)
def test_an_asking_without_a_reason_or_a_measure_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    task = cast.taken()
    refused(code, lambda: ask(cast, task, **change))


def test_an_unknown_kind_and_an_unknown_application_are_refused(cast: Cast) -> None:
    task = cast.taken()
    refused("asking_unknown", lambda: ask(cast, task, "holiday"))
    refused("application_unknown", lambda: actions.decide(404, grant=True, words="同意办理", by=BY, at=T0))
    refused("case_unknown", lambda: actions.ask(404, "extension", code="x", ground=GROUND, by=BY, at=T0))


def test_one_asking_of_a_kind_is_open_at_a_time(cast: Cast) -> None:
    task = cast.taken()
    ask(cast, task)
    refused("asked_already", lambda: ask(cast, task))


def test_a_decision_says_why_and_is_final(cast: Cast) -> None:
    asked = ask(cast, cast.taken())
    refused("say_why", lambda: decide(cast, asked, words="否"))
    decide(cast, asked, grant=False, words="材料昨日已到，按期办理。")
    refused("decided_already", lambda: decide(cast, asked))
    case = Case.objects.get()
    assert (case.due_at, case.promises.get(what="resolve").extended_by) == (case.original_due_at, 0)


def test_a_page_that_is_out_of_date_asks_for_nothing(cast: Cast) -> None:
    task = cast.taken()
    refused("changed_meanwhile", lambda: ask(cast, task, seen=0))


def test_what_was_asked_lapses_when_its_object_is_gone(cast: Cast) -> None:
    task = cast.taken()
    late, aside = ask(cast, task), ask(cast, task, "exclusion", code="beyond_law")
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 2 * HOUR)
    assert Application.objects.get(pk=late.pk).state == "lapsed"
    assert Application.objects.get(pk=aside.pk).state == "open"
    refused("decided_already", lambda: decide(cast, late))
    assert story(Case.objects.get().ref).get(act="finished").data["lapsed"] == [late.pk]


def test_the_ledger_alone_retells_what_was_granted(cast: Cast) -> None:
    task = cast.taken()
    decide(cast, ask(cast, task, amount=2))
    decide(cast, ask(cast, task, "exclusion", code="beyond_law"))
    decide(cast, ask(cast, task, "waiting", code="papers_missing", amount=2), at=T0 + 3 * HOUR)
    assert list(retell.disagreements()) == []
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 5 * HOUR)
    assert list(retell.disagreements()) == []


class TestExtension:
    def test_the_promise_stays_and_the_new_date_stands_beside_it(self, cast: Cast) -> None:
        task = cast.taken()
        promise = Case.objects.get().promises.get(what="resolve")
        decide(cast, ask(cast, task, amount=2))
        case, after = Case.objects.get(), Case.objects.get().promises.get(what="resolve")
        assert (after.due_at, case.original_due_at) == (promise.due_at, promise.due_at)
        assert after.extended_to is not None and promise.due_at is not None
        assert after.extended_to > promise.due_at
        assert case.due_at == after.extended_to == promises_of(case, T0)[-1].promise.effective_due_at

    def test_it_is_reckoned_as_if_it_had_been_known_from_the_beginning(self, cast: Cast) -> None:
        decide(cast, ask(cast, cast.taken(), amount=2))
        promise = Case.objects.get().promises.get(what="resolve")
        longer = Limit.of(promise.amount + 2, promise.unit)
        assert promise.extended_to == due(timezone.localtime(promise.starts_at), longer, OFFICE_HOURS, built_in())

    def test_once_for_a_case_whether_it_was_granted_or_not(self, cast: Cast) -> None:
        task = cast.taken()
        decide(cast, ask(cast, task), grant=False, words="请按期办理。")
        refused("extended_once", lambda: ask(cast, task, at=T0 + 3 * HOUR))

    def test_asked_before_it_is_due_and_then_also_granted_after(self, cast: Cast) -> None:
        task = cast.taken()
        end = Case.objects.get().due_at
        assert end is not None
        refused("asked_too_late", lambda: ask(cast, task, at=end + timedelta(seconds=1)))
        asked = ask(cast, task, at=end)
        decide(cast, asked, at=end + 2 * DAY)
        assert (Case.objects.get().due_at or end) > end

    def test_at_most_as_long_as_the_promise_itself(self, cast: Cast) -> None:
        task = cast.taken()
        amount = Case.objects.get().promises.get(what="resolve").amount
        refused("amount_out_of_bounds", lambda: ask(cast, task, amount=amount + 1))
        assert ask(cast, task, amount=amount).amount == amount

    def test_a_case_that_nobody_holds_is_not_extended(self, cast: Cast) -> None:
        case = cast.case()
        refused(
            "not_now",
            lambda: actions.ask(
                case.pk, "extension", code="complex", ground=GROUND, amount=1, by=cast.dispatcher.actor, at=T0
            ),
        )

    def test_a_redo_keeps_the_extended_date_and_gives_no_second_one(self, cast: Cast) -> None:
        task = cast.taken()
        decide(cast, ask(cast, task))
        end = Case.objects.get().due_at
        actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 5 * HOUR)
        actions.confirm_case(task.case_id, solved=False, rating=1, by="requester", at=T0 + 6 * HOUR)
        case = Case.objects.get()
        assert case.due_at == end
        refused("extended_once", lambda: ask(cast, case.tasks.latest("pk"), at=T0 + 7 * HOUR))
