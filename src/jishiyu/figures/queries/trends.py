"""How cases came in: by kind, by day, and how long the urgent ones took from step to step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import inf
from statistics import median

from django.db import connection
from django.db.models import Count, DateTimeField, F, Func, Q, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Task
from jishiyu.casework.queries import bearing
from jishiyu.casework.tally import NONE, Mark
from jishiyu.figures.queries.counting import tallied
from jishiyu.figures.scopes import Period, Scope

DAY = timedelta(days=1)


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
    tasks = (
        Task.objects.filter(case__kind__in=direct, case__heard_at__gte=period.since, case__heard_at__lt=period.until)
        .filter(round=0, role=Task.Role.LEAD, case__excluded_at__isnull=True)
        .exclude(state__in=[Task.State.RETURNED, Task.State.RECALLED])
    )
    if scope != Scope():
        tasks = tasks.filter(case__in=tallied(scope).values("case"))
    columns: list[list[float]] = [[], [], [], []]
    count = 0
    moments_of = ("case__heard_at", "sent_at", "accepted_at", "arrived_at", "finished_at")
    for heard_at, *moments in tasks.values_list(*moments_of):
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


def per_day(scope: Scope, period: Period) -> list[tuple[str, int]]:
    """Cases heard on each local day of the period, as (ISO day, count), days without any included."""
    return [(str(one.day), one.of) for one in daily(scope, period, "heard_at")]


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what counts on it: `n` of `of`."""

    day: date
    n: int
    of: int


def daily(
    scope: Scope, period: Period, moment: str, *, bears: Mark = NONE, lacks: Mark = NONE, outside: Mark = NONE
) -> list[Day]:
    """Of cases that a moment of the tally puts on each local day of the period, those that bear some marks and lack
    others; in one query, days without any included. Those that bear a mark of `outside` are counted nowhere."""
    first, last = timezone.localdate(period.since), timezone.localdate(period.until - timedelta(microseconds=1))
    days = [first + DAY * number for number in range((last - first).days + 1)]
    in_it = tallied(scope).filter(**{f"{moment}__gte": period.since, f"{moment}__lt": period.until})
    in_it = in_it.filter(bearing(lacks=outside)) if outside else in_it
    grouped = in_it.annotate(on=_local_day(days, moment)).values_list("on")
    rows = grouped.annotate(n=Count("case", filter=Q(bearing(bears, lacks))), of=Count("*")).order_by()
    found = {timezone.localdate(on) if isinstance(on, datetime) else on: (n, of) for on, n, of in rows}
    return [Day(day, *found.get(day, (0, 0))) for day in days]


def midnight_of(at: datetime) -> datetime:
    """When the local day of a moment began."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _local_day(days: Sequence[date], moment: str) -> Func:
    """The local day of a case. PostgreSQL asks for the time zone at each row, and is spared it where every day of the
    period has 24 hours."""
    midnights = [datetime.combine(day, time(), timezone.get_current_timezone()).astimezone(UTC) for day in days]
    even = all(later - earlier == DAY for earlier, later in pairwise(midnights))
    if connection.vendor == "postgresql" and even:
        return Func(Value(DAY), F(moment), Value(midnights[0]), function="date_bin", output_field=DateTimeField())
    return TruncDate(moment)
