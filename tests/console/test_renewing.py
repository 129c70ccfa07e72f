"""Pages of figures renew themselves: asked by the page, only what changed is sent, and only to whom it is for."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.notices import tickets
from tests.cast import Cast
from tests.console.conftest import As

OPEN, BOARD = "/console/figures/open/hurried/", "/console/figures/"
LIVE = {"x-live": "1"}
MOST_QUERIES = 12


def seen(page: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page)


def again(browser: Client, address: str, page: str) -> str | None:
    """What the page is given when it asks again; None where nothing changed."""
    found = browser.get(address, {"period": "all", "seen": seen(page)}, headers=LIVE)
    return None if found.status_code == 204 else found.content.decode()


def answer(cast: Cast, title: str) -> None:
    task = cast.taken(title=title, at=timezone.now(), heard_at=timezone.now())
    actions.finish_task(task.pk, words="换了熔丝。", how="visit", by=cast.crew.actor, at=timezone.now())


def test_an_answered_case_changes_the_number_and_the_rows_of_an_open_figure(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    address = OPEN
    page = browser.get(address, {"period": "all"}).content.decode()
    assert again(browser, address, page) is None
    answer(cast, "一")
    fresh = again(browser, address, page) or ""
    assert 'id="part-head"' in fresh
    assert 'hx-swap-oob="true"' in fresh
    assert "(1/1)" in fresh
    assert "<form" not in fresh, "what cannot change is not sent again"
    assert again(browser, address, fresh) is None


def test_a_part_that_did_not_change_is_not_sent(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    answer(cast, "一")
    page = browser.get(f"{BOARD}open/heard/", {"period": "all"}).content.decode()
    head, lists = seen(page)
    found = browser.get(f"{BOARD}open/heard/", {"period": "all", "seen": [head, "lists:0"]}, headers=LIVE)
    assert 'id="part-lists"' in found.content.decode()
    assert 'id="part-head"' not in found.content.decode()
    assert lists in seen(found.content.decode())


def test_the_figures_page_renews_its_board(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    page = browser.get(BOARD).content.decode()
    found = browser.get(BOARD, {"seen": seen(page)}, headers=LIVE)
    assert found.status_code == 204
    answer(cast, "一")
    assert 'id="part-board"' in browser.get(BOARD, {"seen": seen(page)}, headers=LIVE).content.decode()


def test_the_page_number_and_the_side_stay_and_nothing_seen_gets_into_a_link(cast: Cast, signed_in: As) -> None:
    for number in range(3):
        cast.case(title=f"第{number}件")
    browser = signed_in(cast.leader)
    page = browser.get(f"{BOARD}open/heard/?period=all&side=part&page=1").content.decode()
    assert 'hx-get="/console/figures/open/heard/?period=all&amp;side=part&amp;page=1"' in page
    asked = {"period": "all", "side": "part", "page": "1", "seen": "head:0"}
    fresh = browser.get(f"{BOARD}open/heard/", asked, headers=LIVE).content.decode()
    assert "seen=" not in fresh


def test_asking_again_takes_few_queries_and_is_refused_like_the_page(cast: Cast, signed_in: As) -> None:
    answer(cast, "一")
    browser = signed_in(cast.leader)
    for address in (f"{BOARD}open/heard/", BOARD):
        browser.get(address)
        with CaptureQueriesContext(connection) as taken:
            browser.get(address, {"seen": "head:0"}, headers=LIVE)
        assert len(taken) <= MOST_QUERIES
        assert signed_in(cast.admin).get(address, headers=LIVE).status_code == 404


def test_those_who_see_figures_hear_that_something_was_done(cast: Cast, signed_in: As) -> None:
    for who, hears in ((cast.leader, True), (cast.crew, True), (cast.admin, False)):
        ticket = signed_in(who).get("/console/ticket/").json()["ticket"]
        assert ("figures" in tickets.read(ticket)) is hears
