"""Time of one zone as whole microseconds since the year 1, so that nothing is rounded and days are plain numbers."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

Stretch = tuple[int, int]  # since, until; of a day's opening hours counted from its midnight
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def clock_of(edge: time) -> int:
    return ((edge.hour * 60 + edge.minute) * 60 + edge.second) * 1_000_000 + edge.microsecond


def pieces(midnight: int, spans: Sequence[Stretch], start: int, stops: Sequence[Stretch]) -> list[Stretch]:
    """What of a day's spans lies after a moment and in no stop; the stops in order."""
    free = []
    for opens, closes in spans:
        at, end = max(midnight + opens, start), midnight + closes
        for since, until in stops:
            if since >= end:
                break
            if since > at:
                free.append((at, since))
            at = max(at, until)
        if at < end:
            free.append((at, end))
    return free


def stopped_in(midnight: int, spans: Sequence[Stretch], start: int, end: int, stops: Sequence[Stretch]) -> int:
    """How much of a day's spans between two moments lies in stops."""
    if not any(since < end and until > midnight for since, until in stops):
        return 0
    beyond = (end, end + 2 * DAY)
    whole = pieces(midnight, spans, start, [beyond])
    free = pieces(midnight, spans, start, sorted([*stops, beyond]))
    return sum(until - since for since, until in whole) - sum(until - since for since, until in free)


def zone_of(at: datetime) -> tzinfo:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone: nobody knows whose day it is")
    return at.tzinfo


def tick_of(at: datetime, zone: tzinfo) -> int:
    here = at if zone_of(at) is zone else at.astimezone(zone)
    return here.toordinal() * DAY + clock_of(here.time())


def moment_of(tick: int, zone: tzinfo) -> datetime:
    day, rest = divmod(tick, DAY)
    return datetime.fromordinal(day).replace(tzinfo=zone) + timedelta(microseconds=rest)


def date_of(midnight: int) -> date:
    return date.fromordinal(midnight // DAY)
