"""One message goes in, one person is helped, one figure comes out: in a real browser, on the running product.

benches/warning_in_browser.py walks the same way 200 times and prints how long a warning takes.
"""

import re
import uuid
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Town
from tests.cast import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.service]
PUBLIC = ("", "say/", "follow/", "figures/", "figures/on_time/")


def new(town: Town, text: str) -> tuple[str, str]:
    """A message nobody said before, in a group of its own; returns its words and its group."""
    mark = uuid.uuid4().hex[:6]
    town.say(mark, f"{mark}号{text}", mark)
    return f"{mark}号{text}", mark


def test_a_warning_arrives_on_the_open_page_and_the_way_goes_on_to_the_figure(town: Town, tmp_path: Path) -> None:
    public = town.page()
    public.goto(f"{town.address}/figures/")
    before = solved(public)

    officer = town.sign_in("zhou")
    officer.wait_for_selector('[data-live][data-state="on"]')
    text, _ = new(town, "变压器冒烟了,快来人")
    card = officer.locator("[data-case]", has_text=text)
    card.wait_for(timeout=10_000)
    number = card.get_attribute("data-case") or ""
    card.locator("form button").click()
    officer.wait_for_url("**/tasks/**")
    officer.click("form[action$='/arrive/'] button")
    photo = tmp_path / "done.jpg"
    photo.write_bytes(jpeg())
    officer.fill("#words", "更换了变压器熔丝,已经送电。")
    officer.set_input_files("#photos", str(photo))
    officer.click("form[action$='/finish/'] button[class*=main]")
    officer.wait_for_url("**/console/")

    desk = town.sign_in("chen", DESK)
    desk.goto(f"{town.address}/console/cases/{number}/")
    desk.click("form[action$='/ask/'] button")
    requester = town.page()
    requester.goto(desk.locator("#link").inner_text())
    requester.check("input[name=solved][value=yes]")
    requester.click("main form button")
    requester.wait_for_selector("#thanks")

    public.reload()
    assert solved(public) == (before[0] + 1, before[1] + 1)


def solved(page: Page) -> tuple[int, int]:
    words = page.locator("[data-figure=solved_of_heard] .number").first.inner_text()
    found = re.match(r"(\d+)/(\d+)", words.replace(" ", ""))
    assert found, words
    return int(found[1]), int(found[2])


def test_a_page_that_lost_the_stream_says_so_and_finds_it_again(town: Town) -> None:
    officer = town.sign_in("zhou")
    officer.wait_for_selector('[data-live][data-state="on"]')
    officer.context.set_offline(True)
    officer.evaluate("window.dispatchEvent(new Event('offline'))")
    officer.context.set_offline(False)
    text, _ = new(town, "电杆要倒了")
    expect(officer.locator("[data-case]", has_text=text)).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_public_pages_fit_and_axe_finds_nothing_serious(town: Town, size: dict[str, int]) -> None:
    page = town.page(size)
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    for path in PUBLIC:
        page.goto(f"{town.address}/{path}")
        sound(page, path)
    assert errors == []


@pytest.mark.parametrize(
    ("username", "size", "paths"),
    [
        ("zhou", PHONE, ("", "notices/")),
        ("luo", PHONE, ("", "figures/")),
        ("chen", DESK, ("desk/", "stream/", "cases/", "figures/", "figures/on_time/", "imports/")),
        ("chen", PHONE, ("desk/", "stream/?verdict=risk", "cases/")),
        ("lin", DESK, ("", "cases/?state=answered")),
        ("xitong", DESK, ("health/", "calendar/", "letters/")),
        ("xitong", PHONE, ("calendar/", "calendar/hours/", "letters/")),
        ("shenji", DESK, ("audit/", "sights/")),
        ("shenji", PHONE, ("audit/", "sights/", "audit/?act=opened")),
    ],
)
def test_console_pages_fit_and_axe_finds_nothing_serious(
    town: Town, username: str, size: dict[str, int], paths: tuple[str, ...]
) -> None:
    page = town.sign_in(username, size)
    for path in paths:
        page.goto(f"{town.address}/console/{path}")
        sound(page, path)


def sound(page: Page, path: str) -> None:
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"/{path} is {wide} px wider than the window"
    faults = [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert faults == [], f"/{path}"


def test_a_need_said_on_a_phone_is_followed_by_number_and_tail(town: Town) -> None:
    page = town.page()
    page.goto(f"{town.address}/say/")
    page.select_option("#kind", "power.low_voltage")
    page.fill("#text", "晚上七点以后电压太低,电饭煲煮不熟饭。")
    page.fill("#name", "林阿姨")
    page.fill("#phone", "13900005678")
    page.click("main form.sheet button")
    number = page.locator("#number").inner_text()
    follow = town.page()
    follow.goto(f"{town.address}/follow/")
    follow.fill("[name=number]", number)
    follow.fill("[name=tail]", "5678")
    follow.click("main form button")
    expect(follow.locator("main")).to_contain_text("电饭煲煮不熟饭")
    expect(follow.locator("main")).not_to_contain_text("13900005678")


def test_a_list_is_taken_away_and_found_ready_without_a_reload(town: Town, tmp_path: Path) -> None:
    page = town.sign_in("chen", DESK)
    page.goto(f"{town.address}/console/cases/")
    page.get_by_text("导出这份清单").click()
    page.get_by_label("CSV").check()
    sound(page, "console/cases/")
    page.get_by_role("button", name="导出", exact=True).click()
    page.wait_for_url("**/console/works/")
    expect(page.get_by_role("link", name="下载").first).to_be_visible(timeout=30_000)
    sound(page, "console/works/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载").first.click()
    taken.value.save_as(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("序号,问题编号,收集日期")
    page.goto(f"{town.address}/console/notices/")
    expect(page.get_by_role("link", name="问题台账").first).to_be_visible()


def test_a_letter_is_taken_from_the_page_of_a_case(town: Town, tmp_path: Path) -> None:
    page = town.sign_in("chen", PHONE)
    page.goto(f"{town.address}/console/cases/?state=handling")
    page.locator("td a").first.click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="督办函", exact=True).click()
    taken.value.save_as(tmp_path / "a.docx")
    assert Document(str(tmp_path / "a.docx")).paragraphs[0].text == "督办函"
