"""When an office is open, from which day on."""

from datetime import date, time, timedelta

import pytest

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import OFFICE_HOURS, Hours
from jishiyu.registry import actions, queries
from tests.cast import BY, DAY, T0

pytestmark = pytest.mark.django_db
SUMMER = Hours(((time(8, 30), time(12)), (time(15), time(18))))
TODAY = T0.date()


def test_an_office_that_says_nothing_is_open_from_nine_to_half_past_five_with_lunch() -> None:
    assert queries.opening_hours(TODAY) == OFFICE_HOURS


def test_hours_hold_from_their_day_on_until_others_take_over() -> None:
    actions.set_opening_hours(TODAY + 2 * DAY, SUMMER, note="夏季作息", by=BY, at=T0)
    actions.set_opening_hours(TODAY + 60 * DAY, OFFICE_HOURS, by=BY, at=T0)
    days = [TODAY + n * DAY for n in (1, 2, 59, 60, 61)]
    found = queries.opening_hours_of(days)
    assert [found[day] for day in days] == [OFFICE_HOURS, SUMMER, SUMMER, OFFICE_HOURS, OFFICE_HOURS]
    assert queries.opening_hours(days[1]) == SUMMER


def test_many_days_are_asked_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.opening_hours_of([date(2026, 1, 1) + timedelta(days=n) for n in range(400)])
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.opening_hours_of([]) == {}


def test_a_day_that_is_over_keeps_its_hours() -> None:
    with pytest.raises(Refused, match="hours_begun"):
        actions.set_opening_hours(TODAY - DAY, SUMMER, by=BY, at=T0)
    assert not queries.declared_hours().exists()
    assert not story("registry:opening_hours").exists()


def test_a_day_said_again_is_said_anew_and_recorded_with_what_was_there() -> None:
    actions.set_opening_hours(TODAY, SUMMER, by=BY, at=T0)
    actions.set_opening_hours(TODAY, SUMMER, by=BY, at=T0)
    actions.set_opening_hours(TODAY, OFFICE_HOURS, by=BY, at=T0)
    entries = list(story("registry:opening_hours"))
    assert [entry.act for entry in entries] == ["set", "set"]
    assert entries[1].before["spans"] == SUMMER.plain()
    assert entries[1].after["spans"] == OFFICE_HOURS.plain()
    assert queries.opening_hours(TODAY) == OFFICE_HOURS
