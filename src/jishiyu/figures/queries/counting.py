"""Figures, and the rows behind them, counted by the marks that the database keeps of each case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.lookups import Exact

from jishiyu.casework.models import OFFICE, Tally
from jishiyu.casework.tally import NONE, Mark
from jishiyu.figures.indicators import INDICATORS, NOT_RATED, NOT_SAID, OUT, UNDATED, Cohort, Indicator
from jishiyu.figures.queries.direct import counted_directly, lists_directly
from jishiyu.figures.queries.shapes import Counted, Figure, LeftOut, Opened, Period, Rows, Scope, figure_of

COLUMNS: Mapping[Cohort, str] = {
    "heard": "heard_at",
    "due": "due_at",
    "promised": "original_due_at",
    "said": "said_at",
    "rated": "rated_at",
}
LATER = "later"  # among the cohorts of one query: whether somebody spoke since the period
Groups = Mapping[str, Counter[int]]  # by cohort: how many cases bear just these marks


def board(scope: Scope, period: Period) -> list[Figure]:
    """Every indicator, in one query."""
    return _figures(list(INDICATORS.values()), scope, period)


def figure(code: str, scope: Scope, period: Period) -> Figure:
    """One indicator. Raises LookupError for an unknown code."""
    return _figures([INDICATORS[code]], scope, period)[0]


def open_figure(code: str, scope: Scope, period: Period) -> Opened:
    """The rows behind one indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    groups = _groups([indicator.cohort], scope, period)
    if groups[LATER]:
        found = figure_of(indicator, counted_directly([indicator], scope, period)[code])
        part, rest, left = lists_directly(code, scope, period)
        return Opened(figure=found, indicator=indicator, part=part, rest=rest, left_out=left)
    found = figure_of(indicator, _counted(indicator, groups[indicator.cohort]))
    rows = _within(indicator.cohort, tallied(scope), period)
    counted = rows if indicator.whole else rows.filter(bearing(lacks=Mark.EXCLUDED))
    part_of = bearing(indicator.bears, indicator.lacks)
    left = (
        [] if indicator.whole else [LeftOut(OUT, _keys(rows.filter(bearing(Mark.EXCLUDED)), found.all_of - found.of))]
    )
    return Opened(
        figure=found,
        indicator=indicator,
        part=_keys(counted.filter(part_of), found.n),
        rest=_keys(counted.exclude(part_of), found.of - found.n),
        left_out=[*left, *_outside(indicator.cohort, scope, period)],
    )


def tallied(scope: Scope) -> QuerySet[Tally]:
    """What is kept of the cases of a scope; of a unit, of those it did not give back."""
    rows = Tally.objects.filter(unit=scope.unit or OFFICE)
    if scope.unit:
        rows = rows.filter(bearing(Mark.WORKED))
    if scope.pack:
        rows = rows.filter(pack=scope.pack)
    if scope.division:
        rows = rows.filter(division__startswith=scope.division)
    return rows


def _figures(indicators: Sequence[Indicator], scope: Scope, period: Period) -> list[Figure]:
    groups = _groups(dict.fromkeys(one.cohort for one in indicators), scope, period)
    found: dict[str, Counted] = {}
    if groups[LATER]:  # a past period: the last word kept is not the last one in it
        for cohort in ("said", "rated"):
            of_it = [one for one in indicators if one.cohort == cohort]
            found |= counted_directly(of_it, scope, period) if of_it else {}
    return [figure_of(one, found.get(one.code) or _counted(one, groups[one.cohort])) for one in indicators]


def _groups(cohorts: Iterable[Cohort], scope: Scope, period: Period) -> Groups:
    """How many cases of each cohort bear which marks, in one query."""
    rows, parts = tallied(scope).order_by(), list[Any]()
    for cohort in cohorts:
        parts.append(_grouped(_within(cohort, rows, period), "marks", cohort))
        if cohort in ("said", "rated"):
            later = rows.filter(**{f"{COLUMNS[cohort]}__gte": period.until})
            parts.append(_grouped(later, "unit", LATER))
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for name, marks, count in parts[0].union(*parts[1:], all=True):
        found[name][marks] += count
    return found


def _grouped(rows: QuerySet[Tally], by: str, name: str) -> Any:
    return rows.values(by).annotate(name=Value(name), n=Count("*")).values_list("name", by, "n")


def _counted(indicator: Indicator, marks: Counter[int]) -> Counted:
    found = Counter[tuple[bool, bool]]()
    for borne, count in marks.items():
        in_part = borne & (indicator.bears | indicator.lacks) == indicator.bears
        found[(in_part, bool(borne & Mark.EXCLUDED))] += count
    part, out = found[(True, False)] + found[(True, True)], found[(True, True)] + found[(False, True)]
    return Counted(n=part, of=found.total(), out_n=found[(True, True)], out_of=out)


def _within(cohort: Cohort, rows: QuerySet[Tally], period: Period) -> QuerySet[Tally]:
    """The rows of a denominator."""
    column = COLUMNS[cohort]
    return rows.filter(**{f"{column}__gte": period.since, f"{column}__lt": period.until})


def _outside(cohort: Cohort, scope: Scope, period: Period) -> list[LeftOut]:
    """Cases a reader might look for in a denominator and will not find there, with the reason."""
    rows = tallied(scope).filter(bearing(lacks=Mark.EXCLUDED))
    if cohort == "heard":
        return []
    if cohort in ("due", "promised"):
        return [LeftOut(UNDATED, _keys(rows.filter(due_at__isnull=True, heard_at__lt=period.until)))]
    answered, spoken = rows.filter(answered_at__gte=period.since, answered_at__lt=period.until), COLUMNS[cohort]
    silent = answered.filter(Q(**{f"{spoken}__isnull": True}) | Q(**{f"{spoken}__lt": period.since}))
    return [LeftOut(NOT_SAID if cohort == "said" else NOT_RATED, _keys(silent))]


def _keys(rows: QuerySet[Tally], size: int | None = None) -> Rows:
    return Rows(rows.order_by("-heard_at", "case_id").values_list("case_id", flat=True), size)


def bearing(bears: Mark = NONE, lacks: Mark = NONE) -> "Exact[int]":
    """Rows that bear all of some marks and none of others."""
    return Exact(F("marks").bitand(int(bears | lacks)), int(bears))
