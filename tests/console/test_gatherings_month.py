"""The month of gatherings: every one on its day, the months around it, and whose they are."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.console.views.gatherings_month import month_of
from jishiyu.outreach import actions
from jishiyu.outreach.models import Gathering
from tests.cast import DAY, HOUR, SHANGHAI, T0, Cast
from tests.console.conftest import As
from tests.outreach.test_gatherings import BY, FAIR, RECEPTION

MONTH = "/console/gatherings/month/"


def on(cast: Cast, at: datetime, title: str = "企业家接待日", kind: str = RECEPTION) -> Gathering:
    return actions.plan_gathering(kind, title, unit_id=cast.station.pk, starts_at=at, by=BY, at=T0)


def squares(page: str) -> dict[str, str]:
    """What stands in each day's square."""
    parts = page.split('<time class="number" datetime="')[1:]
    return {part[:10]: part for part in parts}


def test_each_stands_on_its_local_day_and_leads_to_its_page(cast: Cast, signed_in: As) -> None:
    first = on(cast, datetime(2026, 8, 3, 0, 5, tzinfo=SHANGHAI))
    last = on(cast, datetime(2026, 8, 31, 23, 55, tzinfo=SHANGHAI), "沙龙")
    actions.drop_gathering(last.pk, words="与全市会议冲突", by=BY, at=T0)
    page = signed_in(cast.mate).get(f"{MONTH}?month=2026-08").content.decode()
    days = squares(page)
    assert (len(days) % 7, next(iter(days)), list(days)[-1]) == (0, "2026-07-27", "2026-09-06")
    assert f'href="/console/gatherings/{first.pk}/"' in days["2026-08-03"]
    assert "00:05" in days["2026-08-03"]
    assert "<s>沙龙</s>" in days["2026-08-31"]
    assert "沙龙" not in days["2026-09-01"]
    assert "企业家接待日" not in signed_in(cast.stranger).get(f"{MONTH}?month=2026-08").content.decode()


def test_there_is_a_way_to_the_last_and_the_next_month_over_the_years_end(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.leader).get(f"{MONTH}?month=2026-12&kind={FAIR}").content.decode()
    links = re.findall(r'rel="(prev|next)" href="\?month=([\d-]+)&amp;kind=([\w.]+)"', page)
    assert links == [("prev", "2026-11", FAIR), ("next", "2027-01", FAIR)]
    assert MONTH in signed_in(cast.leader).get("/console/gatherings/").content.decode()


def test_one_kind_alone_is_shown_and_a_full_day_leads_to_its_list(cast: Cast, signed_in: As) -> None:
    for number in range(8):
        on(cast, datetime(2026, 8, 5, 9, number, tzinfo=SHANGHAI), f"第{number}场展销", FAIR)
    on(cast, datetime(2026, 8, 5, 8, 0, tzinfo=SHANGHAI), "接待")
    client = signed_in(cast.leader)
    square = squares(client.get(f"{MONTH}?month=2026-08&kind={FAIR}").content.decode())["2026-08-05"]
    assert "接待" not in square
    assert "第5场展销" in square
    assert "第6场展销" not in square
    assert "2 more on this day" in square
    link = re.search(r'href="(/console/gatherings/\?[^"]+)"', square)
    assert link
    assert "第7场展销" in client.get(link[1].replace("&amp;", "&")).content.decode()


def test_a_holiday_says_that_it_is_off(cast: Cast, signed_in: As) -> None:
    days = squares(signed_in(cast.leader).get(f"{MONTH}?month=2026-10").content.decode())
    assert "day off" in days["2026-10-01"]
    assert "day off" not in days["2026-10-13"]


@pytest.mark.parametrize("said", ["", "2026-13", "soon", "0001-01", "9999-12", "2026-8", "2199-12"])
def test_what_is_no_month_is_this_month(said: str) -> None:
    assert month_of(said, date(2026, 7, 14)) == date(2026, 7, 1)


def test_more_gatherings_take_no_more_questions(cast: Cast, signed_in: As) -> None:
    client, asked = signed_in(cast.head), []
    for count in (1, 12):
        for number in range(count):
            on(cast, T0 + number * DAY + count * HOUR)
        client.get(f"{MONTH}?month=2026-07")
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{MONTH}?month=2026-07").status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] <= 12


def test_who_administers_the_system_finds_no_month(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.admin).get(MONTH).status_code == 404
