"""The order of those who wait, as one text that sorts, so that no two pages can differ. No database.

A key is made of digits alone, so that every database sorts it alike whatever its collation. Its parts, each of fixed
length: class (1 first, 2 others; 0 for one moved to the front), what the order of the scheme goes by, accepted
time in microseconds, lot. Whoever was moved behind somebody has that key with the number of the act, counted down,
after it: so they stand right behind, the one moved last nearest.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from jishiyu.entitlements.kinds import Order

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOTS = 10**9
MOST_POINTS = 10**12  # either way of 0
MOST_MOVES = 10**6
UNDRAWN = 10**4 - 1  # the round of those not drawn yet
FRONT = "0"
LONGEST = 200  # of a key: some twenty moves, each behind one who was moved


@dataclass(frozen=True, slots=True)
class Standing:
    """What the order goes by. `points` is None where they are unknown, which counts as none; `drawn` is (round, rank
    from 1) of the lottery."""

    accepted_at: datetime
    lot: int
    first: bool = False
    points: int | None = None
    drawn: tuple[int, int] | None = None


def key_of(standing: Standing, order: Order) -> str:
    """The text by which one sorts. Raises ValueError for what does not fit its place."""
    micros = (standing.accepted_at - EPOCH) // (EPOCH.resolution)
    if not (0 <= standing.lot < LOTS and 0 <= micros < 10**17):
        raise ValueError(f"lot {standing.lot} or accepted time {standing.accepted_at} is out of bounds")
    return f"{1 if standing.first else 2}{_middle(standing, order)}{micros:017d}{standing.lot:09d}"


def _middle(standing: Standing, order: Order) -> str:
    if order == "time":
        return ""
    if order == "points":
        points = standing.points or 0
        if abs(points) >= MOST_POINTS:
            raise ValueError(f"{points} points are out of bounds")
        return f"{MOST_POINTS - points:013d}"
    turn, rank = standing.drawn or (UNDRAWN, 0)
    if not 0 < turn <= UNDRAWN:
        raise ValueError(f"there is no round {turn}")
    return f"{turn:04d}{rank:08d}"


def key_behind(key: str, act: int) -> str:
    """The key of one moved right behind another; behind nobody (an empty key) is the front. `act` counts the moves of
    this queue from 1."""
    if not 0 < act < MOST_MOVES:
        raise ValueError(f"move {act} is out of bounds")
    moved = f"{key or FRONT}{MOST_MOVES - act:06d}"
    if len(moved) > LONGEST:
        raise ValueError("moved behind one another too often")
    return moved
