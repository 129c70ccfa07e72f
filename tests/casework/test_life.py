"""Random deeds by random people: whatever happens, the promises to the requester hold their shape."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case, Task, Verification
from jishiyu.casework.workflow import CASE_MOVES, RETURN_CODES
from jishiyu.ledger.queries import flaws, story
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, T0, Cast, assemble

PEOPLE = ("crew", "mate", "head", "dispatcher", "caller", "stranger", "leader", "admin")
UNITS = ("station", "other", "centre")
KINDS = ("power.outage", "power.low_voltage")
ACTS = ("dispatch", "accept", "contact", "arrive", "finish", "return", "close", "ask", "confirm")
codes = st.sampled_from(RETURN_CODES)
people, units, pick = st.sampled_from(PEOPLE), st.sampled_from(UNITS), st.integers(0, 9)


class Life(RuleBasedStateMachine):
    """A few cases live through an hour of anybody doing anything to them."""

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=2))
    def open(self, kinds: list[str]) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cast: Cast = assemble()
        self.now: datetime = T0
        self.cases = [case.pk for case in actions.open_cases([self.cast.need(kind) for kind in kinds], by=BY, at=T0)]
        self.promised = self._promises()
        self.tokens: list[str] = []
        self.closers: dict[int, str] = {}

    def _promises(self) -> list[Any]:
        return [
            list(Case.objects.get(pk=pk).promises.order_by("what").values_list("what", "due_at", "starts_at", "amount"))
            for pk in self.cases
        ]

    def _do(self, deed: Callable[[], object], by: str) -> None:
        self.now += timedelta(minutes=7)
        open_before = set(Case.objects.exclude(state="closed").values_list("pk", flat=True))
        version = {pk: Case.objects.get(pk=pk).version for pk in self.cases}
        try:
            deed()
        except Refused:
            assert version == {pk: Case.objects.get(pk=pk).version for pk in self.cases}, "a refusal changed something"
        for pk in open_before - set(Case.objects.exclude(state="closed").values_list("pk", flat=True)):
            self.closers[pk] = by

    def _by(self, name: str) -> str:
        officer = getattr(self.cast, name)
        return str(officer.actor)

    def _case(self, number: int) -> int:
        return self.cases[number % len(self.cases)]

    def _task(self, case: int) -> int:
        return Task.objects.filter(case=self._case(case)).order_by("-pk").values_list("pk", flat=True).first() or 0

    def act(self, act: str, case: int, who: str, unit: str = "station", solved: bool = True, code: str = "") -> None:
        """One deed on the case, or on its newest task, by anybody."""
        pk, task, by, at = self._case(case), self._task(case), self._by(who), self.now
        target, words = getattr(self.cast, unit).pk, "已经处理好了。"
        deeds: dict[str, Callable[[], object]] = {
            "dispatch": lambda: actions.dispatch(pk, target, by=by, at=at),
            "accept": lambda: actions.accept_task(task, by=by, at=at),
            "contact": lambda: actions.note_contact(task, by=by, at=at),
            "arrive": lambda: actions.arrive(task, by=by, at=at),
            "finish": lambda: actions.finish_task(task, words=words, how="visit", by=by, at=at),
            "return": lambda: actions.return_task(
                task, code=code or "overlap", to_unit_id=target, ground=words, by=by, at=at
            ),
            "close": lambda: actions.close_case(
                pk, outcome="explained" if solved else "withdrawn", words=words, by=by, at=at
            ),
            "ask": lambda: self.tokens.append(actions.ask_requester(pk, by=by, at=at)),
            "confirm": lambda: actions.confirm_case(pk, solved=solved, rating=4, by=by, at=at),
        }
        self._do(deeds[act], who)

    @rule(case=pick, who=people, unit=units, solved=st.booleans(), act=st.sampled_from(ACTS), code=codes)
    def anybody_does_anything(self, act: str, case: int, who: str, unit: str, solved: bool, code: str) -> None:
        self.act(act, case, who, unit, solved, code)

    def advance(self, case: int, unit: str, solved: bool) -> None:
        """The right next step by the right hand, so that cases get far."""
        row = Case.objects.get(pk=self._case(case))
        live = row.tasks.filter(state__in=("sent", "accepted")).select_related("unit").first()
        if row.state == Case.State.RECEIVED:
            self.act("dispatch", case, "dispatcher", "other" if unit == "other" else "station")
        elif live is not None and live.unit.code in ("station", "other"):
            self.act(
                "accept" if live.state == "sent" else "finish",
                case,
                "head" if live.unit.code == "station" else "stranger",
            )
        elif row.state == Case.State.ANSWERED:
            self.act("confirm", case, "caller", solved=solved)

    @rule(case=pick, unit=units, solved=st.booleans())
    def one_goes_on(self, case: int, unit: str, solved: bool) -> None:
        self.advance(case, unit, solved)

    @rule(unit=units, solved=st.booleans())
    def all_go_on(self, unit: str, solved: bool) -> None:
        for case in range(len(self.cases)):
            self.advance(case, unit, solved)

    @rule(case=pick, who=st.sampled_from(("crew", "mate", "head", "caller")), solved=st.booleans())
    def it_is_confirmed_by_somebody_near_it(self, case: int, who: str, solved: bool) -> None:
        self.act("confirm", case, who, solved=solved)

    @rule(case=pick, who=st.sampled_from(("head", "stranger")), unit=units)
    def a_unit_gives_it_back(self, case: int, who: str, unit: str) -> None:
        self.act("return", case, who, "other" if who == "head" else "station")

    @rule(number=pick, solved=st.booleans())
    def answer_by_link(self, number: int, solved: bool) -> None:
        if self.tokens:
            token = self.tokens[number % len(self.tokens)]
            self._do(lambda: actions.confirm(token, solved=solved, rating=4, at=self.now), "requester")

    @rule(who=st.sampled_from(("mate", "crew")), post=st.sampled_from((Post.CALLER, Post.OFFICER)))
    def somebody_changes_posts(self, who: str, post: str) -> None:
        Officer.objects.filter(pk=getattr(self.cast, who).pk).update(post=post)

    @rule()
    def a_week_goes_by(self) -> None:
        self.now += timedelta(days=8)
        self._do(lambda: actions.close_unheard(by=BY, at=self.now), "silence")

    @invariant()
    def promises_never_move(self) -> None:
        assert self._promises() == self.promised

    @invariant()
    def at_most_one_task_is_live_and_it_fits_the_case(self) -> None:
        for case in Case.objects.prefetch_related("tasks"):
            live = [task.state for task in case.tasks.all() if task.state in ("sent", "accepted")]
            expected = {"dispatched": ["sent"], "handling": ["accepted"]}.get(case.state, [])
            assert live == expected, (case.state, live)

    @invariant()
    def no_handler_closed_the_case(self) -> None:
        for pk, closer in self.closers.items():
            if closer in ("requester", "silence"):
                continue
            officer = getattr(self.cast, closer)
            case = Case.objects.get(pk=pk)
            assert closer in ("dispatcher", "caller", "crew", "mate")
            if case.outcome == Case.Outcome.SOLVED:
                assert not case.tasks.filter(state="finished", unit=officer.unit_id).exists()

    @invariant()
    def solved_means_that_the_requester_said_so_in_the_last_round(self) -> None:
        for case in Case.objects.filter(outcome=Case.Outcome.SOLVED):
            assert Verification.objects.get(case=case, round=case.redo_count).solved is True

    @invariant()
    def a_resolve_promise_is_met_just_when_the_case_is_answered(self) -> None:
        for case in Case.objects.all():
            met = case.promises.get(what="resolve").met_at
            assert (met is not None) == (case.state in ("answered", "closed"))
            assert met is None or case.answered_at == met

    @invariant()
    def the_next_due_is_that_of_the_first_open_promise(self) -> None:
        for case in Case.objects.prefetch_related("promises"):
            due = [one.due_at for one in case.promises.all() if one.met_at is None and one.due_at]
            assert case.next_due_at == (None if case.closed_at else min(due, default=None))

    @invariant()
    def each_unit_returns_a_case_once(self) -> None:
        seen = list(Task.objects.filter(state="returned").values_list("case", "unit"))
        assert len(seen) == len(set(seen))

    @invariant()
    def the_ledger_alone_retells_every_case(self) -> None:
        assert [(str(case), found) for case, found in retell.disagreements()] == []
        for pk in self.cases:
            states = [entry.after["state"] for entry in story(f"case:{pk}") if "state" in entry.after]
            assert all((a, b) in MOVES for a, b in pairwise(states)), states

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            try:
                assert list(flaws()) == []
            finally:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)


MOVES = {(state, to) for (state, _), several in CASE_MOVES.items() for to in several}


@pytest.mark.django_db
def test_whatever_people_do_the_promises_hold() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life, settings=settings(max_examples=20, stateful_step_count=30, deadline=None, database=None)
    )
