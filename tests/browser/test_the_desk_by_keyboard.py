"""The dispatcher's board by keyboard alone, in a real browser; and a call taken with suggestions as it is typed."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Town
from tests.browser.test_the_way_of_one_message import sound

pytestmark = [pytest.mark.browser, pytest.mark.service]


def test_rows_are_walked_opened_and_urged_by_keys(town: Town) -> None:
    page = town.sign_in("chen", DESK)
    page.goto(f"{town.address}/console/desk/")
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-here]")).to_have_count(1)
    first = page.locator("[data-here]").get_attribute("data-row")
    page.keyboard.press("j")
    second = page.locator("[data-here]").get_attribute("data-row")
    assert first != second
    page.keyboard.press("k")
    assert page.locator("[data-here]").get_attribute("data-row") == first
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_have_attribute("open", "")
    page.keyboard.press("/")
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.type("jjj")  # letters in a field are letters
    assert page.locator("[data-find]").input_value() == "jjj"
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url(f"**/cases/{first}/#nudge")
    expect(page.locator("#nudge")).to_have_attribute("open", "")


def test_enter_opens_the_row_and_a_live_change_keeps_the_readers_place(town: Town) -> None:
    page = town.sign_in("chen", DESK)
    page.goto(f"{town.address}/console/desk/")
    page.wait_for_selector('[data-live][data-state="on"]')
    for _ in range(3):
        page.keyboard.press("j")
    here = page.locator("[data-here]").get_attribute("data-row")
    town.say("keys-1", "电杆要倒了快来人", "g-demo")
    expect(page.locator("#stream")).to_contain_text("电杆要倒了快来人", timeout=10_000)
    expect(page.locator("[data-here]")).to_have_attribute("data-row", here or "")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{here}/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_call_is_taken_with_suggestions_as_it_is_typed(town: Town, size: dict[str, int]) -> None:
    page = town.sign_in("chen", size)
    page.goto(f"{town.address}/console/new/")
    sound(page, "console/new/")
    page.locator("#text").press_sequentially("小区楼道灯坏了半个月,报修三次没人来修", delay=5)
    expect(page.locator("#kind")).not_to_have_value("", timeout=10_000)
    sound(page, "console/new/")
    page.click("#told .button--main")
    page.wait_for_url("**/cases/**")
    sound(page, "console/cases/…/")


@pytest.mark.parametrize(("username", "path"), [("luo", "unit/"), ("chen", "desk/")])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_new_lists_fit_and_axe_finds_nothing_serious(
    town: Town, username: str, path: str, size: dict[str, int]
) -> None:
    page = town.sign_in(username, size)
    page.goto(f"{town.address}/console/{path}")
    sound(page, f"console/{path}")
