"""Indicators against the province and the peers, and who answers for which chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from jishiyu.programmes import growth
from jishiyu.programmes.growth import Rank
from jishiyu.programmes.kinds import Series, all_series
from jishiyu.programmes.models import Item, Peer
from jishiyu.registry.kinds import roles
from jishiyu.registry.models import Duty


@dataclass(frozen=True, slots=True)
class Indicator:
    """One series of one place over a span, beside the whole (the province's own figure) and its peers. `difference` is
    in 10^0 of the unit: percentage points where the unit is %."""

    series: Series
    own: Peer
    whole: Peer | None
    rank: Rank | None
    difference: Fraction | None
    before: Peer | None  # the same span a year before
    peers: Sequence[Peer]

    @property
    def change(self) -> Fraction | None:
        """Growth against the same span a year before; of rates, their difference in points is told instead."""
        return growth.growth(self.own.amount, self.before.amount) if self.before else None

    @property
    def at_least(self) -> bool:
        """Whether it is at or above the whole (where less is better: at or below)."""
        if self.difference is None:
            return False
        return self.difference >= 0 if self.series.more_is_better else self.difference <= 0


@dataclass(frozen=True, slots=True)
class ChainDuty:
    """What one chain has: its duties by role, in words."""

    code: str
    name: str
    holders: Sequence[tuple[str, Sequence[Duty]]]


def spans() -> list[tuple[date, date]]:
    """Spans of which peers were noted, the newest first."""
    return list(Peer.objects.order_by("-until", "since").values_list("since", "until").distinct()[:24])


def indicators(place: str, since: date, until: date) -> list[Indicator]:
    """Every series that was noted for this place and span; two queries."""
    known = {series.code: series for series in all_series()}
    found: dict[str, list[Peer]] = {}
    for row in Peer.objects.filter(since=since, until=until, series__in=known).order_by("-amount", "place"):
        found.setdefault(row.series, []).append(row)
    year_before = (_year_before(since), _year_before(until))
    before = {row.series: row for row in Peer.objects.filter(since=year_before[0], until=year_before[1], place=place)}
    return [
        told
        for code in known
        if code in found and (told := _indicator(known[code], found[code], place, before.get(code)))
    ]


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _indicator(series: Series, rows: Sequence[Peer], place: str, before: Peer | None) -> Indicator | None:
    own = next((row for row in rows if row.place == place and not row.whole), None)
    if own is None:
        return None
    peers = [row for row in rows if not row.whole]
    whole = next((row for row in rows if row.whole), None)
    rank = growth.rank({row.place: row.amount for row in peers}, place, more_is_better=series.more_is_better)
    difference = Fraction(own.amount - whole.amount, 10**series.places) if whole else None
    return Indicator(series, own, whole, rank if len(peers) > 1 else None, difference, before, peers)


def places(since: date, until: date) -> list[tuple[str, str]]:
    """Places that can be looked at, as (code, name)."""
    rows = Peer.objects.filter(since=since, until=until, whole=False).order_by("place")
    return list(rows.values_list("place", "name").distinct())


def chains(today: date) -> list[ChainDuty]:
    """Duties over chains that are in force, by chain and role; two queries."""
    names = {code: str(role.name) for code, role in roles().items()}
    duties = Duty.objects.filter(over__startswith="chain:", since__lte=today)
    duties = duties.filter(Q(until__isnull=True) | Q(until__gte=today)).select_related("officer__unit").order_by("pk")
    found: dict[str, dict[str, list[Duty]]] = {}
    for duty in duties:
        found.setdefault(duty.over.removeprefix("chain:"), {}).setdefault(duty.role, []).append(duty)
    called = dict(Item.objects.filter(code__in=found, series="").order_by("-pk").values_list("code", "name"))
    return [
        ChainDuty(
            code, called.get(code, code), [(names.get(role, role), held) for role, held in sorted(several.items())]
        )
        for code, several in sorted(found.items())
    ]
