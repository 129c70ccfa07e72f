"""The n-th weekday of a month, in each month, quarter or half-year, and where it goes when that day is off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.worktime import YearMissing, built_in
from jishiyu.outreach.recurrence import (
    LAST,
    MONTHS,
    Every,
    Rule,
    day_by_rule,
    days_before,
    occurrence,
    occurrences,
    period_of,
)

WORKDAY = built_in().is_workday
RECEPTION = Rule("month", week=1, weekday=0)


def days(rule: Rule, since: date, until: date) -> list[date]:
    return [one.day for one in occurrences(rule, since, until, WORKDAY)]


def test_the_first_week_of_a_month_is_the_first_that_begins_in_it() -> None:
    # 1 August 2022 is a Monday; 1 November 2022 a Tuesday, whose week began in October
    assert day_by_rule(RECEPTION, date(2022, 8, 1)) == date(2022, 8, 1)
    assert day_by_rule(RECEPTION, date(2022, 11, 1)) == date(2022, 11, 7)


def test_reception_days_of_2022_are_moved_off_the_holidays() -> None:
    assert days(RECEPTION, date(2022, 1, 1), date(2022, 12, 31)) == [
        date(2022, 1, 4),  # Monday the 3rd is New Year's holiday
        date(2022, 2, 7),  # a worked Monday after the Spring Festival
        date(2022, 3, 7),
        date(2022, 4, 6),  # 4 and 5 April are Tomb-Sweeping
        date(2022, 5, 5),  # 2 to 4 May are Labour Day
        date(2022, 6, 6),
        date(2022, 7, 4),
        date(2022, 8, 1),
        date(2022, 9, 5),
        date(2022, 10, 8),  # after National Day comes a Saturday that is worked instead
        date(2022, 11, 7),
        date(2022, 12, 5),
    ]


def test_a_moved_day_keeps_the_day_of_the_rule() -> None:
    one = occurrence(RECEPTION, date(2022, 5, 1), WORKDAY)
    assert (one.by_rule, one.day, one.moved) == (date(2022, 5, 2), date(2022, 5, 5), True)
    assert occurrence(Rule("month", if_off="previous"), date(2022, 5, 1), WORKDAY).day == date(2022, 4, 29)
    assert occurrence(Rule("month", if_off="stay"), date(2022, 5, 1), WORKDAY).day == date(2022, 5, 2)


def test_a_quarter_and_a_half_year_have_one_each() -> None:
    salon, symposium = Rule("quarter", month=2, week=3, weekday=2), Rule("half_year", month=6, week=LAST, weekday=4)
    assert days(salon, date(2022, 1, 1), date(2022, 12, 31)) == [
        date(2022, 2, 16), date(2022, 5, 18), date(2022, 8, 17), date(2022, 11, 16),
    ]  # fmt: skip
    assert days(symposium, date(2022, 1, 1), date(2022, 12, 31)) == [date(2022, 6, 24), date(2022, 12, 30)]


def test_a_series_may_begin_within_a_period_and_ends_with_its_last_day() -> None:
    assert days(RECEPTION, date(2022, 3, 7), date(2022, 4, 4)) == [date(2022, 3, 7), date(2022, 4, 6)]
    assert days(RECEPTION, date(2022, 3, 8), date(2022, 4, 3)) == []


def test_a_year_nobody_entered_is_flagged_and_not_guessed() -> None:
    with pytest.raises(YearMissing):
        days(RECEPTION, date(2199, 1, 1), date(2199, 12, 31))


def test_a_rule_that_cannot_be_is_refused_when_it_is_made() -> None:
    for wrong in ({"month": 2}, {"week": 5}, {"weekday": 7}):
        with pytest.raises(ValueError, match=r"month|week"):
            Rule("month", **wrong)


def test_three_working_days_ahead_step_over_a_holiday() -> None:
    assert days_before(date(2022, 4, 6), 3, WORKDAY) == date(2022, 3, 31)  # a Saturday, the 2nd, is worked
    assert days_before(date(2022, 11, 10), 3, WORKDAY) == date(2022, 11, 7)


@given(
    every=st.sampled_from(sorted(MONTHS)),
    week=st.sampled_from([1, 2, 3, 4, LAST]),
    weekday=st.integers(0, 6),
    first=st.dates(date(2005, 1, 1), date(2024, 1, 1)),
    length=st.integers(0, 900),
    cut=st.integers(0, 900),
)
def test_a_series_read_in_two_pieces_is_the_series(
    every: Every, week: int, weekday: int, first: date, length: int, cut: int
) -> None:
    rule, last = Rule(every, week=week, weekday=weekday, if_off="stay"), first + timedelta(days=length)
    between = min(first + timedelta(days=cut), last)
    whole = days(rule, first, last)
    assert whole == days(rule, first, between) + days(rule, between + timedelta(days=1), last)
    assert all(day.weekday() == weekday for day in whole)
    assert len({period_of(day, every) for day in whole}) == len(whole)
