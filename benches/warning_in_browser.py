"""A message posted to the webhook until its warning stands on the officer's open phone page, in a real Chromium.

    python benches/warning_in_browser.py [--times 200] [--pictures FOLDER]

Starts an invented town on the embedded default, signs the crew leader in at phone size, posts messages to the signed
webhook, and takes the time in the page itself when the new card is in the document. Then one case goes the whole way
by hand: accept, arrive, finish with a photo, the requester confirms by the one-time link, closed, and the public
figure has changed. Every page on the way is checked with axe. Exits 1 when p95 is over a second, a step fails, or axe
finds something serious.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import machine
import product
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
WATCH = """() => {
  window.seen = {};
  const look = () => document.querySelectorAll('[data-case] h3').forEach((card) => {
    const name = card.textContent.trim();
    if (!(name in window.seen)) window.seen[name] = Date.now() / 1000;
  });
  look();
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SERIOUS = ("serious", "critical")


class Walk:
    """One browser, its pages, and what axe found on the way."""

    def __init__(self, browser: Browser, address: str, password: str, pictures: Path) -> None:
        self.browser, self.address, self.password, self.pictures = browser, address, password, pictures
        self.faults: list[str] = []

    def context(self, size: dict[str, int]) -> BrowserContext:
        return self.browser.new_context(viewport=size, locale="zh-CN")

    def sign_in(self, username: str, size: dict[str, int]) -> Page:
        page = self.context(size).new_page()
        page.goto(f"{self.address}/console/sign-in/")
        page.fill("#username", username)
        page.fill("#password", self.password)
        page.click("main button")
        page.wait_for_url("**/console/**")
        return page

    def look(self, page: Page, name: str) -> None:
        """Keep a picture, and let axe read the page."""
        page.wait_for_timeout(250)
        page.screenshot(path=str(self.pictures / f"{name}.png"))
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in SERIOUS:
                nodes = [node["target"] for node in violation["nodes"]][:3]
                self.faults.append(f"{name}: {violation['id']} ({violation['impact']}) {nodes}")


def post(running: product.Product, secret: str, key: str, text: str, group: str) -> float:
    """Send one message; returns the moment it was handed over."""
    at = time.time()
    product.post(f"{running.address}/in/service-groups/", secret, [product.message(key, text, group)])
    return at


def measure(running: product.Product, walk: Walk, secret: str, times: int) -> list[float]:
    """Milliseconds from handing a message over until its card is in the open page."""
    page = walk.sign_in("zhou", PHONE)
    page.wait_for_selector('[data-live][data-state="on"]')
    page.evaluate(WATCH)
    taken = []
    for number in range(times):
        text = f"{number}号变压器冒烟了"
        at = post(running, secret, f"bench-{number}", text, f"bench-{number}")
        page.wait_for_function("name => name in window.seen", arg=text, timeout=20_000)
        taken.append(1000 * (page.evaluate("name => window.seen[name]", text) - at))
    walk.look(page, "phone-warnings")
    page.context.close()
    return taken


def whole_way(running: product.Product, walk: Walk, secret: str) -> None:
    """One case from the first message to the changed figure, through pages only."""
    public = walk.context(PHONE).new_page()
    public.goto(f"{walk.address}/figures/")
    before = figure(public, "solved_of_heard")
    officer = walk.sign_in("zhou", PHONE)
    text = "学校后墙的电线杆倒了,线拖在路上"
    post(running, secret, "whole-way", text, "whole-way")
    card = officer.locator("[data-case]", has_text=text)
    card.wait_for(timeout=10_000)
    number = card.get_attribute("data-case") or ""
    card.locator("form button").click()
    officer.wait_for_url("**/tasks/**")
    walk.look(officer, "phone-task")
    officer.click("form[action$='/arrive/'] button")
    officer.fill("#words", "已设围栏并更换电杆,线路恢复正常,现场无人受伤。")
    with tempfile.NamedTemporaryFile(suffix=".jpg") as photo:
        Image.new("RGB", (1600, 1200), (70, 110, 90)).save(photo.name, "JPEG")
        officer.set_input_files("#photos", photo.name)
        officer.click("form[action$='/finish/'] button[class*=main]")
    officer.wait_for_url("**/console/")
    walk.look(officer, "phone-finished")
    desk = walk.sign_in("chen", DESK)
    walk.look(desk, "desk")
    desk.goto(f"{walk.address}/console/cases/?text={number}")
    walk.look(desk, "desk-cases")
    desk.goto(f"{walk.address}/console/cases/{number}/")
    desk.click("form[action$='/ask/'] button")
    link = desk.locator("#link").inner_text()
    walk.look(desk, "desk-case")
    requester = walk.context(PHONE).new_page()
    requester.goto(link)
    walk.look(requester, "phone-verify")
    requester.check("input[name=solved][value=yes]")
    requester.check("input[name=rating][value='5']")
    requester.click("main form button")
    requester.wait_for_selector("#thanks")
    walk.look(requester, "phone-thanks")
    requester.goto(link)
    assert requester.locator("form[method=post]").count() == 1, "a used link must offer nothing but the language"
    desk.reload()
    assert "诉求人确认" in desk.locator("main").inner_text(), "the case must be closed as the requester says"
    walk.look(desk, "desk-closed")
    public.reload()
    after = figure(public, "solved_of_heard")
    walk.look(public, "phone-figures")
    assert after == (before[0] + 1, before[1] + 1), f"the public figure went from {before} to {after}"
    print(f"whole way: case {number} closed by the requester; solved, of those heard back: {before} -> {after}")


def figure(page: Page, code: str) -> tuple[int, int]:
    words = page.locator(f"[data-figure={code}] .number").first.inner_text()
    n, _, of = words.partition("/")
    return int(n), int(of.split()[0])


def pages(walk: Walk) -> None:
    """The other pages, at both sizes."""
    for size, name in ((PHONE, "phone"), (DESK, "desk")):
        page = walk.context(size).new_page()
        for path in ("", "say/", "follow/", "figures/", "figures/on_time/"):
            page.goto(f"{walk.address}/{path}")
            walk.look(page, f"{name}-public-{path.strip('/').replace('/', '-') or 'home'}")
    desk = walk.sign_in("chen", DESK)
    for path in ("figures/", "figures/on_time/", "imports/", "notices/"):
        desk.goto(f"{walk.address}/console/{path}")
        walk.look(desk, f"desk-{path.strip('/').replace('/', '-')}")
    admin = walk.sign_in("xitong", DESK)
    for path in ("health/", "calendar/"):
        admin.goto(f"{walk.address}/console/{path}")
        walk.look(admin, f"desk-{path.strip('/')}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--pictures", type=Path, default=product.ROOT / "screenshots")
    chosen = parser.parse_args()
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    print(machine.line())
    with product.data_folder() as data, sync_playwright() as playwright:
        product.command(data, "prepare")
        product.command(data, "sandbox", "make")
        kept = json.loads((data / "demo-log-ins.json").read_text())
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        with product.running(data) as running:
            walk = Walk(browser, running.address, kept["password"], chosen.pictures)
            whole_way(running, walk, kept["secret"])
            pages(walk)
            taken = sorted(measure(running, walk, kept["secret"], chosen.times))
        browser.close()
    p95 = taken[int(0.95 * len(taken)) - 1]
    print(
        f"message handed over -> card on the open phone page, {len(taken)} times: median "
        f"{statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, most {taken[-1]:.0f} ms"
    )
    print("axe: nothing serious" if not walk.faults else "axe:\n  " + "\n  ".join(dict.fromkeys(walk.faults)))
    return 1 if p95 > 1000 or walk.faults else 0


if __name__ == "__main__":
    sys.exit(main())
