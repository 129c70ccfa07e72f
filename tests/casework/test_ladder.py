"""The table of urging, as a table and as properties: each rung once, none before its time, none skipped."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishiyu.casework import ladder
from jishiyu.casework.kinds import LADDER, CaseKind, LadderStep, PromiseRule
from jishiyu.casework.ladder import Standing, next_step, steps_due
from jishiyu.lib.worktime import Limit
from tests.cast import DAY, HOUR, T0

DUE = T0 + 4 * DAY


def standing(state: str = "handling", *, taken: int = 0, **more: object) -> Standing:
    given: dict[str, object] = {"aside": "", "starts_at": T0, "due_at": DUE} | more
    return Standing(state=state, taken=taken, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "then"),
    [
        (standing(), T0 + 3 * DAY),
        (standing("received"), T0 + 3 * DAY),  # nobody has it, and it presses all the same
        (standing("dispatched"), T0 + 3 * DAY),  # nobody has taken it up, and it presses all the same
        (standing(taken=1), DUE),
        (standing(taken=2), T0 + 6 * DAY),
        (standing(taken=3), None),
        (standing("answered"), None),
        (standing("closed"), None),
        (standing(due_at=DUE + 4 * DAY), T0 + 6 * DAY),  # extended
        (standing(due_at=DUE + 4 * DAY, taken=1), DUE + 4 * DAY),  # extended after it was urged: never urged again
        (standing(due_at=None), None),  # its year has no calendar
        (standing(aside="hung", review_at=T0 + 30 * DAY), T0 + 30 * DAY),
        (standing(aside="waiting", review_at=T0 + 5 * DAY), T0 + 5 * DAY),
        (standing("closed", aside="hung", review_at=T0 + 5 * DAY), None),
    ],
)
def test_when_a_case_presses_next(case: Standing, then: datetime | None) -> None:
    assert next_step(LADDER, case) == then


@pytest.mark.parametrize(
    ("taken", "at", "levels"),
    [
        (0, T0 + 3 * DAY - timedelta(seconds=1), []),
        (0, T0 + 3 * DAY, ["urge"]),
        (1, T0 + 3 * DAY, []),
        (0, DUE + 90 * DAY, ["urge", "supervise", "escalate"]),  # after a long sleep none is skipped
        (2, DUE + 90 * DAY, ["escalate"]),
        (3, DUE + 90 * DAY, []),
    ],
)
def test_which_rungs_are_due(taken: int, at: datetime, levels: list[str]) -> None:
    assert [step.level for _, step in steps_due(LADDER, standing(taken=taken), at)] == levels


tables = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(
    lambda percents: tuple(LadderStep(percent, "urge") for percent in sorted(percents))
)
minutes = st.integers(1, 60 * 24 * 60).map(lambda count: timedelta(minutes=count))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy with other things
@given(tables, minutes, st.lists(st.tuples(minutes, st.booleans(), minutes), max_size=12))
def test_each_rung_is_taken_once_and_in_order_whatever_is_edited_between(
    table: tuple[LadderStep, ...], limit: timedelta, looks: list[tuple[timedelta, bool, timedelta]]
) -> None:
    """The clock wakes at odd moments, extensions come between: what is taken stays taken, nothing comes early."""
    at, case, taken = T0, standing(due_at=T0 + limit), []
    for sleep, extended, by in looks:
        at += sleep
        for number, step in steps_due(table, case, at):
            assert ladder.moment_of(step, T0, case.due_at or T0) <= at
            taken.append(number)
        due_at = (case.due_at or T0) + by if extended else case.due_at
        case = standing(due_at=due_at, taken=len(taken))
        after = next_step(table, case)
        assert after is None or after > at or steps_due(table, case, at)
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) <= len(table)


@pytest.mark.parametrize(
    ("table", "flaw"),
    [
        (LADDER, ""),
        ((LadderStep(100, "urge"), LadderStep(100, "supervise")), "not after"),
        ((LadderStep(50, "supervise"), LadderStep(80, "urge")), "stands above"),
        ((LadderStep(0, "urge"),), "before the promise starts"),
    ],
)
def test_a_table_that_does_not_climb_is_named_at_start_up(table: tuple[LadderStep, ...], flaw: str) -> None:
    promise = PromiseRule(what="resolve", limit=Limit(5, "working_days"))
    found = ladder.flaws(CaseKind(code="t.t", name="t", promises=(promise,), ladder=table))
    assert (flaw in found[0]) if flaw else found == []


def test_a_rung_is_a_share_of_the_time_that_was_given() -> None:
    assert ladder.moment_of(LadderStep(50, "urge"), T0, T0 + HOUR) == T0 + HOUR / 2
