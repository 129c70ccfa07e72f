"""The wallboard: what is late and whose, what came in; every number opens, and nobody is named."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.figures import queries
from tests.cast import DAY, HOUR, MINUTE, PHONE, Cast
from tests.console.conftest import As

MOST_QUERIES = 12


def some(cast: Cast) -> None:
    """One late case at the station, one late that nobody has, one that is not late; all heard within the hour."""
    now = timezone.now()
    late, free, fine = cast.taken(title="晚").case, cast.case(title="没人"), cast.taken(title="不晚").case
    Case.objects.filter(pk__in=[late.pk, free.pk]).update(next_due_at=now - HOUR)
    Case.objects.filter(pk=fine.pk).update(next_due_at=now + DAY)
    for case in (late, free, fine):
        Case.objects.filter(pk=case.pk).update(heard_at=now - 5 * MINUTE)


def test_what_is_late_adds_up_over_the_units(cast: Cast) -> None:
    some(cast)
    wall = queries.wall(timezone.now())
    assert (wall.late, wall.owed, wall.waiting, wall.hour) == (2, 3, 1, 3)
    assert {(one.name, one.late, one.owed) for one in wall.units} == {("谢林港供电所", 1, 2), ("", 1, 1)}
    assert sum(count for _, count in wall.kinds) == wall.hour


def test_every_number_opens_to_just_its_rows(cast: Cast, signed_in: As) -> None:
    some(cast)
    browser = signed_in(cast.leader)
    page = browser.get("/console/wall/").content.decode()
    links = re.findall(r'href="(/console/(?:cases|figures)/[^"]*)"', page)
    assert len(links) >= 10
    for link in links:
        assert browser.get(link.replace("&amp;", "&")).status_code == 200
    shown = browser.get(f"/console/cases/?band=late&holder={cast.station.pk}").content.decode()
    assert "晚" in shown
    assert "没人" not in shown
    since = next(link for link in links if "since" in link and "kind" not in link).replace("&amp;", "&")
    assert "不晚" in browser.get(since).content.decode()
    Case.objects.update(heard_at=timezone.now() - 2 * HOUR)
    assert "不晚" not in browser.get(since).content.decode()


def test_nobody_is_named_on_it(cast: Cast, signed_in: As) -> None:
    some(cast)
    page = signed_in(cast.leader).get("/console/wall/").content.decode()
    assert "谢林港供电所" in page
    for said in ("林阿姨", PHONE, "周队长", "罗主任", "三组又停电了", "不晚", Case.objects.all()[0].number):
        assert said not in page


def test_a_quiet_day_says_so(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.leader).get("/console/wall/").content.decode()
    assert "Nothing is late." in page
    assert "Nothing was heard." in page


def test_the_wall_takes_at_most_twelve_queries_however_many_rows(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)

    def many() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/console/wall/numbers/").status_code == 200
        return len(seen)

    some(cast)
    many()
    few = many()
    for _ in range(3):
        some(cast)
    assert many() == few <= MOST_QUERIES


@pytest.mark.parametrize("who", ["crew", "head", "admin", "stranger"])
def test_it_is_for_those_who_watch_everything(cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/console/wall/").status_code == 404
    assert browser.get("/console/wall/numbers/").status_code == 404


def test_a_number_fetched_by_the_page_itself_keeps_no_session_alive(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    browser.get("/console/wall/numbers/", headers={"x-live": "1"})
    assert "renewed" not in browser.session
