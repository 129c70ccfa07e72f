"""How long each unit held a case: from the moment a task was sent to it, signed in or not, to the moment it ended.

The requester's clock is another one: it runs from the hearing on, whoever holds the case. No database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jishiyu.lib.worktime import Calendar, Hours, YearMissing, working_minutes

MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """How long one holder had it, in whole minutes; `working` is None when a year's table is missing, `open` while it
    still has it. `unit` None: the centre, that is nobody else."""

    unit: int | None
    natural: int
    working: int | None
    open: bool = False


def held(unit: int | None, spans: Sequence[Span], *, hours: Hours, calendar: Calendar, still: bool = False) -> Held:
    """Spans in the office's zone, none over another."""
    natural = sum((until - since) // MINUTE for since, until in spans)
    try:
        working = sum(working_minutes(since, until, hours, calendar) for since, until in spans)
    except YearMissing:
        return Held(unit, natural, None, still)
    return Held(unit, natural, working, still)


def together(parts: Iterable[Held]) -> list[Held]:
    """One sum for each unit, in the order in which units first come."""
    sums: dict[int | None, Held] = {}
    for part in parts:
        before = sums.get(part.unit)
        if before is None:
            sums[part.unit] = part
            continue
        known = before.working is not None and part.working is not None
        working = (before.working or 0) + (part.working or 0) if known else None
        sums[part.unit] = Held(part.unit, before.natural + part.natural, working, before.open or part.open)
    return list(sums.values())


def gaps(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """What of a stretch no span covers."""
    found, free_from = [], since
    for begins, ends in sorted(spans):
        if begins > free_from:
            found.append((free_from, min(begins, until)))
        free_from = max(free_from, ends)
        if free_from >= until:
            break
    if free_from < until:
        found.append((free_from, until))
    return [(begins, ends) for begins, ends in found if begins < ends]


def median(values: Sequence[int]) -> int | None:
    """The middle one, the lower of two; None of nothing."""
    return sorted(values)[(len(values) - 1) // 2] if values else None
