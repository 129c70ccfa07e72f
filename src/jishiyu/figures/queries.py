"""Figures, and the rows behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from statistics import median

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case, Task, Verification
from jishiyu.figures.indicators import EXCLUDED, INDICATORS, Cohort, Indicator
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
    """n of N with its words, and the same with the excluded rows counted too (`all_n` of `all_of`). `low` and `high`
    bound a sampled share (95 %), else None."""

    code: str
    name: Phrase
    definition: Phrase
    n: int
    of: int
    text: str
    low: float | None
    high: float | None
    all_n: int
    all_of: int
    all_text: str
    whole: bool

    @property
    def differs(self) -> bool:
        """Whether excluded rows change it."""
        return (self.n, self.of) != (self.all_n, self.all_of)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Cases outside a denominator, and why."""

    reason: Phrase
    cases: QuerySet[Case]


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened: the rows that count as part, and the rows that do not. Together they are the denominator;
    `left_out` lists what stands outside it."""

    figure: Figure
    indicator: Indicator
    part: QuerySet[Case]
    rest: QuerySet[Case]
    left_out: list[LeftOut]

    def rows(self, side: str) -> QuerySet[Case]:
        """Those that count as part, the rest of the denominator ("rest"), or one list of those left out ("out0", …)."""
        if side.startswith("out") and side[3:].isdigit() and int(side[3:]) < len(self.left_out):
            return self.left_out[int(side[3:])].cases
        return self.rest if side == "rest" else self.part


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


def _cohort(cohort: Cohort, scope: Scope, period: Period) -> QuerySet[Case]:
    """The rows of a denominator."""
    cases = _scoped(scope)
    if cohort == "heard":
        return cases.filter(heard_at__gte=period.since, heard_at__lt=period.until)
    if cohort == "due":
        return cases.filter(due_at__gte=period.since, due_at__lt=period.until)
    if cohort == "promised":
        return cases.filter(original_due_at__gte=period.since, original_due_at__lt=period.until)
    return _by_last_word(cases, "solved" if cohort == "said" else "rating", period)


def _by_last_word(cases: QuerySet[Case], field: str, period: Period) -> QuerySet[Case]:
    """Cases of which the requester said this field in the period, each joined to the last time it was said."""
    in_it = Q(answered_at__gte=period.since, answered_at__lt=period.until, **{f"{field}__isnull": False})
    joined = Q(
        word__answered_at__gte=period.since, word__answered_at__lt=period.until, **{f"word__{field}__isnull": False}
    )
    after = Q(answered_at__gt=OuterRef("word__answered_at"))
    after |= Q(answered_at=OuterRef("word__answered_at"), pk__gt=OuterRef("word__pk"))
    return (
        cases.annotate(word=FilteredRelation("verifications"))
        .filter(joined)
        .filter(~Exists(Verification.objects.filter(in_it, after, case=OuterRef("pk"))))
        .annotate(said_solved=F("word__solved"), said_rating=F("word__rating"))
    )


def _said(period: Period) -> QuerySet[Verification]:
    return Verification.objects.filter(case=OuterRef("pk"), answered_at__gte=period.since, answered_at__lt=period.until)


def _left_out(indicator: Indicator, scope: Scope, period: Period) -> list[LeftOut]:
    """Cases a reader might look for in a denominator and will not find there, with the reason."""
    excluded = _cohort(indicator.cohort, scope, period).filter(EXCLUDED).order_by("-heard_at", "pk")
    found = [] if indicator.whole else [LeftOut(_("Excluded"), excluded)]
    cases = _scoped(scope).exclude(EXCLUDED).order_by("-heard_at", "pk")
    if indicator.cohort in ("due", "promised"):
        undated = cases.filter(due_at__isnull=True, heard_at__lt=period.until)
        return [
            *found,
            LeftOut(_("Due at no time: nothing was promised, or the calendar of its year is missing"), undated),
        ]
    if indicator.cohort == "heard":
        return found
    answered = cases.filter(answered_at__gte=period.since, answered_at__lt=period.until)
    if indicator.cohort == "said":
        silent = answered.exclude(Exists(_said(period)))
        return [*found, LeftOut(_("Answered, but the requester has not said a word"), silent)]
    rated = _said(period).filter(rating__isnull=False)
    return [*found, LeftOut(_("Answered, but not rated"), answered.exclude(Exists(rated)))]


def _counting(indicators: Sequence[Indicator]) -> dict[str, Count]:
    """Columns of one query: rows of the cohort and of each part, and how many of them are excluded."""
    counted = {"of": Count("pk"), "out_of": Count("pk", filter=EXCLUDED)}
    for one in indicators:
        counted |= {f"n_{one.code}": Count("pk", filter=one.part)}
        counted |= {f"out_{one.code}": Count("pk", filter=one.part & EXCLUDED)}
    return counted


def _figure(indicator: Indicator, found: Mapping[str, int]) -> Figure:
    all_n, all_of = found[f"n_{indicator.code}"], found["of"]
    n, of = all_n, all_of
    if not indicator.whole:
        n, of = n - found[f"out_{indicator.code}"], of - found["out_of"]
    low, high = wilson(n, of) if indicator.sampled and of else (None, None)
    return Figure(
        indicator.code,
        indicator.name,
        indicator.definition,
        n,
        of,
        rate(n, of),
        low,
        high,
        all_n,
        all_of,
        rate(all_n, all_of),
        indicator.whole,
    )


def board(scope: Scope, period: Period) -> list[Figure]:
    """Every indicator, in one query for each cohort."""
    found: dict[str, Figure] = {}
    for cohort in dict.fromkeys(indicator.cohort for indicator in INDICATORS.values()):
        of_it = [indicator for indicator in INDICATORS.values() if indicator.cohort == cohort]
        counted = _cohort(cohort, scope, period).aggregate(**_counting(of_it))
        found |= {one.code: _figure(one, counted) for one in of_it}
    return [found[code] for code in INDICATORS]


def figure(code: str, scope: Scope, period: Period) -> Figure:
    """One indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    return _figure(indicator, _cohort(indicator.cohort, scope, period).aggregate(**_counting([indicator])))


def open_figure(code: str, scope: Scope, period: Period) -> Opened:
    """The rows behind one indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    cohort = _cohort(indicator.cohort, scope, period).select_related("division").order_by("-heard_at", "pk")
    if not indicator.whole:
        cohort = cohort.exclude(EXCLUDED)
    return Opened(
        figure=figure(code, scope, period),
        indicator=indicator,
        part=cohort.filter(indicator.part),
        rest=cohort.exclude(indicator.part),
        left_out=_left_out(indicator, scope, period),
    )


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
        Task.objects.filter(case__in=_scoped(scope), case__kind__in=direct, round=0, case__heard_at__gte=period.since)
        .filter(case__heard_at__lt=period.until, role=Task.Role.LEAD, case__excluded_at__isnull=True)
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
    rows = (
        _scoped(scope)
        .filter(heard_at__gte=period.since, heard_at__lt=period.until)
        .values("kind")
        .annotate(all=Count("pk"), closed=Count("pk", filter=Q(closed_at__isnull=False)))
        .order_by("-all", "kind")
    )
    return [(row["kind"], row["all"], row["closed"]) for row in rows]


def per_day(scope: Scope, period: Period) -> list[tuple[str, int]]:
    """Cases heard on each local day of the period, as (ISO day, count), days without any included."""
    rows = _scoped(scope).filter(heard_at__gte=period.since, heard_at__lt=period.until)
    counted: dict[str, int] = {}
    for day, count in rows.values_list("heard_at__date").annotate(n=Count("pk")).order_by():
        counted[str(day)] = count
    first, last = timezone.localdate(period.since), timezone.localdate(period.until - timedelta(microseconds=1))
    days = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    return [(day, counted.get(day, 0)) for day in days]
