"""A deadline in words."""

from datetime import datetime, time

import pytest
from django.utils import translation

from jishiyu.lib.worktime import OFFICE_HOURS, Hours, Limit, Pause, built_in, explain
from jishiyu.look.reckoning import no_date, reckoning
from tests.cast import SHANGHAI

UNITS = ("minutes", "hours", "days", "working_minutes", "working_hours", "working_days")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(
    start: str, limit: Limit, *pauses: tuple[str, str], hours: Hours = OFFICE_HOURS, extended_by: int = 0
) -> list[str]:
    waited: list[Pause] = [(at(since), at(until)) for since, until in pauses]
    whole = Limit(limit.amount + extended_by, limit.unit)
    steps = explain(at(start), whole, hours, built_in(), waited)
    return reckoning(limit, at(start), hours, steps, extended_by=extended_by)


def test_workdays_are_counted_by_name_and_others_say_why_not() -> None:
    assert told("2026-02-13 12:00", Limit(2, "working_days"))[:5] == [
        "The clock starts on 2026-02-13 Fri 12:00. Promised: 2 workdays.",
        "Open on workdays, 09:00–12:00, 13:30–17:30.",
        "The day of the start does not count.",
        "2026-02-14 Sat, make-up workday: workday 1.",
        "2026-02-15 Sun, weekend: not counted.",
    ]
    assert told("2026-02-13 12:00", Limit(2, "working_days"))[-3:] == [
        "2026-02-23 Mon, public holiday: not counted.",
        "2026-02-24 Tue, workday: workday 2.",
        "Due on 2026-02-24 Tue 17:30.",
    ]


def test_office_time_says_how_much_of_each_day_counted_and_what_was_waited() -> None:
    assert told("2026-07-17 16:00", Limit(3, "working_hours"), ("2026-07-17 16:30", "2026-07-17 17:00"))[2:] == [
        "2026-07-17 Fri, workday: 1 hour counted until 17:30, 30 minutes paused; 1 hour so far.",
        "2026-07-18 Sat, weekend: not counted.",
        "2026-07-19 Sun, weekend: not counted.",
        "2026-07-20 Mon, workday: 2 hours counted until 11:00; 3 hours so far.",
        "Due on 2026-07-20 Mon 11:00.",
    ]


def test_a_day_that_was_waited_through_says_so() -> None:
    hours = told("2026-07-14 18:00", Limit(1, "working_hours"), ("2026-07-14 20:00", "2026-07-15 20:00"))
    assert hours[2:4] == [
        "2026-07-14 Tue, workday: closed already, nothing counted.",
        "2026-07-15 Wed, workday: paused, nothing counted.",
    ]
    days = told("2026-07-14 10:00", Limit(1, "working_days"), ("2026-07-15 16:00", "2026-07-15 20:00"))
    assert days[3] == "2026-07-15 Wed, workday: paused at closing time, not counted."


def test_natural_time_runs_to_midnight_and_on() -> None:
    assert told("2026-07-14 22:00", Limit(4, "hours"))[1:] == [
        "2026-07-14 Tue, calendar day: 2 hours counted until 24:00; 2 hours so far.",
        "2026-07-15 Wed, calendar day: 2 hours counted until 02:00; 4 hours so far.",
        "Due on 2026-07-15 Wed 02:00.",
    ]


def test_an_extension_is_said_before_the_days_it_gives() -> None:
    said = told("2026-07-14 10:00", Limit(5, "working_days"), extended_by=3)
    assert said[1] == "Extended by 3 workdays, 8 workdays together."
    assert said[-1] == "Due on 2026-07-24 Fri 17:30."


def test_a_desk_open_every_day_says_so() -> None:
    desk = Hours(((time(8), time(20)),), every_day=True)
    said = told("2026-07-18 19:00", Limit(2, "working_hours"), hours=desk)
    assert said[1] == "Open every day, 08:00–20:00."
    assert said[-1] == "Due on 2026-07-19 Sun 09:00."


def test_seconds_are_said_where_there_are_any() -> None:
    assert told("2026-07-14 17:29:30", Limit(1, "working_minutes"))[-1] == "Due on 2026-07-15 Wed 09:00:30."


def test_a_year_without_a_table_is_named() -> None:
    assert no_date(2027) == "No date yet: the calendar has no table for 2027, and nothing is guessed."


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("amount", [1, 2])
def test_every_unit_is_said_in_both_languages_with_its_number(unit: str, amount: int) -> None:
    english = told("2026-07-14 10:00", Limit.of(amount, unit))[0]
    with translation.override("zh-hans"):
        chinese = told("2026-07-14 10:00", Limit.of(amount, unit))[0]
    assert f"Promised: {amount} " in english
    assert f"时限为 {amount} " in chinese
