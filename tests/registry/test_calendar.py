"""The working calendar of an office."""

from datetime import date

import pytest

from jishiyu.ledger.queries import story
from jishiyu.lib.worktime import Calendar, built_in
from jishiyu.registry import actions, queries
from jishiyu.registry.models import CalendarVersion
from tests.cast import BY, T0

pytestmark = pytest.mark.django_db


def test_a_declared_day_changes_the_calendar_and_its_version() -> None:
    before = queries.calendar()
    assert actions.set_calendar_days({date(2026, 7, 15): (False, "停工")}, by=BY, at=T0) == 1
    after = queries.calendar()
    assert before.is_workday(date(2026, 7, 15))
    assert not after.is_workday(date(2026, 7, 15))
    assert before.version != after.version


def test_saying_the_same_again_changes_nothing() -> None:
    day = {date(2026, 7, 15): (False, "停工")}
    actions.set_calendar_days(day, by=BY, at=T0)
    assert actions.set_calendar_days(day, by=BY, at=T0) == 0
    assert story("registry:calendar").count() == 1


def test_a_year_nobody_entered_is_reported_until_somebody_does() -> None:
    last = max(built_in().years)
    late = T0.replace(year=last)
    assert queries.missing_years(late) == [last + 1]
    actions.set_calendar_days({date(last + 1, 1, 1): (False, "元旦")}, by=BY, at=T0)
    assert queries.missing_years(late) == []


def test_a_calendar_version_is_kept_once_and_can_be_read_back() -> None:
    calendar = queries.calendar()
    first = actions.note_calendar_version(calendar, at=T0)
    again = actions.note_calendar_version(calendar, at=T0)
    assert first == again
    assert CalendarVersion.objects.count() == 1
    assert Calendar.from_table(first.table).version == calendar.version
