"""How fast a channel may be spoken to: a bucket that holds ten and gains ten a minute, so that no minute sees more than
the twenty that robots allow. No database."""

from datetime import datetime, timedelta

HOLDS = 10.0
A_MINUTE = 10.0  # what it holds and what it gains in a minute are twenty together
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)


def refilled(left: float, since: datetime | None, now: datetime) -> float:
    """What the bucket holds now."""
    if since is None:
        return HOLDS
    return min(HOLDS, left + max(0.0, (now - since).total_seconds()) * A_MINUTE / 60)


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures on end: doubled each time, an hour at most."""
    doubled: int = 1 << min(max(failures - 1, 0), 12)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
