"""From "what am I due?" to the public notice in a real browser, at phone size: asked, applied, reviewed, approved."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from jishiyu.entitlements.models import Claim
from jishiyu.registry.models import Officer
from tests.browser.conftest import DESK, PHONE, QUIET
from tests.cast import VILLAGE, jpeg
from tests.entitlements.schemes import Aid
from tests.material import chromium

pytestmark = [pytest.mark.browser, pytest.mark.service, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS_FOLDER", "")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """In this process, beside a live server of it: the browser's loop is no reason to keep from the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium()), args=QUIET)
        yield found
        found.close()


def page_of(browser: Browser, size: dict[str, int] = PHONE) -> Page:
    return browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]


def signed_in(browser: Browser, address: str, officer: Officer, size: dict[str, int] = PHONE) -> Page:
    page = page_of(browser, size)
    page.goto(f"{address}/console/sign-in/")
    page.fill("#username", officer.username)
    page.fill("#password", "jsy-2026-test")
    page.click("main button")
    page.wait_for_url("**/console/**")
    return page


def sound(page: Page, name: str) -> None:
    """Once it is there it fits the phone, and axe finds nothing serious."""
    page.wait_for_load_state()
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert found == [], f"{name}: {[(one['id'], one['nodes'][0]['html'][:200]) for one in found]}"


def test_from_the_question_to_the_public_notice_on_a_phone(
    browser: Browser, aid: Aid, live_server: Any, tmp_path: Path
) -> None:
    address, photo = live_server.url, tmp_path / "paper.jpg"
    photo.write_bytes(jpeg())
    page = page_of(browser)
    page.goto(f"{address}/due/")
    sound(page, "due-asked")
    page.select_option("#f-category", "low")
    page.locator('input[name="f-owns"][value="no"]').check()
    page.fill("#f-area", "0")
    page.fill("#f-rent", "600")
    page.fill("#m1-income", "800")
    page.get_by_role("button", name="添加一人").click()
    expect(page.locator("#m2-income")).to_be_visible()
    page.fill("#m2-income", "400")
    page.get_by_role("button", name="看看能享受什么").click()
    rent = page.locator('[data-scheme="aid.rent"]')
    expect(rent).to_contain_text("104.00")
    sound(page, "due-answered")
    rent.get_by_role("button", name="去申请").click()
    expect(page.locator("#f-rent")).to_have_value("600")
    page.fill("#name", "林阿姨")
    page.fill("#phone", "13900005678")
    page.select_option("#division", VILLAGE)
    page.fill("#m1-name_", "林阿姨")
    for paper in ("certificate", "lease"):
        page.set_input_files(f"#paper-{paper}", str(photo))
    page.locator('input[name="true"]').check()
    sound(page, "apply")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#number")).to_contain_text("A20")
    sound(page, "own")
    claim = Claim.objects.get()
    for officer, size in ((aid.street, PHONE), (aid.housing, DESK)):
        clerk = signed_in(browser, address, officer, size)
        clerk.goto(f"{address}/console/claims/")
        sound(clerk, f"claims-{officer.username}")
        with clerk.expect_navigation():
            clerk.click(f"text={claim.number}")
        sound(clerk, f"claim-{officer.username}")
        clerk.fill("#pass-words", "材料齐全，情况属实。")
        clerk.get_by_role("button", name="核查无误").click()
        clerk.wait_for_url(f"**/claims/{claim.number}/")
    head = signed_in(browser, address, aid.head)
    head.goto(f"{address}/console/claims/{claim.number}/")
    sound(head, "claim-head")
    head.fill("#approve-words", "符合条件，同意。")
    head.get_by_role("button", name="批准").click()
    page.goto(f"{address}/public/")
    expect(page.locator("table")).to_contain_text("林*姨")
    sound(page, "public")
    page.get_by_role("link", name="提出异议").first.click()
    expect(page.locator("#text")).to_be_visible()
    sound(page, "objection")
    page.fill("#text", "他家在县城有一套住房。")
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator(".says")).to_be_visible()
