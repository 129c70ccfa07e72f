"""Working time: limits, opening hours, and calendars with statutory holidays and make-up workdays (调休).

Times go in and out aware; days are days of the zone the start is given in.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal, cast, get_args

import chinese_calendar

LimitUnit = Literal["minutes", "hours", "days", "working_minutes", "working_hours", "working_days"]
FIRST_YEAR = 2004  # of the built-in table


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
    """Opening hours of a workday as spans in order, e.g. morning and afternoon with lunch between."""

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or edges != sorted(set(edges)):
            raise ValueError(f"opening hours must be spans in order that do not touch: {self.spans}")

    @property
    def closing(self) -> time:
        return self.spans[-1][1]

    def plain(self) -> list[list[str]]:
        return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in self.spans]

    @classmethod
    def from_plain(cls, spans: Sequence[Sequence[str]]) -> "Hours":
        return cls(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans))


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

    `kind` is workday, make_up, weekend, holiday or natural; `minutes` counted on it; `counted` is the running
    number of working days (0 unless the limit is in working days); `until` where counting stood at its end.
    """

    day: date
    kind: str
    minutes: int
    counted: int
    until: datetime


def due(start: datetime, limit: Limit, hours: Hours = OFFICE_HOURS, calendar: Calendar | None = None) -> datetime:
    """When a promise made at `start` falls due. Raises YearMissing, and ValueError when a calendar is needed.

    N working days: the day of the start does not count; due at closing time of the N-th workday after it.
    Working minutes and hours run inside opening hours of workdays only.
    """
    if not limit.is_working:
        return start + _natural(limit)
    last = start
    for step in _steps(start, limit, hours, calendar):
        last = step.until
    return last


def explain(start: datetime, limit: Limit, hours: Hours = OFFICE_HOURS, calendar: Calendar | None = None) -> list[Step]:
    """The same reckoning, day by day; the last step's `until` is the due time."""
    if limit.is_working:
        return list(_steps(start, limit, hours, calendar))
    end = start + _natural(limit)
    steps, at = [], start
    while at < end:
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
        until = min(midnight, end)
        steps.append(Step(at.date(), "natural", round((until - at).total_seconds() / 60), 0, until))
        at = until
    return steps


def working_minutes(start: datetime, end: datetime, hours: Hours, calendar: Calendar) -> int:
    """Whole open minutes of workdays between two moments. Raises YearMissing."""
    seconds = 0.0
    day = start.date()
    while day <= end.date():
        if calendar.is_workday(day):
            for opens, closes in _open(day, hours, start):
                seconds += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
        day += timedelta(days=1)
    return int(seconds // 60)


def _natural(limit: Limit) -> timedelta:
    return timedelta(**{limit.unit: limit.amount})


def _open(day: date, hours: Hours, like: datetime) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in hours.spans:
        yield datetime.combine(day, opens, like.tzinfo), datetime.combine(day, closes, like.tzinfo)


def _steps(start: datetime, limit: Limit, hours: Hours, calendar: Calendar | None) -> Iterator[Step]:
    if calendar is None:
        raise ValueError("working time needs a calendar")
    if limit.unit == "working_days":
        return _day_steps(start, limit.amount, hours, calendar)
    minutes = limit.amount * (60 if limit.unit == "working_hours" else 1)
    return _minute_steps(start, timedelta(minutes=minutes), hours, calendar)


def _day_steps(start: datetime, amount: int, hours: Hours, calendar: Calendar) -> Iterator[Step]:
    day, counted = start.date(), 0
    while counted < amount:
        day += timedelta(days=1)
        kind = calendar.why(day)
        counted += calendar.is_workday(day)
        yield Step(day, kind, 0, counted, datetime.combine(day, hours.closing, start.tzinfo))


def _minute_steps(start: datetime, left: timedelta, hours: Hours, calendar: Calendar) -> Iterator[Step]:
    day, until = start.date(), start
    while left > timedelta():
        kind, spent = calendar.why(day), timedelta()
        if calendar.is_workday(day):
            for opens, closes in _open(day, hours, start):
                began = max(opens, start)
                if began >= closes or not left:
                    continue
                took = min(left, closes - began)
                until, left, spent = began + took, left - took, spent + took
        yield Step(day, kind, round(spent.total_seconds() / 60), 0, until)
        day += timedelta(days=1)
