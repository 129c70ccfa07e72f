"""What is to be assigned, to whom, and what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NOBODY = -1
LEVELS = (0, 2, 4, 6, 9, 12)  # digits two places share: nothing, province, city, county, town, village


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One to be looked after. `place` is a division's code, empty when nobody knows it; `held_by` indexes the officer
    who looks after it now, NOBODY for none. `pinned`: it stays where it is as long as there is room."""

    key: int
    place: str = ""
    trade: str = ""
    chief: bool = False  # one for leaders
    held_by: int = NOBODY
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """One who can look after so many. `trades` are codes of trades, each standing for all below it; none: any."""

    key: int
    place: str = ""
    trades: tuple[str, ...] = ()
    capacity: int = 9
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in points. The sum is made as small as can be.

    `place`: by what two places share, see LEVELS; never less for a wider one. `trade`: a trade the officer does not
    know. `leader`: a leader with an enterprise that is none of the chief ones. `keep`: taken off for staying with whom
    it has. `spread`: the last one of a full load; the first costs a part of it.
    """

    place: tuple[int, ...] = (300, 240, 120, 50, 15, 0)
    trade: int = 40
    leader: int = 80
    keep: int = 150  # more than a town's distance: who works well together is not torn apart for a shorter way
    spread: int = 60

    def step(self, load: int, capacity: int) -> int:
        """What the load-th enterprise of an officer costs beside the pair itself: never less than the one before."""
        return self.spread * load // capacity

    @property
    def nobody(self) -> int:
        """What it costs to leave one with nobody: more than any officer with room could cost."""
        return self.place[0] + self.trade + self.leader + self.keep + self.spread + 1


@dataclass(frozen=True, slots=True)
class Problem:
    enterprises: Sequence[Enterprise]
    officers: Sequence[Officer]
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this officer, or why not a better one: a code with its words in `costs`, and points."""

    code: str
    points: int


@dataclass(slots=True)
class Solution:
    """`to` indexes each enterprise's officer, NOBODY for none. `prices` are what one more enterprise with an officer is
    worth: with them anyone can check that nothing cheaper exists."""

    to: list[int]
    objective: int
    prices: list[int] = field(default_factory=list)
    proven: bool = False
    arcs: int = 0

    @property
    def unplaced(self) -> list[int]:
        return [index for index, to in enumerate(self.to) if to == NOBODY]


@dataclass(frozen=True, slots=True)
class Spread:
    """How loads lie: least, median, most, and officers by load."""

    least: int
    median: float
    most: int
    histogram: Mapping[int, int]


def spread(loads: Sequence[int]) -> Spread:
    """The spread of loads, idle officers included."""
    if not loads:
        return Spread(0, 0.0, 0, {})
    ordered, half = sorted(loads), len(loads) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Spread(ordered[0], float(median), ordered[-1], dict(sorted(Counter(ordered).items())))


def loads_of(problem: Problem, to: Sequence[int]) -> list[int]:
    counts = Counter(to)
    return [counts[index] for index in range(len(problem.officers))]


def spread_of(problem: Problem, to: Sequence[int]) -> Spread:
    return spread(loads_of(problem, to))
