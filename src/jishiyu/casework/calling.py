"""When a requester is rung again, and when enough was tried. No database.

Three tries on at least two days, never two of them in the same half of a day: whoever works in the morning may answer
in the evening. Only then may a case be closed as one whose requester could not be reached.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

MOST_TRIES, FEWEST_DAYS = 3, 2
NOON = time(13, 0)
MORNING = time(9, 0)  # nobody is rung earlier
HOLD = timedelta(minutes=20)  # how long a caller has a case to themselves

HalfDay = tuple[date, bool]


def half_day(at: datetime) -> HalfDay:
    """The local day and whether it is its second half. `at` is in local time."""
    return at.date(), at.time() >= NOON


def next_call(at: datetime) -> datetime:
    """After a try that reached nobody: the beginning of the next half-day, in local time."""
    if at.time() < NOON:
        return datetime.combine(at.date(), NOON, at.tzinfo)
    return datetime.combine(at.date() + timedelta(days=1), MORNING, at.tzinfo)


def first_call(at: datetime) -> datetime:
    """A case that is chosen at night is rung about in the morning."""
    return max(at, datetime.combine(at.date(), MORNING, at.tzinfo))


def too_soon(tries: Sequence[datetime], at: datetime) -> bool:
    """Whether this half-day had its try already."""
    return half_day(at) in {half_day(one) for one in tries}


def tried_enough(tries: Sequence[datetime]) -> bool:
    return len(tries) >= MOST_TRIES and len({one.date() for one in tries}) >= FEWEST_DAYS
