"""Deadlines reckoned a second time, written apart from jishiyu.lib.worktime on purpose.

Nothing here calls the product's reckoning: only its value types are used, and the built-in calendar as material. The
product walks from day to day; here the open time of all years is laid out once as flat rows of microseconds since the
start of FIRST_YEAR on the clock of Asia/Shanghai, and a deadline is found in them by bisection. If both agree on a
million cases, a slip would have to be made twice, in two different ways.

A year without a table is needed when a moment at which the clock might run in it (any day's opening hours, or any
day's closing time for working days) lies, unpaused, between the start and the deadline.
"""

import random
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from jishiyu.lib.worktime import Calendar, Hours, Limit, YearMissing, built_in

Pause = tuple[datetime, datetime]
Case = tuple[datetime, Limit, Hours, Calendar, Sequence[Pause]]
Window = tuple[int, int]

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 2022, 2034
BASE = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001 - wall clock of ZONE, which has no summer time
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
END = (date(LAST_YEAR + 1, 1, 1) - BASE.date()).days * DAY
LENGTHS = {"minutes": MINUTE, "hours": HOUR, "days": DAY, "working_minutes": MINUTE, "working_hours": HOUR}
KEPT = 1000


def reckon(start: datetime, limit: Limit, hours: Hours, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """When the limit is reached, written apart from lib.worktime on purpose.

    Starts from FIRST_YEAR to two years before LAST_YEAR are served. Raises YearMissing when a year without a table
    is needed, ValueError when the laid out years do not reach.
    """
    begins = _ticks(start)
    if not 0 <= begins < END:
        raise ValueError(f"{start} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    stops = [(_ticks(since), _ticks(until)) for since, until in pauses]
    if limit.unit == "working_days":
        return _moment(_nth_closing(begins, limit.amount, _laid_out(calendar, hours), stops))
    length = limit.amount * LENGTHS[limit.unit]
    if limit.is_working:
        return _moment(_open_end(begins, length, _laid_out(calendar, hours), stops))
    return _moment(_natural_end(begins, length, stops))


class Spans:
    """Spans of time in a flat row, with the microseconds that lie before each of them."""

    def __init__(self, opens: Sequence[int], closes: Sequence[int]) -> None:
        self.opens = array("q", opens)
        self.closes = array("q", closes)
        self.after = array("q")
        total = 0
        for since, until in zip(opens, closes, strict=True):
            total += until - since
            self.after.append(total)

    def before(self, tick: int) -> int:
        """Microseconds of all spans that lie before a moment."""
        at = bisect_right(self.opens, tick) - 1
        if at < 0:
            return 0
        return self.after[at] - max(0, self.closes[at] - tick)

    def reached(self, total: int) -> int:
        """The first moment before which that many microseconds lie; END when there are not so many."""
        at = bisect_left(self.after, total)
        if at == len(self.after):
            return END
        return self.closes[at] - (self.after[at] - total)


class Layout:
    """All days of a calendar under some opening hours: those known to be worked, and those nobody can know."""

    def __init__(self, calendar: Calendar, hours: Hours) -> None:
        self.calendar = calendar
        edges = [(_of_day(opens), _of_day(closes) or DAY) for opens, closes in hours.spans]  # 00:00 closes the day
        worked, unknown = ([*range(0, END, DAY)], []) if hours.every_day else _days(calendar)
        self.open = Spans([day + a for day in worked for a, _ in edges], [day + b for day in worked for _, b in edges])
        self.maybe = Spans(
            [day + a for day in unknown for a, _ in edges], [day + b for day in unknown for _, b in edges]
        )
        self.closings = array("q", [day + edges[-1][1] for day in worked])
        self.maybe_closings = array("q", [day + edges[-1][1] for day in unknown])


_layouts: dict[tuple[int, Hours], Layout] = {}


def _laid_out(calendar: Calendar, hours: Hours) -> Layout:
    key = (id(calendar), hours)
    found = _layouts.get(key)
    if found is None:
        if len(_layouts) >= KEPT:
            _layouts.clear()
        found = _layouts[key] = Layout(calendar, hours)
    return found


def _days(calendar: Calendar) -> tuple[list[int], list[int]]:
    """Midnights of the days worked, and of the days of years without a table."""
    worked, unknown = [], []
    for number in range(END // DAY):
        day = BASE.date() + timedelta(days=number)
        if day.year not in calendar.years:
            unknown.append(number * DAY)
            continue
        off, made_up = calendar.years[day.year]
        if day in made_up or (day.isoweekday() <= 5 and day not in off):
            worked.append(number * DAY)
    return worked, unknown


def _of_day(clock: time) -> int:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) * SECOND + clock.microsecond


def _ticks(moment: datetime) -> int:
    here = moment if moment.tzinfo is ZONE else moment.astimezone(ZONE)
    passed = here.replace(tzinfo=None) - BASE
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def _moment(tick: int) -> datetime:
    if tick >= END:
        raise ValueError(f"the deadline lies after {LAST_YEAR}")
    return (BASE + timedelta(microseconds=tick)).replace(tzinfo=ZONE)


def _year(tick: int) -> int:
    return (BASE + timedelta(microseconds=tick)).year


def _windows(begins: int, stops: Sequence[Window]) -> Iterator[Window]:
    """The stretches from a moment on in which nothing is paused."""
    for since, until in stops:
        if since > begins:
            yield begins, since
        begins = max(begins, until)
    yield begins, END


def _natural_end(begins: int, length: int, stops: Sequence[Window]) -> int:
    for since, until in _windows(begins, stops):
        if length <= until - since:
            return since + length
        length -= until - since
    return END


def _open_end(begins: int, length: int, layout: Layout, stops: Sequence[Window]) -> int:
    """Where the open and unpaused time since a moment first comes to a length."""
    for since, until in _windows(begins, stops):
        done = layout.open.before(since)
        end = min(until, layout.open.reached(done + length))
        unseen = layout.maybe.before(since)
        if layout.maybe.before(end) > unseen:
            raise YearMissing(_year(layout.maybe.reached(unseen + 1) - 1))
        length -= layout.open.before(end) - done
        if length == 0:
            return end
    return END


def _nth_closing(begins: int, amount: int, layout: Layout, stops: Sequence[Window]) -> int:
    """The closing time of the so-manieth worked day after the day of a moment whose closing time is not paused."""
    next_day = (begins // DAY + 1) * DAY + 1  # behind 24:00 of the start's own day
    closings, maybe = layout.closings, layout.maybe_closings
    for since, until in _windows(next_day, stops):
        first, behind = bisect_left(closings, since), bisect_left(closings, until)
        found = first + amount - 1 < behind
        end = closings[first + amount - 1] if found else until
        unseen = bisect_left(maybe, since)
        if unseen < len(maybe) and maybe[unseen] < end:
            raise YearMissing(_year(maybe[unseen] - 1))
        if found:
            return end
        amount -= behind - first
    return END


SHAPES = (
    Hours(),
    Hours(((time(8), time(17)),)),
    Hours(((time(8, 30), time(11, 45)), (time(14, 15), time(18)))),
    Hours(((time(7), time(9, 10)), (time(9, 20), time(12)), (time(13), time(15, 5)), (time(19), time(21)))),
    Hours(((time(0), time(23, 59)),)),
    Hours(((time(0), time(23, 59, 59, 999_999)),)),
    Hours(((time(0), time(12)), (time(12, 1), time(23, 59, 30)))),
    Hours(((time(0), time(0)),)),
    Hours(((time(8), time(12)), (time(13), time(20))), every_day=True),
    Hours(((time(6), time(11, 30)), (time(18), time(0)))),
    Hours(((time(12), time(12, 1)),)),
    Hours(((time(9, 0, 0, 1), time(16, 59, 59, 999_999)),)),
)
AMOUNTS = {
    "minutes": (15, 600, 20_000),
    "hours": (4, 48, 1_000),
    "days": (3, 30, 120),
    "working_minutes": (30, 480, 12_000),
    "working_hours": (8, 40, 300),
    "working_days": (5, 20, 120),
}
YEARS = range(2024, 2031)
CALENDARS = 24


def cases(seed: int, count: int, real: Sequence[Limit] = ()) -> Iterator[Case]:
    """Cases at random, the same for the same seed. With `real`, half of the limits are of these, often extended."""
    dice = random.Random(seed)
    calendars = [_calendar(dice) for _ in range(CALENDARS)]
    for _ in range(count):
        calendar = built_in() if dice.random() < 0.2 else dice.choice(calendars)
        hours = dice.choice(SHAPES)
        start = _start(dice, hours, calendar)
        limit = _limit(dice, real)
        yield start, limit, hours, calendar, _pauses(dice, start, limit, hours, calendar)


def _calendar(dice: random.Random) -> Calendar:
    """A calendar from nearly no holidays to closed for weeks; one in four lacks years."""
    years = range(YEARS.start - 1, LAST_YEAR)
    lacking = set(dice.sample(YEARS, dice.randint(1, 3))) if dice.random() < 0.25 else set()
    runs, longest, made_up = dice.choice((0, 7, 7, 7, 20)), dice.choice((3, 9, 30)), dice.choice((0, 7, 7, 40))
    return Calendar({year: _table(dice, year, runs, longest, made_up) for year in years if year not in lacking})


def _table(
    dice: random.Random, year: int, runs: int, longest: int, made_up: int
) -> tuple[frozenset[date], frozenset[date]]:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]
    weekends = [day for day in days if day.weekday() >= 5]
    off = {days[0], days[-1]} if dice.random() < 0.5 else set[date]()
    for _ in range(runs):
        at = dice.randrange(len(days))
        off.update(days[at : at + dice.randint(1, longest)])
    worked = frozenset(dice.sample(weekends, made_up))
    return frozenset(day for day in off if day.weekday() < 5), worked


def _limit(dice: random.Random, real: Sequence[Limit]) -> Limit:
    if real and dice.random() < 0.5:
        limit = dice.choice(real)
        extension = dice.choice((0, limit.amount, dice.randint(1, 3 * limit.amount + 5)))
        return Limit.of(limit.amount + extension, limit.unit)
    unit = dice.choice(tuple(AMOUNTS))
    amount = dice.randint(1, dice.choice(AMOUNTS[unit]))
    if unit.endswith("minutes") and dice.random() < 0.5:
        amount += -amount % 30
    return Limit.of(amount, unit)


def _start(dice: random.Random, hours: Hours, calendar: Calendar) -> datetime:
    """Any moment of YEARS, more often than chance would have it at an edge of a year, a table's day or a span."""
    year = dice.choice(YEARS)
    day = date(year, 1, 1) + timedelta(days=dice.randrange(365))
    place = dice.random()
    if place < 0.08:
        day = date(year, 12, 31) - timedelta(days=dice.randrange(5))
    elif place < 0.25 and year in calendar.years:
        listed = sorted(calendar.years[year][dice.randrange(2)])
        day = dice.choice(listed) - timedelta(days=dice.randrange(3)) if listed else day
    if day.year < YEARS.start:
        day = date(YEARS.start, 1, 1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return midnight + timedelta(microseconds=_clock(dice, hours))


def _clock(dice: random.Random, hours: Hours) -> int:
    """A time of day: an edge of a span or a microsecond beside it, a whole minute, second, or any microsecond."""
    draw = dice.random()
    if draw < 0.3:
        edge = _of_day(dice.choice(dice.choice(hours.spans)))
        return min(max(edge + dice.choice((0, 0, 0, -1, 1, -SECOND, SECOND)), 0), DAY - 1)
    if draw < 0.35:
        return dice.choice((0, 1, DAY - 1))
    grain = dice.choice((MINUTE, SECOND, 1))
    return dice.randrange(DAY // grain) * grain


def _pauses(dice: random.Random, start: datetime, limit: Limit, hours: Hours, calendar: Calendar) -> tuple[Pause, ...]:
    """None to four pauses in order, from days before the start to beyond the deadline; some touch, some are empty."""
    number = dice.choice((0, 0, 1, 1, 2, 3, 4))
    if not number:
        return ()
    reach = dice.choice((HOUR, DAY, 7 * DAY, 60 * DAY))
    edges = []
    for _ in range(2 * number):
        edge = start + timedelta(microseconds=dice.randint(-reach // 8, reach))
        if dice.random() < 0.4:
            edge = edge.replace(hour=0, minute=0, second=0, microsecond=0)
            edge += timedelta(microseconds=_clock(dice, hours))
        edges.append(edge)
    if dice.random() < 0.1:
        edges[0] = start
    if dice.random() < 0.1:
        edges[-1] = _deadline(start, limit, hours, calendar)
    edges.sort()
    if number > 1 and dice.random() < 0.1:
        edges[2] = edges[1]
    zone = UTC if dice.random() < 0.1 else ZONE
    return tuple((since.astimezone(zone), until.astimezone(zone)) for since, until in list(pairwise(edges))[::2])


def _deadline(start: datetime, limit: Limit, hours: Hours, calendar: Calendar) -> datetime:
    """The deadline without pauses, so that one may begin or end exactly there; the start when there is none."""
    try:
        return reckon(start, limit, hours, calendar)
    except YearMissing:
        return start
