"""Working time: limits, opening hours, and calendars with statutory holidays and make-up workdays (调休).

Times go in and out aware; days and hours are those of the zone the start is given in, which must keep one offset all
year, as China does. Nothing is rounded: a deadline is exact to the microsecond.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

import chinese_calendar

from jishiyu.lib.ticks import DAY, MINUTE, Stretch, clock_of, date_of, moment_of, pieces, stopped_in, tick_of, zone_of

LimitUnit = Literal["minutes", "hours", "days", "working_minutes", "working_hours", "working_days"]
Pause = tuple[datetime, datetime]  # since, until: the clock does not run, though time passes
FIRST_YEAR = 2004  # of the built-in table
LENGTHS = {"minutes": MINUTE, "hours": 60 * MINUTE, "days": DAY}
EVERY_DAY = "every day"
WORKED = frozenset({"workday", "make_up", "natural"})  # kinds of day on which a clock can run


class YearMissing(Exception):
    """A date falls in a year whose holidays nobody has entered; it is flagged, never guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working calendar has no table for {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time that was promised. `days` are 24 h; `working_*` count open hours of workdays only."""

    amount: int
    unit: LimitUnit

    @classmethod
    def of(cls, amount: int, unit: str) -> "Limit":
        """From stored values. Raises ValueError for an unknown unit."""
        if unit not in get_args(LimitUnit):
            raise ValueError(f"{unit!r} is no unit of a limit")
        return cls(amount, cast(LimitUnit, unit))

    @property
    def is_working(self) -> bool:
        return self.unit.startswith("working_")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a workday as spans in order, e.g. morning and afternoon with lunch between.

    A last span that closes at 00:00 closes at the end of the day, written 24:00. With `every_day` a desk keeps these
    hours on weekends and holidays too, and needs no calendar.
    """

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(17, 30)))
    every_day: bool = False

    def __post_init__(self) -> None:
        edges = [edge for span in self.ticks for edge in span]
        if not edges or edges != sorted(set(edges)):
            raise ValueError(f"opening hours must be spans in order that do not touch: {self.spans}")

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """The spans in microseconds of the day."""
        last = len(self.spans) - 1
        return [
            (clock_of(opens), DAY if place == last and closes == time() else clock_of(closes))
            for place, (opens, closes) in enumerate(self.spans)
        ]

    def plain(self) -> list[list[str]]:
        """As stored: [["09:00", "12:00"], …], with seconds where there are any; [["every day"], …] where it is so."""
        spans = [[_plain(opens), _plain(closes)] for opens, closes in self.spans]
        if self.ticks[-1][1] == DAY:
            spans[-1][1] = "24:00"
        return [[EVERY_DAY], *spans] if self.every_day else spans

    @classmethod
    def from_plain(cls, spans: Sequence[Sequence[str]]) -> "Hours":
        """Raises ValueError for what is no time of day, and for spans out of order."""
        every_day = list(spans[:1]) == [[EVERY_DAY]]
        try:
            read = tuple(
                (_time(opens), time() if closes == "24:00" else _time(closes)) for opens, closes in spans[every_day:]
            )
        except ValueError as error:
            raise ValueError(f"these are no opening hours: {spans}") from error
        return cls(read, every_day)


def _time(said: str) -> time:
    read = time.fromisoformat(said)
    if read.tzinfo is not None or ":" not in said:
        raise ValueError(f"{said!r} is no time of day")
    return read


def _plain(edge: time) -> str:
    return edge.isoformat("auto" if edge.second or edge.microsecond else "minutes")


OFFICE_HOURS = Hours()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. Only days that differ from Monday-to-Friday are listed, by year.

    `years` maps a year to (days off, make-up workdays). A year that is not a key has no table.
    """

    years: Mapping[int, tuple[frozenset[date], frozenset[date]]]
    version: str = field(init=False)

    def __post_init__(self) -> None:
        canonical = json.dumps(self.table(), sort_keys=True)
        object.__setattr__(self, "version", hashlib.sha256(canonical.encode()).hexdigest())

    def is_workday(self, day: date) -> bool:
        """Raises YearMissing."""
        try:
            off, made_up = self.years[day.year]
        except KeyError:
            raise YearMissing(day.year) from None
        return day in made_up or (day.weekday() < 5 and day not in off)

    def why(self, day: date) -> Literal["workday", "make_up", "weekend", "holiday"]:
        """What kind of day this is. Raises YearMissing."""
        if self.is_workday(day):
            return "workday" if day.weekday() < 5 else "make_up"
        return "weekend" if day.weekday() >= 5 else "holiday"

    def table(self) -> dict[str, dict[str, list[str]]]:
        """Plain form, as stored with a promise."""
        return {
            str(year): {"off": sorted(map(str, off)), "working": sorted(map(str, working))}
            for year, (off, working) in self.years.items()
        }

    @classmethod
    def from_table(cls, table: Mapping[str, Mapping[str, Sequence[str]]]) -> "Calendar":
        return cls(
            {
                int(year): (
                    frozenset(map(date.fromisoformat, days["off"])),
                    frozenset(map(date.fromisoformat, days["working"])),
                )
                for year, days in table.items()
            }
        )

    def filled_from(self, other: "Calendar") -> "Calendar":
        """This calendar, and for the years it has no table for those of another."""
        return Calendar({**other.years, **self.years}) if other.years.keys() - self.years.keys() else self

    def with_days(self, days: Mapping[date, bool]) -> "Calendar":
        """This calendar with days an office declared: True for worked. A year gains a table with its first day."""
        years = {year: (set(off), set(working)) for year, (off, working) in self.years.items()}
        for day, working in days.items():
            off, made_up = years.setdefault(day.year, (set(), set()))
            off.discard(day)
            made_up.discard(day)
            if working and day.weekday() >= 5:
                made_up.add(day)
            elif not working and day.weekday() < 5:
                off.add(day)
        return Calendar({year: (frozenset(off), frozenset(made_up)) for year, (off, made_up) in years.items()})


@cache
def built_in() -> Calendar:
    """The statutory calendar of China as far as the installed `chinesecalendar` release knows it."""
    holidays, workdays = chinese_calendar.constants.holidays, chinese_calendar.constants.workdays
    known = sorted({day.year for day in holidays})
    return Calendar(
        {
            year: (
                frozenset(day for day in holidays if day.year == year and day.weekday() < 5),
                frozenset(day for day in workdays if day.year == year and day.weekday() >= 5),
            )
            for year in known
            if year >= FIRST_YEAR
        }
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One day on the way from a start to its due time.

    `kind` is workday, make_up, weekend, holiday, natural, or unknown: a day of a year without a table, paused
    throughout so that nothing hangs on it. `minutes` counted on it; `counted` is the running number of working days
    (0 unless the limit is in working days); `until` where counting stood at its end; `paused` the minutes that would
    have counted, had the clock not been paused.
    """

    day: date
    kind: str
    minutes: int
    counted: int
    until: datetime
    paused: int = 0


def due(
    start: datetime,
    limit: Limit,
    hours: Hours = OFFICE_HOURS,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """When a promise made at `start` falls due. Raises YearMissing; ValueError when a calendar or the zone is lacking.

    N working days: the day of the start does not count; due at closing time of the N-th workday after it whose closing
    time is not paused. Working minutes and hours run inside opening hours of workdays only, natural time always;
    neither runs in a pause. Pauses may come in any order, touch, overlap, and reach beyond either end.
    A year without a table is needed when the clock might have run in it, whatever day of the week it is.
    """
    if not (limit.is_working or pauses):
        return start + timedelta(microseconds=limit.amount * LENGTHS[limit.unit])
    until = tick_of(start, zone_of(start))
    for passed in _days(start, limit, hours, calendar, pauses):
        until = passed.until
    return moment_of(until, zone_of(start))


def explain(
    start: datetime,
    limit: Limit,
    hours: Hours = OFFICE_HOURS,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] = (),
) -> list[Step]:
    """The same reckoning, day by day; the last step's `until` is the due time."""
    return [
        Step(
            passed.day,
            passed.kind,
            round(passed.ran / MINUTE),
            passed.counted,
            moment_of(passed.until, zone_of(start)),
            round(passed.paused / MINUTE),
        )
        for passed in _days(start, limit, hours, calendar, pauses)
    ]


def working_minutes(start: datetime, end: datetime, hours: Hours, calendar: Calendar) -> int:
    """Whole open minutes between two moments. Raises YearMissing."""
    since, until = tick_of(start, zone_of(start)), tick_of(end, zone_of(start))
    total = 0
    for midnight in range(since - since % DAY, until, DAY):
        free = pieces(midnight, hours.ticks, since, [(until, until + 2 * DAY)])
        if free and (hours.every_day or calendar.is_workday(date_of(midnight))):
            total += sum(closes - opens for opens, closes in free)
    return total // MINUTE


class _Day(NamedTuple):
    """A Step before it is put into dates and minutes."""

    day: date
    kind: str
    ran: int
    counted: int
    until: int
    paused: int


def _days(
    start: datetime, limit: Limit, hours: Hours, calendar: Calendar | None, pauses: Sequence[Pause]
) -> Iterator[_Day]:
    zone = zone_of(start)
    stops = sorted(
        stop for stop in ((tick_of(since, zone), tick_of(until, zone)) for since, until in pauses) if stop[0] < stop[1]
    )
    begins = tick_of(start, zone)
    if not limit.is_working:
        return _running(begins, limit.amount * LENGTHS[limit.unit], [(0, DAY)], _natural, stops)
    if calendar is None and not hours.every_day:
        raise ValueError("working time needs a calendar")
    why = _natural if calendar is None or hours.every_day else calendar.why
    if limit.unit == "working_days":
        return _closings(begins, limit.amount, hours.ticks, why, stops)
    return _running(begins, limit.amount * LENGTHS[limit.unit[8:]], hours.ticks, why, stops)


def _natural(day: date) -> str:
    return "natural"


def _running(
    start: int, left: int, spans: Sequence[Stretch], why: Callable[[date], str], stops: Sequence[Stretch]
) -> Iterator[_Day]:
    """The days until the clock has run for `left`."""
    midnight, until = start - start % DAY, start
    while left > 0:
        free = pieces(midnight, spans, start, stops)
        day, ran = date_of(midnight), 0
        kind = _kind(day, why, needed=bool(free))
        if kind in WORKED:
            for opens, closes in free:
                took = min(left, closes - opens)
                until, left, ran = opens + took, left - took, ran + took
                if not left:
                    break
        end = until if not left else midnight + DAY
        stopped = stopped_in(midnight, spans, start, end, stops) if kind in WORKED else 0
        yield _Day(day, kind, ran, 0, until, stopped)
        midnight += DAY


def _closings(
    start: int, amount: int, spans: Sequence[Stretch], why: Callable[[date], str], stops: Sequence[Stretch]
) -> Iterator[_Day]:
    """The days until `amount` closing times of worked days have passed unpaused, from the day after the start's."""
    midnight, counted = start - start % DAY, 0
    while counted < amount:
        midnight += DAY
        day, closing = date_of(midnight), midnight + spans[-1][1]
        runs = not any(since <= closing < until for since, until in stops)
        kind = _kind(day, why, needed=runs)
        counted += runs and kind in WORKED
        stopped = stopped_in(midnight, spans, start, midnight + DAY, stops) if kind in WORKED else 0
        yield _Day(day, kind, 0, counted, closing, stopped)


def _kind(day: date, why: Callable[[date], str], *, needed: bool) -> str:
    """What kind of day it is. Raises YearMissing when something hangs on it."""
    try:
        return why(day)
    except YearMissing:
        if needed:
            raise
        return "unknown"
