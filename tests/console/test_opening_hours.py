"""The administrator sets when the office is open, and sees first what that does."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from jishiyu.console.views.opening_hours import preview, read_hours
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Hours
from jishiyu.registry import actions, queries
from jishiyu.registry.models import OpeningHours
from tests.cast import BY, DAY, HOUR, T0, Cast
from tests.console.conftest import As

PAGE = "/console/calendar/hours/"
SUMMER = Hours(((time(8, 30), time(12)), (time(14, 30), time(18))))


@pytest.mark.parametrize(
    "said",
    ["08:30-12:00, 14:30-18:00", "8：30—12：00，14:30~18:00", "8:30 - 12:00、14:30至18:00", "08:30–12:00; 14:30–18:00"],
)
def test_hours_are_read_as_people_write_them(said: str) -> None:
    assert read_hours(said) == SUMMER


@pytest.mark.parametrize("said", ["", "9-17", "09:00", "17:00-09:00", "9:00-12:00,11:00-18:00", "上午", "8:30-26:00"])
def test_what_is_no_hours_is_refused(said: str) -> None:
    with pytest.raises(Refused, match="hours_unreadable"):
        read_hours(said)


def test_a_desk_may_close_at_midnight() -> None:
    assert read_hours("8:00-24:00").plain() == [["08:00", "24:00"]]


def test_a_preview_shows_what_the_next_promises_would_be_and_sets_nothing(cast: Cast, signed_in: As) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"since": str(tomorrow), "spans": "08:30-12:00, 14:30-18:00", "preview": "1"}
    page = signed_in(cast.admin).post(PAGE, sent).content.decode()
    shown = page.split('id="preview"')[1]
    assert "5 workdays" in shown
    assert "18:00" in shown
    assert "differs" in shown
    assert not OpeningHours.objects.exists()


@pytest.mark.django_db
def test_the_preview_compares_every_length_that_is_promised_in_office_time() -> None:
    with translation.override("en"):
        found = {one.limit: (one.now, one.then) for one in preview(T0.replace(hour=11), SUMMER)}
    day = T0.replace(hour=0)
    assert found["1 workday"] == (day + DAY + 17.5 * HOUR, day + DAY + 18 * HOUR)
    assert found["2 hours of office time"] == (day + 14.5 * HOUR, day + 15.5 * HOUR)


def test_hours_are_set_from_a_day_on_and_listed(cast: Cast, signed_in: As) -> None:
    browser, tomorrow = signed_in(cast.admin), timezone.localdate() + timedelta(days=1)
    sent = {"since": str(tomorrow), "spans": "08:30-12:00, 14:30-18:00", "note": "夏季作息"}
    assert browser.post(PAGE, sent).status_code == 302
    assert queries.opening_hours(tomorrow) == SUMMER
    page = browser.get(PAGE).content.decode()
    assert "08:30–12:00, 14:30–18:00" in page
    assert "夏季作息" in page
    assert PAGE in browser.get("/console/calendar/").content.decode()


def test_the_page_takes_as_many_queries_with_many_rows_as_with_few(cast: Cast, signed_in: As) -> None:
    browser, counts = signed_in(cast.admin), []
    browser.get(PAGE)  # the first page after signing in asks more
    for rows in (1, 60):
        for n in range(rows):
            actions.set_opening_hours(T0.date() + n * DAY, SUMMER, by=BY, at=T0)
        with CaptureQueriesContext(connection) as asked:
            browser.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    ("since", "spans", "said"),
    [("2020-01-01", "9:00-17:00", "is over"), ("soon", "9:00-17:00", "not understood"), ("", "all day", "no opening")],
)
def test_what_cannot_be_set_is_given_back_with_its_reason(
    cast: Cast, signed_in: As, since: str, spans: str, said: str
) -> None:
    page = signed_in(cast.admin).post(PAGE, {"since": since, "spans": spans}).content.decode()
    assert said in page
    assert f'value="{spans}"' in page
    assert not OpeningHours.objects.exists()


def test_nobody_but_the_administrator_sets_hours(cast: Cast, signed_in: As) -> None:
    sent = {"since": str(timezone.localdate()), "spans": "00:00-24:00"}
    for officer in (cast.crew, cast.dispatcher, cast.leader, cast.head):
        assert signed_in(officer).post(PAGE, sent).status_code == 404
    assert not OpeningHours.objects.exists()
