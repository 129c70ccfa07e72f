"""A caller notes on the page of a case that its requester brings it back."""

from datetime import timedelta

from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from tests.cast import Cast
from tests.console.conftest import As


def closed(cast: Cast, days_ago: int) -> Case:
    then = timezone.now() - timedelta(days=days_ago)
    case = cast.answered(at=then, heard_at=then)
    return actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=then)


def test_a_caller_brings_it_back_with_the_requesters_words(cast: Cast, signed_in: As) -> None:
    case, browser = closed(cast, 3), signed_in(cast.caller)
    address = f"/console/cases/{case.number}/"
    assert 'id="reopen"' in browser.get(address).content.decode()
    assert browser.post(f"{address}reopen/", {"words": "说晚上又不亮了"}).status_code == 302
    case.refresh_from_db()
    assert case.state == Case.State.DISPATCHED
    assert "说晚上又不亮了" in browser.get(address).content.decode()


def test_after_fifteen_days_the_page_says_so_and_the_row_refuses(cast: Cast, signed_in: As) -> None:
    case, browser = closed(cast, 16), signed_in(cast.caller)
    address = f"/console/cases/{case.number}/"
    page = browser.get(address).content.decode()
    assert 'id="reopen"' not in page
    assert "Could be brought back until" in page
    assert browser.post(f"{address}reopen/", {"words": "说晚上又不亮了"}).status_code == 409
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


def test_the_unit_that_did_it_has_no_such_button(cast: Cast, signed_in: As) -> None:
    case, browser = closed(cast, 3), signed_in(cast.crew)
    address = f"/console/cases/{case.number}/"
    assert 'id="reopen"' not in browser.get(address).content.decode()
    assert browser.post(f"{address}reopen/", {"words": "说晚上又不亮了"}).status_code == 404
