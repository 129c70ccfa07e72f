"""When a gathering recurs: the n-th weekday of a month in each month, quarter, half-year or year.

The n-th Monday of a month is the n-th one counted from its first day: the first week of a month is the first that
begins in it, so the Monday of the first week falls on one of the days 1 to 7, and days of the month before it belong to
the last week of the month before. No database; days of the zone the office lives in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Every = Literal["month", "quarter", "half_year", "year"]
IfOff = Literal["next", "previous", "stay"]
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
LAST = -1
DAY = timedelta(days=1)
MOST_OFF = 30  # days in a row without work: more is a calendar that is wrong


@dataclass(frozen=True, slots=True)
class Rule:
    """The `week`-th `weekday` (0 Monday) of the `month`-th month of each period; week -1 is the last one.

    On a day that is not worked it is held on the next or the previous worked day, or stays.
    """

    every: Every
    month: int = 1
    week: int = 1
    weekday: int = 0
    if_off: IfOff = "next"

    def __post_init__(self) -> None:
        if not 1 <= self.month <= MONTHS[self.every]:
            raise ValueError(f"a {self.every} has no month {self.month}")
        if self.week not in (1, 2, 3, 4, LAST):
            raise ValueError(f"not every month has a week {self.week}")
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"{self.weekday} is no weekday")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The day it is held on, the day the rule says, and the first day of its period."""

    day: date
    by_rule: date
    period: date

    @property
    def moved(self) -> bool:
        return self.day != self.by_rule


def period_of(day: date, every: Every) -> date:
    """The first day of the period a day lies in."""
    length = MONTHS[every]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def day_by_rule(rule: Rule, period: date) -> date:
    """The day the rule says in the period that begins on this day, worked or not."""
    first = _later(period, rule.month - 1)
    if rule.week == LAST:
        last = _later(first, 1) - DAY
        return last - DAY * ((last.weekday() - rule.weekday) % 7)
    return first + DAY * ((rule.weekday - first.weekday()) % 7) + DAY * 7 * (rule.week - 1)


def occurrence(rule: Rule, period: date, is_workday: Callable[[date], bool]) -> Occurrence:
    """When it is held in a period. Raises what `is_workday` raises for a year that nobody entered."""
    by_rule = day_by_rule(rule, period)
    return Occurrence(_worked(by_rule, rule.if_off, is_workday), by_rule, period)


def occurrences(rule: Rule, since: date, until: date, is_workday: Callable[[date], bool]) -> Iterator[Occurrence]:
    """All that the rule puts on a day from `since` to `until`, included, in order; where they move to does not count,
    so that a series read in two pieces is the series."""
    period = period_of(since, rule.every)
    while period <= until:
        if since <= day_by_rule(rule, period) <= until:
            yield occurrence(rule, period, is_workday)
        period = _later(period, MONTHS[rule.every])


def days_before(day: date, working_days: int, is_workday: Callable[[date], bool]) -> date:
    """The day so many working days ahead of another: 3 ahead of a Thursday is the Monday of its week."""
    while working_days > 0:
        day -= DAY
        working_days -= is_workday(day)
    return day


def _worked(day: date, if_off: IfOff, is_workday: Callable[[date], bool]) -> date:
    step = -DAY if if_off == "previous" else DAY
    for _ in range(MOST_OFF):
        if if_off == "stay" or is_workday(day):
            return day
        day += step
    raise ValueError(f"no worked day near {day}")


def _later(first: date, months: int) -> date:
    months += first.year * 12 + first.month - 1
    return date(months // 12, months % 12 + 1, 1)
