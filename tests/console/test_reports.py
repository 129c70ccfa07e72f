"""The pages of reports: read, made, planned, offered; each by whom it is for."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.figures.reports import actions
from jishiyu.figures.reports.models import Plan, Report
from jishiyu.ledger.models import Work
from tests.cast import Cast
from tests.console.conftest import As
from tests.figures.reports.test_making import AT, BY

MOST_QUERIES = 12


@pytest.fixture
def report(cast: Cast, settings: object, tmp_path: Path) -> Report:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    cast.answered(title="及时")
    return actions.make("brief", by=BY, at=AT)


def test_a_report_is_read_with_its_numbers_and_its_file_taken_as_it_was_made(
    report: Report, cast: Cast, signed_in: As
) -> None:
    browser = signed_in(cast.leader)
    assert report.published.title in browser.get("/console/reports/").content.decode()
    page = browser.get(f"/console/reports/{report.pk}/").content.decode()
    assert "every figure comes out today as it was published" in page
    assert "/console/figures/open/on_time/?since=2026-07-01" in page
    answer = browser.get(f"/console/reports/{report.pk}/file/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert answer["ETag"] == f'"{report.sha256}"'
    assert browser.get("/console/reports/999/").status_code == 404


def test_the_list_takes_as_many_queries_however_many_reports(report: Report, cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)

    def many() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/console/reports/")
        return len(seen)

    many()
    few = many()
    actions.make("supervision", by=BY, at=AT)
    assert many() == few <= MOST_QUERIES


def test_the_newest_is_made_in_the_background_and_two_clicks_are_one(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    for _ in range(2):
        assert browser.post("/console/reports/brief/make/", {"key": "k1"}).status_code == 302
    assert Work.objects.filter(kind="reports.make").count() == 1


def test_a_plan_is_kept_and_shown(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    said = {"active": "1", "workday": "3", "hour": "10", "readers": [str(cast.leader.pk), str(cast.head.pk)]}
    browser.post("/console/reports/brief/plan/", said)
    plan = Plan.objects.get()
    assert (plan.workday, plan.hour, plan.readers) == (3, 10, sorted([cast.leader.pk, cast.head.pk]))
    assert "next: " in browser.get("/console/reports/").content.decode()
    page = browser.post("/console/reports/brief/plan/", said | {"hour": "x"}, follow=True).content.decode()
    assert "an hour from 0 to 23" in page
    assert Plan.objects.count() == 1


def test_who_leads_offers_a_report_to_everybody(report: Report, cast: Cast, signed_in: As) -> None:
    signed_in(cast.leader).post(f"/console/reports/{report.pk}/public/", {"public": "1"})
    assert Report.objects.get().public


@pytest.mark.parametrize("who", ["crew", "stranger", "admin"])
def test_reports_are_not_for_everybody_here(report: Report, cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    for page in ("", f"{report.pk}/", f"{report.pk}/file/", "brief/make/", "brief/plan/", f"{report.pk}/public/"):
        assert browser.post(f"/console/reports/{page}").status_code == 404


@pytest.mark.parametrize("who", ["head", "caller"])
def test_who_reads_them_does_not_make_or_offer_them(report: Report, cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get(f"/console/reports/{report.pk}/").status_code == 200
    for page in ("brief/make/", "brief/plan/", f"{report.pk}/public/"):
        assert browser.post(f"/console/reports/{page}").status_code == 404
