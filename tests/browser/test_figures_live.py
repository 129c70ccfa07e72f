"""An open figure follows what is done, within two seconds and without a reload; its reader stays where they were."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import DESK, Town
from tests.browser.test_the_way_of_one_message import new, sound
from tests.cast import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.service]
WITHIN = 2000  # milliseconds


def answer(officer: Page, text: str, photo: Path) -> None:
    card = officer.locator("[data-case]", has_text=text)
    card.wait_for(timeout=10_000)
    card.locator("form button").click()
    officer.wait_for_url("**/tasks/**")
    officer.click("form[action$='/arrive/'] button")
    officer.fill("#words", "更换了变压器熔丝,已经送电。")
    officer.set_input_files("#photos", str(photo))
    officer.click("form[action$='/finish/'] button[class*=main]")
    officer.wait_for_url("**/console/")


def test_a_case_answered_shows_in_the_open_number_and_what_is_open_stays_open(town: Town, tmp_path: Path) -> None:
    photo = tmp_path / "done.jpg"
    photo.write_bytes(jpeg())
    leader = town.sign_in("he", DESK)
    today = timezone.localdate()
    span = f"since={today - timedelta(days=20)}&until={today + timedelta(days=5)}"
    leader.goto(f"{town.address}/console/figures/open/answered/?{span}&side=part")
    leader.wait_for_selector('[data-live][data-state="on"]')
    leader.evaluate("document.body.dataset.same = 'yes'")
    row = leader.locator("details[id^=entries-]").first
    key = row.get_attribute("id") or ""
    row.locator("summary").click()
    row.locator("li, tr, p").first.wait_for()
    before = leader.locator("#part-head .figure__n").inner_text()
    asked: list[str] = []
    leader.on("request", lambda one: asked.append(one.url) if is_renewal(one) else None)

    officer = town.sign_in("zhou")
    officer.wait_for_selector('[data-live][data-state="on"]')
    text, _ = new(town, "变压器冒烟了,快来人")
    answer(officer, text, photo)
    expect(leader.locator("#part-head .figure__n")).not_to_have_text(before, timeout=WITHIN)
    assert leader.evaluate("document.body.dataset.same") == "yes", "the page was not loaded again"
    expect(leader.locator(f"#{key}")).to_have_attribute("open", "")
    expect(leader.locator(f"#{key}").locator("li, tr, p").first).to_be_visible()
    assert leader.evaluate("document.activeElement.id") == f"of-{key.removeprefix('entries-')}"
    assert 1 <= len(asked) <= 20, "one question for a burst, not one for each deed"
    sound(leader, "figures/open/answered")


def is_renewal(one: Request) -> bool:
    return "x-live" in one.headers and "/figures/" in one.url


def test_the_board_of_figures_follows_without_a_reload(town: Town) -> None:
    leader, officer = town.sign_in("he", DESK), town.sign_in("zhou")
    leader.goto(f"{town.address}/console/figures/?days=7")
    for page in (leader, officer):
        page.wait_for_selector('[data-live][data-state="on"]')
    before = leader.locator("#part-rest table").first.inner_text()
    text, _ = new(town, "电杆要倒了,快来人")
    officer.locator("[data-case]", has_text=text).wait_for(timeout=20_000)  # heard, and a case: from here on it counts
    expect(leader.locator("#part-rest table").first).not_to_have_text(before, timeout=WITHIN)
    sound(leader, "figures")
