"""Policies in a real browser: a printed code is scanned and counted once, an audience is written by rows."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from jishiyu.policies.models import Card, Use
from tests.browser.conftest import DESK, QUIET
from tests.browser.test_benefits import page_of, signed_in, sound
from tests.material import chromium
from tests.policies.room import Handbook

pytestmark = [pytest.mark.browser, pytest.mark.service, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium()), args=QUIET)
        yield found
        found.close()


def test_a_code_is_scanned_a_number_pressed_each_counted_once_for_a_visit(
    browser: Browser, handbook: Handbook, live_server: Any
) -> None:
    card = handbook.released()
    page, posts = page_of(browser), list[str]()
    page.on("response", lambda answer: posts.append(answer.url) if answer.request.method == "POST" else None)
    clause = f"{live_server.url}/policies/{handbook.document.code}/1/?via=book"
    for _ in range(2):
        page.goto(clause)
        page.wait_for_load_state("networkidle")
    sound(page, "policy-clause")
    page.goto(f"{live_server.url}/policies/cards/{card.line}/")
    sound(page, "policy-card")
    page.evaluate("document.querySelector('[data-counts=call]').addEventListener('click', (e) => e.preventDefault())")
    call = page.locator("[data-counts=call]")
    expect(call).to_have_attribute("href", "tel:07353321234")
    for _ in range(2):
        call.click()
    page.wait_for_load_state("networkidle")
    assert sorted(Use.objects.values_list("what", "via")) == [("call", ""), ("read", ""), ("scan", "book")]
    assert not page.context.cookies() or {one["name"] for one in page.context.cookies()} == {"csrftoken"}


def test_which_fit_us_is_asked_and_answered_on_a_phone(browser: Browser, handbook: Handbook, live_server: Any) -> None:
    handbook.released()
    page = page_of(browser)
    page.goto(f"{live_server.url}/policies/")
    sound(page, "policies")
    page.get_by_role("link", name="我们能享受哪些?").click()
    sound(page, "policy-fit-asked")
    page.locator('select[name="a-t.trade"]').select_option("C")
    page.get_by_role("button", name="查看适用政策").click()
    expect(page.locator('[data-outcome="yes"]')).to_contain_text("技术改造设备补助")
    sound(page, "policy-fit-answered")


def test_an_audience_is_written_by_rows_while_the_count_follows(
    browser: Browser, handbook: Handbook, live_server: Any
) -> None:
    handbook.enterprise("甲食品厂", {"t.trade": "C13", "t.size": "small"})
    handbook.enterprise("乙食品厂", {"t.trade": "C13", "t.size": "large"})
    card = handbook.written()
    page = signed_in(browser, live_server.url, handbook.cast.mate, DESK)
    page.goto(f"{live_server.url}/console/policies/{card.line}/audience/")
    expect(page.locator("#fits .figure__n")).to_contain_text("2")
    page.locator("#of1").select_option("t.size")
    page.locator('input[name="code1"][value="small"]').check()
    expect(page.locator("#fits .figure__n")).to_contain_text("1")
    sound(page, "policy-audience")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/console/policies/{card.line}/")
    sound(page, "policy")
    card = Card.objects.get(pk=card.pk)
    assert [one["of"] for one in card.audience["all"]] == ["t.trade", "t.size"]
