"""What must hold in the room of casework, asked after every deed that tests/casework/room.py plays."""

from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from jishiyu.casework import retell
from jishiyu.casework.models import Application, Case, Nudge, Promise, Task, Verification
from jishiyu.casework.queries import false_tallies
from jishiyu.ledger.queries import story

LIVE = ("sent", "accepted")


def was_corrected(case: Case) -> bool:
    return any("kind" in entry.before for entry in story(case.ref))


class WhatMustHold(RuleBasedStateMachine):
    """`promised` has each case as it was promised when it was opened: heard at, original date, promises."""

    promised: dict[int, Any]

    @invariant()
    def no_sequence_stops_the_requesters_clock(self) -> None:
        """The date each case was promised for stands as it was made, and past it the case is late for all to see."""
        for case in Case.objects.prefetch_related("promises"):
            heard_at, original, rows = self.promised[case.pk]
            made = {row[0]: row[1] for row in rows}
            for promise in case.promises.all():
                if promise.what not in made:
                    assert was_corrected(case), "a promise that nobody made"
                    continue
                assert promise.due_at == made[promise.what] or made[promise.what] is None
                base = promise.terms.due_at
                assert promise.extended_to is None or base is None or promise.extended_to >= base
                if promise.tightened_to is not None:
                    assert was_corrected(case)
                    assert promise.due_at is None or promise.tightened_to < promise.due_at, "another kind took time"
            assert case.heard_at == heard_at
            assert case.original_due_at == original or original is None

    @invariant()
    def a_date_moves_only_by_what_another_granted(self) -> None:
        moved = Promise.objects.filter(extended_to__isnull=False).values_list("case", flat=True)
        granted = Application.objects.filter(state="granted", kind__in=("extension", "waiting"))
        assert set(moved) <= set(granted.values_list("case", flat=True))
        for asked in Application.objects.exclude(decided_by=""):
            assert asked.decided_by != asked.asked_by

    @invariant()
    def every_case_has_an_owner(self) -> None:
        """The centre has what is received or answered; a unit what is sent or handled, itself or by its main case."""
        for case in Case.objects.filter(state__in=("dispatched", "handling")).prefetch_related("tasks"):
            tasks = [task for task in case.tasks.all() if task.round == case.redo_count]
            held = any(task.state in LIVE or (task.state == "returned" and not task.return_decision) for task in tasks)
            assert held or case.merged_into_id, (case.state, [(task.role, task.state) for task in tasks])
        for case in Case.objects.filter(merged_into__isnull=False).exclude(state__in=("answered", "closed")):
            assert case.merged_into is not None
            assert case.merged_into.merged_into_id is None
            assert case.merged_into.closed_at is None, "merged into what is over"

    @invariant()
    def a_unit_has_one_live_task_of_a_case_and_one_leads(self) -> None:
        live = list(Task.objects.filter(state__in=LIVE).values_list("case", "unit", "role"))
        assert len({(case, home) for case, home, _ in live}) == len(live)
        leads = [case for case, _, role in live if role == "lead"]
        assert len(leads) == len(set(leads))
        assert not Task.objects.filter(state__in=LIVE, case__state__in=("answered", "closed")).exists()

    @invariant()
    def every_tally_says_what_the_rows_say(self) -> None:
        assert false_tallies() == 0

    @invariant()
    def every_row_is_in_exactly_one_list(self) -> None:
        lists = [
            set(Case.objects.filter(excluded_at__isnull=False).values_list("pk", flat=True)),
            set(Case.objects.filter(excluded_at__isnull=True, closed_at__isnull=True).values_list("pk", flat=True)),
            set(Case.objects.filter(excluded_at__isnull=True, closed_at__isnull=False).values_list("pk", flat=True)),
        ]
        assert sum(map(len, lists)) == len(set().union(*lists)) == Case.objects.count()

    @invariant()
    def solved_means_that_the_requester_said_so_in_the_last_round(self) -> None:
        for case in Case.objects.filter(outcome=Case.Outcome.SOLVED):
            assert Verification.objects.get(case=case, round=case.redo_count).solved is True

    @invariant()
    def who_was_not_reached_is_neither_solved_nor_satisfied(self) -> None:
        for case in Case.objects.filter(outcome=Case.Outcome.UNREACHABLE):
            assert not Verification.objects.filter(case=case, round=case.redo_count, solved=True).exists()
            assert case.call_backs.get(round=case.redo_count).tries.filter(reached=False).count() >= 3

    @invariant()
    def what_nobody_wanted_moves_by_a_consultation_only(self) -> None:
        for case in Case.objects.filter(to_consult=True):
            assert case.objections >= 2
            second = (
                case.tasks.filter(state="returned").order_by("returned_at").values_list("returned_at", flat=True)[1]
            )
            assert not case.tasks.filter(sent_at__gt=second, role="lead", consultation=None).exists()

    @invariant()
    def a_case_is_answered_just_when_its_promise_to_resolve_is_met(self) -> None:
        for case in Case.objects.prefetch_related("promises"):
            met = {promise.what: promise.met_at for promise in case.promises.all()}["resolve"]
            withdrawn = case.outcome in ("withdrawn", "withdrawn_after_contact")
            assert (met is not None) == (case.state in ("answered", "closed")) or withdrawn
            assert met is None or met == case.answered_at or withdrawn

    @invariant()
    def the_next_date_is_that_of_the_first_open_promise(self) -> None:
        for case in Case.objects.prefetch_related("promises"):
            due = [one.effective_due_at for one in case.promises.all() if one.met_at is None and one.effective_due_at]
            assert case.next_due_at == (None if case.closed_at else min(due, default=None))

    @invariant()
    def each_unit_returns_a_case_once_and_each_rung_is_taken_once(self) -> None:
        returns = list(Task.objects.filter(state="returned").values_list("case", "unit"))
        assert len(returns) == len(set(returns))
        rungs = list(Nudge.objects.filter(step__isnull=False).values_list("case", "round", "step"))
        assert len(rungs) == len(set(rungs))

    @invariant()
    def the_ledger_alone_retells_every_case(self) -> None:
        assert [(str(case), found) for case, found in retell.disagreements()] == []
