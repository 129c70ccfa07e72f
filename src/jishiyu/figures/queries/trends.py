"""How cases came in: by kind, by day, and how long the urgent ones took from step to step."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from statistics import median

from django.db.models import Count, QuerySet
from django.utils import timezone

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Tally, Task
from jishiyu.casework.tally import Mark
from jishiyu.figures.queries.counting import bearing, tallied
from jishiyu.figures.queries.shapes import Period, Scope


@dataclass(frozen=True, slots=True)
class Spans:
    """Median minutes of a kind that goes straight to the one on duty, from the first message on.

    Those that have not come so far count as longer than all that have: a median of the lucky ones alone would say how
    long it takes when it works. None when more than half of all have not come so far."""

    cases: int
    dispatched: int | None
    accepted: int | None
    arrived: int | None
    answered: int | None


def spans(scope: Scope, period: Period) -> Spans:
    """Message → dispatched → accepted → arrived → answered, for cases heard in the period, in one query."""
    direct = [kind.code for kind in kinds() if kind.direct]
    timed = _heard(scope, period).filter(bearing(lacks=Mark.EXCLUDED), kind__in=direct)
    tasks = (
        Task.objects.filter(case__in=timed.values("case"), round=0, role=Task.Role.LEAD)
        .exclude(state__in=[Task.State.RETURNED, Task.State.RECALLED])
        .values_list("case__heard_at", "sent_at", "accepted_at", "arrived_at", "finished_at")
    )
    columns: list[list[float]] = [[], [], [], []]
    count = 0
    for heard_at, *moments in tasks:
        count += 1
        nobody_went = moments[2] is None and moments[3] is not None  # done without going there: no arrival to time
        for place, (column, moment) in enumerate(zip(columns, moments, strict=True)):
            if moment is not None:
                column.append(max(0, int((moment - heard_at).total_seconds() // 60)))
            elif not (place == 2 and nobody_went):
                column.append(inf)
    return Spans(count, *(_median(column) for column in columns))


def _median(minutes: Sequence[float]) -> int | None:
    middle = median(minutes) if minutes else inf
    return int(middle) if middle < inf else None


def by_kind(scope: Scope, period: Period) -> list[tuple[str, int, int]]:
    """Cases heard in the period by kind, as (kind, all, closed), most first; they add up to the whole."""
    every, closed = Counter[str](), Counter[str]()
    for kind, marks, count in _heard(scope, period).values_list("kind", "marks").annotate(n=Count("*")).order_by():
        every[kind] += count
        closed[kind] += count if marks & Mark.CLOSED else 0
    return sorted(((kind, count, closed[kind]) for kind, count in every.items()), key=lambda row: (-row[1], row[0]))


def _heard(scope: Scope, period: Period) -> QuerySet[Tally]:
    return tallied(scope).filter(heard_at__gte=period.since, heard_at__lt=period.until)


def per_day(scope: Scope, period: Period) -> list[tuple[str, int]]:
    """Cases heard on each local day of the period, as (ISO day, count), days without any included."""
    counted: dict[str, int] = {}
    for day, count in _heard(scope, period).values_list("heard_at__date").annotate(n=Count("*")).order_by():
        counted[str(day)] = count
    first, last = timezone.localdate(period.since), timezone.localdate(period.until - timedelta(microseconds=1))
    days = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    return [(day, counted.get(day, 0)) for day in days]
