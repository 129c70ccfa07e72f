"""Figures, and the rows behind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case, Promise, Task, Verification
from jishiyu.figures.indicators import INDICATORS, Indicator
from jishiyu.figures.printing import rate, wilson
from jishiyu.lib.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment to before the last."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases: of a pack, of a unit that worked on them, of a division and all inside it. Empty: everybody's."""

    pack: str = ""
    unit: int | None = None
    division: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """n of N with its words. `low` and `high` bound a sampled share (95 %), else None."""

    code: str
    name: Phrase
    definition: Phrase
    n: int
    of: int
    text: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened: the rows that count as part, and the rows that do not. Together they are the denominator."""

    figure: Figure
    indicator: Indicator
    part: QuerySet[Case]
    rest: QuerySet[Case]


def last_days(at: datetime, days: int) -> Period:
    return Period(at - timedelta(days=days), at)


def _scoped(scope: Scope) -> QuerySet[Case]:
    cases = Case.objects.all()
    if scope.pack:
        cases = cases.filter(pack=scope.pack)
    if scope.division:
        cases = cases.filter(division__code__startswith=scope.division)
    if scope.unit:
        worked = Task.objects.filter(case=OuterRef("pk"), unit_id=scope.unit).exclude(state=Task.State.RETURNED)
        cases = cases.filter(Exists(worked))
    return cases


def _cohort(indicator: Indicator, scope: Scope, period: Period) -> QuerySet[Case]:
    cases = _scoped(scope)
    if indicator.cohort == "heard":
        return cases.filter(heard_at__gte=period.since, heard_at__lt=period.until)
    if indicator.cohort == "due":
        return cases.filter(
            Exists(
                Promise.objects.filter(
                    case=OuterRef("pk"), what="resolve", due_at__gte=period.since, due_at__lt=period.until
                )
            )
        )
    answered = Verification.objects.filter(
        case=OuterRef("pk"),
        round=OuterRef("redo_count"),
        answered_at__gte=period.since,
        answered_at__lt=period.until,
    )
    return cases.filter(Exists(answered))


def _figure(indicator: Indicator, n: int, of: int) -> Figure:
    low, high = wilson(n, of) if indicator.sampled and of else (None, None)
    return Figure(indicator.code, indicator.name, indicator.definition, n, of, rate(n, of), low, high)


def board(scope: Scope, period: Period) -> list[Figure]:
    """Every indicator, in one query each."""
    return [figure(code, scope, period) for code in INDICATORS]


def figure(code: str, scope: Scope, period: Period) -> Figure:
    """One indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    found = _cohort(indicator, scope, period).aggregate(of=Count("pk"), n=Count("pk", filter=indicator.part))
    return _figure(indicator, found["n"], found["of"])


def open_figure(code: str, scope: Scope, period: Period) -> Opened:
    """The rows behind one indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    cohort = _cohort(indicator, scope, period).select_related("division").order_by("-heard_at")
    return Opened(figure(code, scope, period), indicator, cohort.filter(indicator.part), cohort.exclude(indicator.part))


@dataclass(frozen=True, slots=True)
class Spans:
    """Median minutes of a kind that goes straight to the one on duty, from the first message on."""

    cases: int
    dispatched: int | None
    accepted: int | None
    arrived: int | None
    answered: int | None


def spans(scope: Scope, period: Period) -> Spans:
    """Message → dispatched → accepted → arrived → answered, for cases heard in the period, in one query."""
    direct = [kind.code for kind in kinds() if kind.direct]
    tasks = (
        Task.objects.filter(case__in=_scoped(scope), case__kind__in=direct, round=0, case__heard_at__gte=period.since)
        .filter(Q(case__heard_at__lt=period.until))
        .exclude(state=Task.State.RETURNED)
        .values_list("case__heard_at", "sent_at", "accepted_at", "arrived_at", "finished_at")
    )
    columns: list[list[int]] = [[], [], [], []]
    count = 0
    for heard_at, *moments in tasks:
        count += 1
        for column, moment in zip(columns, moments, strict=True):
            if moment is not None:
                column.append(max(0, int((moment - heard_at).total_seconds() // 60)))
    return Spans(count, *(int(median(column)) if column else None for column in columns))


def by_kind(scope: Scope, period: Period) -> list[tuple[str, int, int]]:
    """Cases heard in the period by kind, as (kind, all, closed), most first; they add up to the whole."""
    rows = (
        _scoped(scope)
        .filter(heard_at__gte=period.since, heard_at__lt=period.until)
        .values("kind")
        .annotate(all=Count("pk"), closed=Count("pk", filter=Q(closed_at__isnull=False)))
        .order_by("-all", "kind")
    )
    return [(row["kind"], row["all"], row["closed"]) for row in rows]


def per_day(scope: Scope, period: Period) -> list[tuple[str, int]]:
    """Cases heard on each day of the period, as (ISO day, count), days without any included."""
    rows = _scoped(scope).filter(heard_at__gte=period.since, heard_at__lt=period.until)
    counted: dict[str, int] = {}
    for day, count in rows.values_list("heard_at__date").annotate(n=Count("pk")).order_by():
        counted[str(day)] = count
    days = (period.until.date() - period.since.date()).days
    return [
        (str(day), counted.get(str(day), 0))
        for day in (period.since.date() + timedelta(days=number) for number in range(days + 1))
    ]
