"""A figure opens to its rows, each to its page and its ledger; files come through the mask."""

import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.cast import DAY, Cast
from tests.console.conftest import As
from tests.console.test_figures import excluded

OPEN = "/console/figures/open/heard/"


def test_a_row_leads_to_its_page_and_its_entries(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    browser = signed_in(cast.leader)
    page = browser.get(f"{OPEN}?period=all").content.decode()
    for said in ("All cases heard in the period", "version 1", f"/console/cases/{case.number}/", "1 cases"):
        assert said in page
    entries = browser.get(f"{OPEN}{case.pk}/").content.decode()
    assert "2026-07-14 10:00" in entries
    assert cast.aunt.name_sealed not in entries


def test_whoever_handles_sees_their_own_unit_whatever_they_ask_for(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    page = signed_in(cast.stranger).get(f"{OPEN}?period=all&unit={cast.station.pk}").content.decode()
    assert case.number not in page
    assert signed_in(cast.stranger).get(f"{OPEN}{case.pk}/").status_code == 404
    assert signed_in(cast.admin).get(OPEN).status_code == 404


def test_rows_come_as_files_through_the_mask(cast: Cast, signed_in: As) -> None:
    case = cast.case(title="找13912345678")
    browser = signed_in(cast.leader)
    text = browser.get(f"{OPEN}rows.csv?period=all").content.decode("utf-8-sig")
    assert text.startswith("Number,What,Place,State,Heard,Falls due,Answered")
    assert case.number in text
    assert "139****5678" in text
    content = browser.get(f"{OPEN}rows.xlsx?period=all").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Number", case.number]
    assert browser.get(f"{OPEN}rows.exe?period=all").status_code == 404


def test_those_left_out_are_told_with_the_reason_in_the_file_too(cast: Cast, signed_in: As) -> None:
    case = excluded(cast)
    text = signed_in(cast.leader).get("/console/figures/open/answered/rows.csv?side=out0").content.decode("utf-8-sig")
    assert "Left out because" in text
    assert f"{case.number}," in text
    assert "beyond_law" in text


def test_what_makes_no_sense_asks_for_nothing(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    dates, others = ("days=x", "since=2026-99-99&until=0", "period=none"), ("unit=٣", "page=-1", "side=q")
    for query in (*dates, *others, "pack=none&division=%00"):
        assert browser.get(f"{OPEN}?{query}").status_code == 200
    assert browser.get("/console/figures/open/none/").status_code == 404
    assert browser.get(f"{OPEN}999999/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast, signed_in: As) -> None:
    browser, counts = signed_in(cast.leader), []
    browser.get(OPEN)
    for _ in range(2):
        for number in range(5):
            cast.case(title=f"第{number}件", at=cast.case().heard_at + DAY)
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"{OPEN}?period=all")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_a_headline_rate_stands_beside_its_exclusions_and_extensions(cast: Cast, signed_in: As) -> None:
    cast.answered()
    page = signed_in(cast.leader).get("/console/figures/open/on_time/?period=2026").content.decode()
    assert "Excluded cases: " in page
    assert "Extended: " in page


def test_places_are_for_those_who_watch_and_take_few_queries(cast: Cast, signed_in: As) -> None:
    for number in range(4):
        cast.case(title=f"第{number}件")
    browser = signed_in(cast.leader)
    browser.get(OPEN)
    with CaptureQueriesContext(connection) as seen:
        page = browser.get("/console/figures/places/closed/?period=2026").content.decode()
    assert "place by place" in page
    assert "湖南益阳高新技术产业园区" in page
    assert len(seen) <= 12
    assert browser.get("/console/figures/places/heard/").status_code == 404
    assert signed_in(cast.crew).get("/console/figures/places/closed/").status_code == 404


def test_lists_are_told_in_the_unit_of_the_figure_and_all_of_time_can_be_asked_for(cast: Cast, signed_in: As) -> None:
    leader = signed_in(cast.leader)
    page = leader.get("/console/figures/open/registry.enterprises/", {"days": "all"}).content.decode()
    assert "Counted: 0 enterprises" in page
    assert '<option value="all" selected>' in page
    page = leader.get("/console/figures/open/heard/", {"period": "2026-07"}).content.decode()
    assert 'name="since" value="2026-07-01"' in page and 'name="until" value="2026-07-31"' in page
    asked = {"about": "enterprise.specialised=giant"}
    page = leader.get("/console/figures/open/registry.enterprises/", asked).content.decode()
    assert "Specialised status=" in page and "· enterprise.specialised" not in page
    page = leader.get("/console/figures/open/programmes.readings/").content.decode()
    assert "Counted: 0 rows" in page and '<option value="all">' in page
