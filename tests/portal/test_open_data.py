"""Open data: what anybody may take says how many and never who; a small cell is covered, and a lone one not alone."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.figures.open_data import SETS, cover
from jishiyu.figures.reports import actions
from tests.cast import DAY, PHONE, VILLAGE, Cast
from tests.figures.reports.test_making import AT, BY

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def heard(cast: Cast) -> Cast:
    """Six cases of one kind on one day, two of another, one of a secret requester."""
    for number in range(6):
        cast.case(title=f"低电压{number}")
    for number in range(2):
        cast.answered("power.complaint", title=f"投诉{number}")
    cast.case("power.low_voltage", title="秘密", secret=True)
    Case.objects.update(heard_at=timezone.now() - 2 * DAY)
    return cast


def taken(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def rows_of(client: Client, code: str = "cases") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(client, f"/open-data/{code}.csv").decode("utf-8-sig"))))


def test_cases_are_told_by_day_kind_township_and_outcome(heard: Cast, client: Client) -> None:
    rows = rows_of(client)
    day = str(timezone.localdate() - timedelta(days=2))
    told = {(row["kind"], row["township"], row["outcome"]): row for row in rows if row["day"] == day}
    assert set(told) == {("power.low_voltage", "430972109", "open"), ("power.complaint", "430972109", "open")}
    small = told[("power.complaint", "430972109", "open")]
    assert (small["cases"], small["covered"]) == ("", "fewer_than_5")


def test_a_lone_covered_cell_takes_the_next_smallest_with_it(heard: Cast, client: Client) -> None:
    large = next(row for row in rows_of(client) if row["kind"] == "power.low_voltage")
    assert (large["cases"], large["covered"]) == ("", "would_give_another_away")
    rows = [{"cases": 1, "covered": ""}, {"cases": 2, "covered": ""}, {"cases": 9, "covered": ""}]
    cover(rows, 5)
    assert [row["cases"] for row in rows] == [None, None, 9]
    cover(every := [{"cases": 7, "covered": ""}], 5)
    assert every[0]["cases"] == 7


def test_no_small_cell_no_name_no_number_no_word_leaves(heard: Cast, client: Client) -> None:
    everything = ""
    for code in SETS:
        for form in ("csv", "json"):
            everything += taken(client, f"/open-data/{code}.{form}").decode("utf-8-sig")
    for row in rows_of(client):
        assert row["cases"] == "" or int(row["cases"]) >= 5
    numbers = list(Case.objects.values_list("number", flat=True))
    for said in ("林阿姨", PHONE, PHONE[-4:], "周队长", "低电压0", "秘密", "三组", VILLAGE, "复兴村", *numbers):
        assert said not in everything


def test_figures_are_told_by_month_with_the_version_of_their_definition(heard: Cast, client: Client) -> None:
    Case.objects.update(heard_at=timezone.now().replace(day=1) - 3 * DAY)
    rows = rows_of(client, "figures")
    assert len({row["month"] for row in rows}) == 12
    last = {row["indicator"]: row for row in rows if row["month"] == max(one["month"] for one in rows)}
    assert (last["returned"]["n"], last["returned"]["of"], last["returned"]["version"]) == ("0", "9", "2")
    before = [row for row in rows if row["month"] < max(one["month"] for one in rows)]
    assert {row["covered"] for row in before if row["indicator"] == "returned"} == {"fewer_than_5"}


def test_the_dictionary_explains_every_field_and_indicator(client: Client, db: None) -> None:
    known = json.loads(taken(client, "/open-data/dictionary.json"))
    for one in known["sets"]:
        assert [field["name"] for field in one["fields"]] == [field.name for field in SETS[one["code"]].fields]
        assert all(field["means"] for field in one["fields"])
    assert all(one["definition"] for one in known["indicators"])
    assert "fewer_than_5" in known["covered"]


def test_addresses_stay_and_the_same_is_not_fetched_twice(heard: Cast, client: Client) -> None:
    first = client.get("/open-data/cases.json")
    again = client.get("/open-data/cases.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    heard.case(title="今天的")
    assert client.get("/open-data/cases.json")["ETag"] == first["ETag"]  # made once a day, of days that are over
    for address in ("/open-data/officers.csv", "/open-data/cases.xml"):
        assert client.get(address).status_code == 404


def test_the_page_says_the_terms_of_use_in_the_words_of_the_office(client: Client, db: None, settings: object) -> None:
    assert "本单位尚未规定" in taken(client, "/open-data/").decode()
    settings.JISHIYU_OPEN_LICENCE = "可自由使用,请注明来源"  # type: ignore[attr-defined]
    assert "可自由使用,请注明来源" in taken(client, "/open-data/").decode()


def test_only_a_report_that_is_offered_is_for_everybody(heard: Cast, client: Client) -> None:
    inside = actions.make("brief", by=BY, at=AT)
    offered = actions.make("supervision", public=True, by=BY, at=AT)
    assert client.get(f"/reports/{inside.pk}/").status_code == 404
    assert taken(client, f"/reports/{offered.pk}/")[:2] == b"PK"
    page = taken(client, "/figures/").decode()
    assert offered.file_name in page
    assert inside.file_name not in page


def test_the_page_of_figures_takes_at_most_twelve_queries(heard: Cast, client: Client) -> None:
    client.get("/figures/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/figures/")
    assert len(seen) <= MOST_QUERIES
