"""Periods of reports: which one is over, when its report falls due, what it is called. No database."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils import timezone

Span = Literal["day", "week", "month"]
DAY = timedelta(days=1)


def last_over(span: Span, today: date) -> tuple[date, date]:
    """The first and the last day of the newest period that ended before today."""
    if span == "day":
        return today - DAY, today - DAY
    if span == "week":
        last = today - (today.weekday() + 1) * DAY
        return last - 6 * DAY, last
    last = today.replace(day=1) - DAY
    return last.replace(day=1), last


def due_at(last: date, workday: int, hour: int, is_workday: Callable[[date], bool]) -> datetime:
    """When the report of a period that ended on `last` is made: on so many workdays after it, 0 for the very next day
    whether worked or not. Raises lib.worktime.YearMissing with a calendar that lacks the year."""
    day, left = last + DAY, workday
    while left > 1 or (left == 1 and not is_workday(day)):
        left -= is_workday(day)
        day += DAY
    return timezone.make_aware(datetime.combine(day, time(hour)))


def called(span: Span, first: date) -> str:
    """2026年10月, 2026年第43周 (ISO), 2026年10月5日."""
    if span == "month":
        return f"{first.year}年{first.month}月"
    if span == "week":
        year, week, _day = first.isocalendar()
        return f"{year}年第{week}周"
    return f"{first.year}年{first.month}月{first.day}日"
