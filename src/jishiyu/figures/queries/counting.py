"""Figures, and the rows behind them, counted by the marks that the database keeps of each case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Substr

from jishiyu.casework.models import OFFICE, Tally, TallyDay
from jishiyu.casework.queries import bearing, parted
from jishiyu.casework.tally import NONE, Mark
from jishiyu.casework.tally_days import BY_KIND, BY_PLACE, TOWN
from jishiyu.figures.indicators import INDICATORS, NOT_RATED, NOT_SAID, OUT, UNDATED, Cohort, Indicator
from jishiyu.figures.queries.direct import counted_directly, lists_directly
from jishiyu.figures.queries.shapes import Figure, LeftOut, Numbers, Opened, Rows, figure_of
from jishiyu.figures.scopes import Period, Scope

LATER = "later"  # among the moments of one count: whether somebody spoke since the period
Branch = tuple[str, Mark]  # a moment of the tally, and a mark those counted along it must bear
BRANCHES: Mapping[Cohort, Sequence[Branch]] = {  # a cohort is all of these together; no case is in two
    "heard": [("heard_at", NONE)],
    "sent": [("heard_at", Mark.SENT)],
    "done": [("heard_at", Mark.DONE)],
    "due": [("due_at", NONE)],
    "promised": [("due_at", Mark.UNMOVED), ("original_due_at", NONE)],
    "said": [("said_at", NONE)],
    "rated": [("said_at", Mark.RATED_THEN), ("rated_at", NONE)],
}
SPOKEN = ("said", "rated")
HEARD = ("heard", "sent", "done")
Groups = Mapping[str, Counter[tuple[str, int]]]  # by moment: how many cases of a kind bear just these marks


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures, and the cases heard in the period by kind, as (kind, all, closed), most first."""

    board: list[Figure]
    kinds: list[tuple[str, int, int]]


def overview(scope: Scope, period: Period) -> Overview:
    """Every indicator and every kind, in one query."""
    indicators = list(INDICATORS.values())
    groups = _groups(dict.fromkeys(one.cohort for one in indicators), scope, period, kinds=True)
    every, closed = Counter[str](), Counter[str]()
    for (kind, marks), count in groups["heard_at"].items():
        every[kind] += count
        closed[kind] += count if marks & Mark.CLOSED else 0
    by_kind = sorted(((kind, count, closed[kind]) for kind, count in every.items()), key=lambda row: (-row[1], row[0]))
    return Overview(_figures(indicators, groups, scope, period), by_kind)


def figure(code: str, scope: Scope, period: Period) -> Figure:
    """One indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    return _figures([indicator], _groups([indicator.cohort], scope, period), scope, period)[0]


def open_figure(code: str, scope: Scope, period: Period) -> Opened:
    """The rows behind one indicator. Raises LookupError for an unknown code."""
    indicator = INDICATORS[code]
    groups = _groups([indicator.cohort], scope, period)
    found = _figures([indicator], groups, scope, period)[0]
    if _is_over(indicator, groups):
        part, rest, left = lists_directly(code, scope, period)
        return Opened(figure=found, indicator=indicator, part=part, rest=rest, left_out=left)
    rows = _within(indicator.cohort, tallied(scope), period)
    counted = rows if indicator.whole else [one.filter(bearing(lacks=Mark.EXCLUDED)) for one in rows]
    part_of = bearing(indicator.bears, indicator.lacks)
    out = [one.filter(bearing(Mark.EXCLUDED)) for one in rows]
    left = [] if indicator.whole else [LeftOut(OUT, _keys(out, found.all_of - found.of))]
    return Opened(
        figure=found,
        indicator=indicator,
        part=_keys([one.filter(part_of) for one in counted], found.n),
        rest=_keys([one.exclude(part_of) for one in counted], found.of - found.n),
        left_out=[*left, *_outside(indicator.cohort, scope, period)],
    )


def heard(scope: Scope, period: Period) -> Rows:
    """All cases heard in a period, counted along with those that are closed."""
    return _keys(_within("heard", tallied(scope), period), figure("closed", scope, period).of)


def counted_by_place(indicator: Indicator, within: str, digits: int, period: Period) -> dict[str, Numbers]:
    """One indicator for each beginning of so many digits of the divisions within one; "" for what lies in none of
    them. Four queries, and more only of a past period after which somebody spoke again."""
    scope, place = Scope(division=within), Substr("division", 1, digits)
    kept = TallyDay.objects.filter(axis=BY_PLACE, unit=OFFICE, division__startswith=within) if digits <= TOWN else None
    groups = _groups([indicator.cohort], scope, period, kept=kept, by=place)
    places = {name for counts in groups.values() for name, _ in counts if len(name) == digits}
    if _is_over(indicator, groups):
        return {name: counted_directly([indicator], Scope(division=name), period)[indicator.code] for name in places}
    found = {}
    for name in places:
        of_it = {moment: _of_place(counts, name) for moment, counts in groups.items()}
        found[name] = _counted(indicator, defaultdict(Counter, of_it))
    return found


def _of_place(counts: Counter[tuple[str, int]], name: str) -> Counter[tuple[str, int]]:
    return Counter({key: count for key, count in counts.items() if key[0] == name})


def tallied(scope: Scope) -> QuerySet[Tally]:
    """What is kept of the cases of a scope; of a unit, of those it did not give back."""
    rows = Tally.objects.filter(unit=scope.unit or OFFICE)
    if scope.unit:
        rows = rows.filter(marks__gte=Mark.WORKED)
    if scope.pack:
        rows = rows.filter(pack=scope.pack)
    if scope.division:
        rows = rows.filter(division__startswith=scope.division)
    return rows


def _figures(indicators: Sequence[Indicator], groups: Groups, scope: Scope, period: Period) -> list[Figure]:
    found: dict[str, Numbers] = {}
    for cohort in SPOKEN:
        over = [one for one in indicators if one.cohort == cohort and _is_over(one, groups)]
        found |= counted_directly(over, scope, period) if over else {}
    return [figure_of(one, found.get(one.code) or _counted(one, groups)) for one in indicators]


def _is_over(indicator: Indicator, groups: Groups) -> bool:
    """Whether the last word that is kept of some case is not the last one of the period, which is over."""
    return indicator.cohort in SPOKEN and bool(groups[LATER])


def _groups(
    cohorts: Iterable[Cohort],
    scope: Scope,
    period: Period,
    *,
    kinds: bool = False,
    kept: "QuerySet[TallyDay] | None" = None,
    by: "Substr | None" = None,
) -> Groups:
    """How many cases bear which marks along each moment that these cohorts need: of days that are kept by what is
    counted of them, of all other time by the tallies. Two queries, and one for each moment at which somebody speaks;
    kinds only of what was heard, and only when asked for. `by` stands for the kind along every moment, of days
    `kept`."""
    moments = list(dict.fromkeys(moment for cohort in cohorts for moment, _ in BRANCHES[cohort]))
    kept = _kept(scope, kinds=kinds) if by is None else kept
    spans, gaps = parted(period.since, period.until) if kept is not None else ([], [(period.since, period.until)])
    rows, parts = tallied(scope).order_by(), list[Any]()
    for moment in moments:
        kind = by or (F("kind") if kinds and moment == "heard_at" else Value(""))
        for since, until in gaps:
            in_it = rows.filter(**{f"{moment}__gte": since, f"{moment}__lt": until})
            parts.append(_grouped(in_it, moment, kind, Count("*")))
        if spans and kept is not None:
            on_days = Q()
            for first, last in spans:
                on_days |= Q(day__gte=first, day__lte=last)
            parts.append(_grouped(kept.filter(on_days, moment=moment), moment, kind, Sum("n")))
    found: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    for name, kind, marks, count in parts[0].union(*parts[1:], all=True) if parts else ():
        found[name][(kind, marks)] += count
    spoken = [moment for moment in moments if moment in ("said_at", "rated_at")]
    later = [rows.filter(**{f"{moment}__gte": period.until}).values_list("case_id") for moment in spoken]
    if later and later[0].union(*later[1:], all=True)[:1]:  # each by its own index; by OR all tallies would be read
        found[LATER][("", 0)] = 1
    return found


def _kept(scope: Scope, *, kinds: bool) -> "QuerySet[TallyDay] | None":
    """What is counted by the day of a scope; None where the days do not tell."""
    if not scope.division:
        rows = TallyDay.objects.filter(axis=BY_KIND, unit=scope.unit or OFFICE)
        return rows.filter(pack=scope.pack) if scope.pack else rows
    if scope.unit or scope.pack or kinds or len(scope.division) > TOWN:
        return None
    return TallyDay.objects.filter(axis=BY_PLACE, unit=OFFICE, division__startswith=scope.division)


def _grouped(rows: QuerySet[Any], name: str, kind: F | Value | Substr, n: Count | Sum) -> Any:
    """Marks with how many bear them, as (name, kind, marks, n)."""
    # both ways say their columns in the same order, as parts of a union must
    found = rows.order_by().values("marks").annotate(name=Value(name), of_kind=kind, found=n)
    return found.values_list("name", "of_kind", "marks", "found")


def _counted(indicator: Indicator, groups: Groups) -> Numbers:
    found = Counter[tuple[bool, bool]]()
    for moment, mark in BRANCHES[indicator.cohort]:
        for (_, borne), count in groups[moment].items():
            if borne & mark == mark:
                in_part = borne & (indicator.bears | indicator.lacks) == indicator.bears
                found[(in_part, bool(borne & Mark.EXCLUDED))] += count
    part, out = found[(True, False)] + found[(True, True)], found[(True, True)] + found[(False, True)]
    return Numbers(n=part, of=found.total(), out_n=found[(True, True)], out_of=out)


def _within(cohort: Cohort, rows: QuerySet[Tally], period: Period) -> list[QuerySet[Tally]]:
    """The rows of a denominator."""
    return [
        rows.filter(bearing(mark), **{f"{moment}__gte": period.since, f"{moment}__lt": period.until})
        for moment, mark in BRANCHES[cohort]
    ]


def _outside(cohort: Cohort, scope: Scope, period: Period) -> list[LeftOut]:
    """Cases a reader might look for in a denominator and will not find there, with the reason; of a period after which
    nobody spoke."""
    rows = tallied(scope).filter(bearing(lacks=Mark.EXCLUDED))
    if cohort in HEARD:
        return []
    if cohort in ("due", "promised"):
        return [LeftOut(UNDATED, _keys([rows.filter(due_at__isnull=True, heard_at__lt=period.until)]))]
    silent = rows.filter(answered_at__gte=period.since, answered_at__lt=period.until)
    for moment, mark in BRANCHES[cohort]:
        silent = silent.exclude(bearing(mark), **{f"{moment}__gte": period.since})
    return [LeftOut(NOT_SAID if cohort == "said" else NOT_RATED, _keys([silent]))]


def _keys(branches: Sequence[QuerySet[Tally]], size: int | None = None) -> Rows:
    first, *others = [one.order_by().values_list("case_id", "heard_at") for one in branches]
    whole = first.union(*others, all=True) if others else first
    return Rows(whole.order_by("-heard_at", "case_id"), size)
