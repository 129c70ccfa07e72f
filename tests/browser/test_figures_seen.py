"""The wallboard on large screens, reports and open figures as people see them, in a real browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from jishiyu.casework.models import Case
from jishiyu.figures.reports import actions
from jishiyu.programmes.models import Item
from tests.browser.conftest import DESK, PHONE, QUIET
from tests.browser.test_benefits import page_of, signed_in, sound
from tests.cast import BY, HOUR, Cast
from tests.console.test_wall_goals import problems, programme, visited
from tests.figures.reports.test_making import AT
from tests.material import chromium
from tests.programmes.conftest import measured  # noqa: F401  (its series are declared here too)

pytestmark = [pytest.mark.browser, pytest.mark.service, pytest.mark.django_db(transaction=True)]
SCREENS = ((1280, 720), (1920, 1080), (3840, 2160))
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) && one.offsetParent)
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
OVER = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
CUT = """() => [...document.querySelectorAll(".tile, .panel, .tile__n, .tile__of")]
  .filter(one => one.scrollWidth > one.clientWidth + 1
    || (one.matches(".tile, .panel") && one.scrollHeight > one.clientHeight + 2))
  .map(one => one.className + ": " + one.textContent.trim().slice(0, 40))"""


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium()), args=QUIET)
        yield found
        found.close()


def busy(cast: Cast) -> None:
    now = timezone.now()
    for number in range(5):
        cast.taken(title=f"晚{number}", at=now - 2 * HOUR, heard_at=now - timedelta(minutes=10 * number))
    cast.case(title="没人", at=now, heard_at=now)
    Case.objects.filter(title__startswith="晚").update(next_due_at=now - HOUR)


def behind(cast: Cast) -> None:
    """More than there is room for: programmes, items far behind, units that went out."""
    for code in ("一", "二", "三", "四", "五", "六"):
        programme(cast, [60, 5, 30, 10], code)
    Item.objects.update(name="乡镇敬老院护理型床位改造及消防设施完善提升工程(第二批)")
    visited(cast, 2)
    problems(cast)


def test_the_wall_is_seen_whole_from_afar_on_every_screen_light_and_dark(
    browser: Browser, cast: Cast, live_server: Any
) -> None:
    busy(cast)
    behind(cast)
    page = signed_in(browser, live_server.url, cast.leader, DESK)
    for face in ("wall/", "wall/goals/"):
        page.goto(f"{live_server.url}/console/{face}")
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(OVER) == [0, 0], f"{face} scrolls at {width}×{height}"
            assert page.evaluate(CUT) == [], f"{face} cut off at {width}×{height}"
            assert page.evaluate(SMALLEST) >= 0.029 * height  # 1/250 of five metres on a screen of 55 inches
        sound(page, face)
    page.locator("[data-face=cases]").click()  # without leaving the page
    page.wait_for_selector("[data-shows=cases]")
    assert page.locator(".faces [aria-current]").get_attribute("data-face") == "cases"
    switch = page.locator("[data-theme-switch]")
    papers = set()
    for _ in range(2):
        switch.click()
        papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        sound(page, "wall-switched")
    assert len(papers) == 2
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto("about:blank")  # it asks again every ten seconds, and the database is about to go
    page.wait_for_timeout(1500)
    page.context.close()


def test_reports_and_open_figures_fit_a_phone_and_are_accessible(
    browser: Browser, cast: Cast, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast.answered(title="及时")
    report = actions.make("supervision", public=True, by=BY, at=AT)
    page = page_of(browser, PHONE)
    for path in ("/figures/", "/figures/on_time/", "/open-data/"):
        page.goto(live_server.url + path)
        sound(page, path.strip("/").replace("/", "-"))
    desk = signed_in(browser, live_server.url, cast.leader)
    for path in ("reports/", f"reports/{report.pk}/", "figures/"):
        desk.goto(f"{live_server.url}/console/{path}")
        sound(desk, f"console-{path.strip('/').replace('/', '-')}")
