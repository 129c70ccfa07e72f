"""One figure place by place, fairly: n of N, per head where it is known, and no rank for the few."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.printing import percent
from jishiyu.figures.queries.counting import counted_by_place, figure
from jishiyu.figures.queries.people import living
from jishiyu.figures.queries.places import ranked
from jishiyu.figures.queries.shapes import Figure, figure_of
from jishiyu.figures.scopes import Period, Scope
from jishiyu.registry import queries as registry


@dataclass(frozen=True, slots=True)
class PlaceShare:
    """One place, or the line of what has none of them (`code` empty). `per_1000`: rows of the denominator for each
    1,000 people, in words; `rank` 1 is the best, None of fewer than 30 rows."""

    code: str
    name: str
    n: int
    of: int
    text: str
    people: int | None
    per_1000: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one division beside each other; they add up to `whole`. `source` says whence the people are."""

    whole: Figure
    rows: Sequence[PlaceShare]
    source: str


def by_place(code: str, within: str, period: Period) -> Places:
    """An indicator for each place right inside a division ("" for the country), and what lies in none of them. Raises
    LookupError for an unknown code."""
    indicator, whole = INDICATORS[code], figure(code, Scope(division=within), period)
    people, source = _people(within)
    places = {place.code: place.name for place in registry.children(within or None)}
    digits = min(map(len, places), default=len(within))
    counts = counted_by_place(indicator, within, digits, period) if places else {}
    found = []
    for key in sorted(counts.keys() & places.keys()):
        one = figure_of(indicator, counts[key])
        if one.of:
            found.append((key, places[key], one.n, one.of))
    rest_n, rest_of = whole.n - sum(row[2] for row in found), whole.of - sum(row[3] for row in found)
    better = [(key, n if indicator.more_is_better else of - n, of) for key, _, n, of in found]
    order = ranked(better)
    rows = [
        PlaceShare(key, name, n, of, percent(n, of), people.get(key), _per_1000(of, people.get(key)), order.get(key))
        for key, name, n, of in found
    ]
    if rest_of:
        rows.append(PlaceShare("", "", rest_n, rest_of, percent(rest_n, rest_of), None, "—", None))
    return Places(whole, rows, source)


def home() -> str:
    """The smallest division in which all units of the office lie; "" for the country. One query."""
    codes = [code for code in registry.units().values_list("division_id", flat=True) if code]
    first = min(codes, default="")
    return next((first[:far] for far in (9, 6, 4, 2) if first and all(one[:far] == first[:far] for one in codes)), "")


def _people(within: str) -> tuple[dict[str, int], str]:
    """The people of every place as they were last told, and who told it of which year."""
    rows = living(within)
    sources = {f"{row.source} {row.on:%Y}": None for row in rows}
    return {row.code: row.people for row in rows}, "、".join(sources)


def _per_1000(of: int, people: int | None) -> str:
    if not people:
        return "—"
    return str((Decimal(1000 * of) / Decimal(people)).quantize(Decimal("0.1"), ROUND_HALF_UP))
