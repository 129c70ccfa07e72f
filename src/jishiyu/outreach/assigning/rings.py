"""All pairs there are, in few arcs: an enterprise reaches officers through the rings of places around it.

A hub stands for the officers of one ring who know one trade ("*": any trade; "-": everybody, at the price of a trade
that is not known), leaders apart. Through the narrowest ring that two places share a pair costs what `costs.cost` says,
and through a wider one more; so the cheapest way through the hubs is the cheapest of all pairs.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from jishiyu.outreach.assigning.costs import cost
from jishiyu.outreach.assigning.shapes import LEVELS, NOBODY, Enterprise, Problem

Ints = npt.NDArray[np.int64]
Hub = tuple[str, str, bool]
ANY, EVERY = "*", "-"
FAR = 10**9  # dearer than any price


def rings_of(place: str) -> list[str]:
    """Beginnings of a place, the longest first, the empty one last."""
    return [place[:length] for length in reversed(LEVELS) if len(place) >= length]


def trades_of(trade: str) -> list[str]:
    """A trade and all that stand for it, the narrowest first: C2611, C261, C26, C2, C."""
    return [trade[:length] for length in range(len(trade), 0, -1)]


def _ints(rows: list[int]) -> Ints:
    return np.asarray(rows, dtype=np.int64)


class Rings:
    """The hubs of a problem and the arcs into, between and out of them, as arrays of indexes and points.

    members: hub → officer, free. climb: hub → the next wider of its kind. entries: class of enterprises → hub; a class
    has one place, one trade, chief or not. held: each enterprise's points with whoever has it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.hubs: dict[Hub, int] = {}
        hub, officer = [], []
        for index, one in enumerate(problem.officers):
            if one.capacity < 1:
                continue
            for ring in rings_of(one.place):
                for trade in (*(one.trades or (ANY,)), EVERY):
                    hub.append(self.hubs.setdefault((ring, trade, one.leads), len(self.hubs)))
                    officer.append(index)
        self.member_hub, self.member_officer = _ints(hub), _ints(officer)
        self._climbs()
        self._enter()
        held = [cost(problem, index, one.held_by) if one.held_by != NOBODY else FAR
                for index, one in enumerate(problem.enterprises)]  # fmt: skip
        self.held_points = _ints(held)
        self.held_by = _ints([one.held_by for one in problem.enterprises])
        self.pinned = np.asarray([one.pinned and one.held_by != NOBODY for one in problem.enterprises], dtype=bool)

    def _climbs(self) -> None:
        place = self.problem.weights.place
        self.level = _ints([LEVELS.index(len(ring)) for ring, _trade, _leads in self.hubs])
        parent, more = [], []
        for (ring, trade, leads), index in self.hubs.items():
            level = LEVELS.index(len(ring))
            above = ring[: LEVELS[level - 1]] if level else ring
            parent.append(self.hubs[above, trade, leads] if level else index)
            more.append(place[level - 1] - place[level] if level else FAR)
        self.parent, self.climb = _ints(parent), _ints(more)

    def _enter(self) -> None:
        classes: dict[tuple[str, str, bool], int] = {}
        self.class_of = _ints([classes.setdefault((one.place, one.trade, one.chief), len(classes))
                               for one in self.problem.enterprises])  # fmt: skip
        self.classes = len(classes)
        known = {(trade, leads) for _ring, trade, leads in self.hubs}
        whose, hub, points = [], [], []
        for (place, trade, chief), index in classes.items():
            for entry, price in self._ways(Enterprise(0, place, trade, chief), known):
                whose.append(index)
                hub.append(entry)
                points.append(price)
        self.entry_class, self.entry_hub, self.entry_points = _ints(whose), _ints(hub), _ints(points)

    def _ways(self, one: Enterprise, known: set[tuple[str, bool]]) -> Iterator[tuple[int, int]]:
        weights = self.problem.weights
        for trade in (*trades_of(one.trade), ANY, EVERY):
            for leads in (False, True):
                if (trade, leads) not in known:
                    continue
                ring = next(ring for ring in rings_of(one.place) if (ring, trade, leads) in self.hubs)
                more = (weights.trade if trade == EVERY else 0) + (weights.leader if leads and not one.chief else 0)
                yield self.hubs[ring, trade, leads], weights.place[LEVELS.index(len(ring))] + more


class Cheapest:
    """For prices of officers, the cheapest way of each enterprise over all officers, again and again."""

    def __init__(self, rings: Rings) -> None:
        self._rings = rings
        order = np.argsort(rings.member_hub, kind="stable")
        self._hubs, self._starts = np.unique(rings.member_hub[order], return_index=True)
        self._members = rings.member_officer[order]
        self._levels = [np.flatnonzero(rings.level == level) for level in range(1, len(LEVELS))]
        self._classes, self._entries = np.unique(rings.entry_class, return_index=True)

    def of(self, price: Ints) -> Ints:
        """Points and price of the cheapest officer of each enterprise; FAR when there is none."""
        rings = self._rings
        best = np.full(len(rings.hubs), FAR, dtype=np.int64)
        if len(self._hubs):
            best[self._hubs] = np.minimum.reduceat(price[self._members], self._starts)
        for level in self._levels:
            best[level] = np.minimum(best[level], best[rings.parent[level]] + rings.climb[level])
        classes = np.full(rings.classes, FAR, dtype=np.int64)
        if len(self._classes):
            ways = best[rings.entry_hub] + rings.entry_points
            classes[self._classes] = np.minimum.reduceat(ways, self._entries)
        found = classes[rings.class_of]
        found[rings.pinned] = FAR
        held = rings.held_by >= 0
        found[held] = np.minimum(found[held], rings.held_points[held] + price[rings.held_by[held]])
        return found
