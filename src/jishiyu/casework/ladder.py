"""When a case is urged (催办), supervised (督办) and escalated (上报): by its kind's table, at fractions of the promise
to resolve, from its start to the date it has now. No database.

How many rungs were taken is counted on the case, and nothing but a new round sets it back: an edit, an extension or a
hand-over moves the next rung at most, and never brings back one that was taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jishiyu.casework.kinds import CaseKind, LadderStep

RUNNING = frozenset({"received", "dispatched", "handling"})  # somebody still owes the answer
LEVELS: Mapping[str, int] = {"urge": 1, "supervise": 2, "escalate": 3}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next rung depends on: `starts_at` and `due_at` of the promise to resolve, as it was extended."""

    state: str
    aside: str
    starts_at: datetime | None
    due_at: datetime | None
    review_at: datetime | None = None
    taken: int = 0


def runs(state: str) -> bool:
    """Whether anybody is still urged about a case in this state, assigned or not."""
    return state in RUNNING


def moment_of(step: LadderStep, starts_at: datetime, due_at: datetime) -> datetime:
    return starts_at + (due_at - starts_at) * step.percent / 100


def next_step(ladder: Sequence[LadderStep], case: Standing) -> datetime | None:
    """When a case presses next: its next rung; set aside, its review date. None when nothing is owed any more, the
    table is climbed, or the year of its promise has no calendar yet."""
    if not runs(case.state):
        return None
    if case.aside:
        return case.review_at
    if case.starts_at is None or case.due_at is None or case.taken >= len(ladder):
        return None
    return moment_of(ladder[case.taken], case.starts_at, case.due_at)


def steps_due(ladder: Sequence[LadderStep], case: Standing, at: datetime) -> list[tuple[int, LadderStep]]:
    """The rungs that are due and not taken, each with its number from 1 on; after a long sleep several."""
    if not runs(case.state) or case.aside or case.starts_at is None or case.due_at is None:
        return []
    found = []
    for number, step in enumerate(ladder[case.taken :], start=case.taken + 1):
        if moment_of(step, case.starts_at, case.due_at) > at:
            break
        found.append((number, step))
    return found


def flaws(kind: CaseKind) -> list[str]:
    """What is wrong with a kind's table: rungs out of order, or a level below the one before."""
    found = []
    for before, step in zip(kind.ladder, kind.ladder[1:], strict=False):
        if step.percent <= before.percent:
            found.append(f"{kind.code}: {step.level} at {step.percent} % comes not after {before.percent} %")
        if LEVELS[step.level] < LEVELS[before.level]:
            found.append(f"{kind.code}: {step.level} stands above {before.level}")
    if any(step.percent <= 0 for step in kind.ladder):
        found.append(f"{kind.code}: nobody is urged before the promise starts")
    return found
