"""Officers near an enterprise, as a clerk would go through them: those near who know its trade first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from jishiyu.outreach.assigning.rings import rings_of, trades_of
from jishiyu.outreach.assigning.shapes import NOBODY, Enterprise, Officer, Problem

EACH = 6  # of one ring


class Line:
    """Officers of one ring; each who asks begins where the one before ended, so that all are looked at alike."""

    __slots__ = ("members", "next")

    def __init__(self) -> None:
        self.members: list[int] = []
        self.next = 0

    def some(self, most: int) -> list[int]:
        size = len(self.members)
        if size <= most:
            return self.members
        begin, self.next = self.next, (self.next + most) % size
        found = self.members[begin : begin + most]
        return found if len(found) == most else found + self.members[: most - len(found)]


def lines(officers: Sequence[Officer]) -> Mapping[tuple[str, str], Line]:
    """Officers by ring and trade; without a trade, everybody there."""
    found: dict[tuple[str, str], Line] = defaultdict(Line)
    for index, officer in enumerate(officers):
        if officer.capacity:
            for ring in rings_of(officer.place):
                for trade in (*officer.trades, ""):
                    found[ring, trade].members.append(index)
    return found


def candidates(problem: Problem, most: int = 20) -> Iterator[list[int]]:
    """For each enterprise some officers to ask, whoever has it first."""
    known = lines(problem.officers)
    trades = {trade for _ring, trade in known}
    fitting: dict[str, list[str]] = {}
    for one in problem.enterprises:
        if one.trade not in fitting:
            fitting[one.trade] = [code for code in trades_of(one.trade) if code in trades]
        yield list(islice(dict.fromkeys(_in_order(one, known, fitting[one.trade])), most))


def _in_order(one: Enterprise, known: Mapping[tuple[str, str], Line], trades: Sequence[str]) -> Iterator[int]:
    if one.held_by != NOBODY:
        yield one.held_by
    for ring in rings_of(one.place):
        for trade in (*trades, ""):
            if line := known.get((ring, trade)):
                yield from line.some(EACH)
