"""The page of the appraisal: each sees what is theirs, and every number opens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.registry import actions as registry
from tests.cast import BY, T0, Cast
from tests.console.conftest import As
from tests.outreach.firms import KEY, Firms, assemble, firm, liaison, with_liaisons


@pytest.fixture
def firms(cast: Cast) -> Firms:
    return with_liaisons(assemble(cast))


def test_the_page_shows_each_what_is_theirs_and_links_every_number(firms: Firms, signed_in: As) -> None:
    firms.visit(at=timezone.now() - timedelta(days=1), key=f"{KEY}-now")
    leader = signed_in(firms.cast.leader)
    page = leader.get("/console/appraisal/").content.decode()
    assert "谢林港供电所" in page and "高新区城管执法局" in page
    page = leader.get("/console/appraisal/", {"by": "officer"}).content.decode()
    address = f"/console/figures/open/visits/?about=officer%3A{firms.cast.crew.pk}&amp;days=30"
    assert address in page and "周队长" in page
    assert "启元" in leader.get(address.replace("&amp;", "&")).content.decode()
    mine = signed_in(firms.cast.crew).get("/console/appraisal/", {"unit": firms.cast.other.pk}).content.decode()
    assert "周队长" in mine and "外人" not in mine
    for said in ({"unit": "9" * 40, "days": "x", "page": "-1"}, {"period": "2026-13"}, {"by": "\x00"}):
        assert leader.get("/console/appraisal/", said).status_code == 200


def test_the_page_asks_no_more_for_more_officers(firms: Firms, signed_in: As) -> None:
    browser, counts = signed_in(firms.cast.leader), []
    browser.get("/console/appraisal/", {"by": "officer"})
    for more in (0, 5):
        for number in range(more):
            officer = registry.make_officer(f"more{number}", "某人", unit_id=firms.cast.station.pk, by=BY, at=T0)
            liaison(officer, firm(f"益阳第{number}厂", f"1390003{number:04d}").pk)
        with CaptureQueriesContext(connection) as caught:
            browser.get("/console/appraisal/", {"by": "officer"})
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12
