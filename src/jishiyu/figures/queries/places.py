"""Places compared fairly: each with its n, none ranked on fewer than 30, an equal share at an equal place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from jishiyu.casework.queries import bearing
from jishiyu.casework.tally import Mark
from jishiyu.figures.indicators import INDICATORS, Indicator
from jishiyu.figures.printing import FEWEST_TO_RANK, rate
from jishiyu.figures.queries.counting import counted_by_place, tallied
from jishiyu.figures.scopes import Period, Scope
from jishiyu.registry import queries as registry

TOWN = 9  # digits of a township


@dataclass(frozen=True, slots=True)
class Place:
    """One township: `n` of `of` cases due were on time, `rank` among those with enough of them, else None."""

    code: str
    name: str
    n: int
    of: int
    rank: int | None

    @property
    def text(self) -> str:
        return rate(self.n, self.of)


def by_township(scope: Scope, period: Period) -> list[Place]:
    """On time by township, those that are ranked first, the others by code. Three queries."""
    kept = INDICATORS["on_time"]
    if scope.unit or scope.pack:
        counted = _of_rows(kept, scope, period)
    else:  # days are counted by town for the whole office
        found = counted_by_place(kept, scope.division, TOWN, period)
        counted = [(town, one.n - one.out_n, one.of - one.out_of) for town, one in found.items() if one.of > one.out_of]
    names = registry.place_names({(town, None) for town, _n, _of in counted})
    ranks = ranked(counted)
    places = [Place(town, names[(town, None)], n, of, ranks.get(town)) for town, n, of in counted]
    return sorted(places, key=lambda one: (one.rank is None, one.rank or 0, one.code))


def _of_rows(kept: Indicator, scope: Scope, period: Period) -> list[tuple[str, int, int]]:
    """Town, on time, and all due, straight from what is kept of each case."""
    due = tallied(scope).filter(bearing(lacks=Mark.EXCLUDED), due_at__gte=period.since, due_at__lt=period.until)
    grouped = due.exclude(division="").annotate(town=Substr("division", 1, TOWN)).values_list("town").order_by()
    rows = grouped.annotate(n=Count("case", filter=Q(bearing(kept.bears, kept.lacks))), of=Count("case"))
    return [(town, n, of) for town, n, of in rows if len(town) == TOWN]


def ranked(rows: Sequence[tuple[str, int, int]]) -> dict[str, int]:
    """The rank of those with at least 30, the best first; equal shares, compared unrounded, share a rank."""
    enough = [row for row in rows if row[2] >= FEWEST_TO_RANK]
    return {code: 1 + sum(m * of > n * other for _code, m, other in enough) for code, n, of in enough}
