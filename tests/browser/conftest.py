"""The running product and a real browser; one of each for a file of tests, ended by their own process ids.

Not for the whole session: while it runs, the browser's event loop keeps Django from its database in this process.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.material import chromium

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "benches"))
import product

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass(frozen=True)
class Town:
    """A running invented town, and how to be somebody in it."""

    address: str
    password: str
    secret: str
    browser: Browser

    def page(self, size: dict[str, int] = PHONE, locale: str = "zh-CN") -> Page:
        return self.browser.new_context(viewport=size, locale=locale).new_page()  # type: ignore[arg-type]

    def sign_in(self, username: str, size: dict[str, int] = PHONE) -> Page:
        page = self.page(size)
        page.goto(f"{self.address}/console/sign-in/")
        page.fill("#username", username)
        page.fill("#password", self.password)
        page.click("main button")
        page.wait_for_url("**/console/**")
        return page

    def say(self, key: str, text: str, group: str) -> None:
        """One message through the signed webhook."""
        product.post(f"{self.address}/in/service-groups/", self.secret, [product.message(key, text, group)])


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    executable = chromium()
    with product.data_folder() as data, sync_playwright() as playwright:
        product.command(data, "prepare")
        product.command(data, "sandbox", "make")
        kept = json.loads((data / "demo-log-ins.json").read_text())
        browser = playwright.chromium.launch(executable_path=str(executable), args=QUIET)
        with product.running(data) as running:
            yield Town(running.address, kept["password"], kept["secret"], browser)
        browser.close()
