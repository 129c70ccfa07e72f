"""When a report falls due: on workdays after its period, holidays and make-up days as the calendar says."""

from datetime import date

import pytest

from jishiyu.figures.reports.periods import Span, called, due_at, last_over


@pytest.mark.parametrize(
    ("span", "today", "first", "last", "name"),
    [
        ("month", date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        ("month", date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31), "2025年12月"),
        ("week", date(2026, 7, 20), date(2026, 7, 13), date(2026, 7, 19), "2026年第29周"),
        ("week", date(2026, 7, 19), date(2026, 7, 6), date(2026, 7, 12), "2026年第28周"),
        ("week", date(2027, 1, 4), date(2026, 12, 28), date(2027, 1, 3), "2026年第53周"),
        ("day", date(2026, 7, 14), date(2026, 7, 13), date(2026, 7, 13), "2026年7月13日"),
    ],
)
def test_the_newest_period_is_the_one_that_is_over(span: Span, today: date, first: date, last: date, name: str) -> None:
    assert last_over(span, today) == (first, last)
    assert called(span, first) == name


def weekdays(day: date) -> bool:
    return day.weekday() < 5 and day != date(2026, 10, 1)


@pytest.mark.parametrize(
    ("last", "workday", "due"),
    [
        (date(2026, 7, 31), 1, "2026-08-03 09:00"),  # the 1st is a Saturday
        (date(2026, 7, 31), 3, "2026-08-05 09:00"),
        (date(2026, 7, 31), 0, "2026-08-01 09:00"),
        (date(2026, 9, 30), 1, "2026-10-02 09:00"),  # the 1st is a holiday
        (date(2026, 9, 30), 2, "2026-10-05 09:00"),
    ],
)
def test_it_falls_due_on_a_workday(last: date, workday: int, due: str) -> None:
    assert f"{due_at(last, workday, 9, weekdays):%Y-%m-%d %H:%M}" == due
