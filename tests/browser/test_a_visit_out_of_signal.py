"""A visit written down with the network off, in a real browser: kept on the phone, sent when the signal returns, and
once however often it is sent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import PHONE, Town
from tests.browser.test_the_way_of_one_message import sound
from tests.cast import SHANGHAI

pytestmark = [pytest.mark.browser, pytest.mark.service]
OFFICER = "wu"  # one of sandbox/visits.py who answers for enterprises
NOTE, SEND = "/console/visits/note/", "**/visits/note/send/"


@pytest.fixture
def phone(town: Town) -> Iterator[Page]:
    page = town.sign_in(OFFICER)
    page.goto(f"{town.address}{NOTE}")
    page.wait_for_selector("html[data-kept=yes]", state="attached")
    yield page
    page.context.set_offline(False)
    page.context.close()


def write(page: Page, note: str, need: str = "") -> None:
    """Fill the note and touch Done."""
    page.select_option("#subject", index=1)
    page.fill("#note", note)
    if need:
        page.locator("[data-more-need]").first.click()
        page.fill("#need_1", need)
    page.click("form[data-note] .dock button")


def visits(town: Town, page: Page, words: str) -> int:
    """How many visits of the list say these words, as an officer of the same session sees it."""
    answer = page.request.get(f"{town.address}/console/visits/")
    return answer.text().count(words)


def draft(page: Page, state: str) -> Any:
    return page.locator(f"[data-drafts] li[data-state={state}]")


def test_written_without_network_reloaded_and_sent_three_times_it_exists_once(town: Town, phone: Page) -> None:
    words, need = "车间满负荷,老板说电费涨得快。", "流动资金周转不开,想贷款一百万。"
    phone.context.set_offline(True)
    write(phone, words, need)
    expect(draft(phone, "waiting")).to_have_count(1)
    expect(phone.locator("[data-offline]")).to_be_visible()

    phone.reload()  # the page itself comes from the phone
    expect(draft(phone, "waiting")).to_have_count(1)
    assert phone.locator("#note").input_value() == ""

    sent: list[tuple[str, dict[str, str], bytes]] = []

    def lose_the_answer(route: Route, request: Request) -> None:
        """It arrives, and the phone never hears that it did."""
        route.fetch()
        sent.append((request.url, request.headers, request.post_data_buffer or b""))
        route.abort()

    phone.route(SEND, lose_the_answer)
    phone.context.set_offline(False)
    for time in (1, 2):
        phone.wait_for_function("true")
        phone.evaluate("window.dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(1500)
        assert len(sent) >= time
    expect(draft(phone, "waiting")).to_have_count(1)
    phone.unroute(SEND)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(draft(phone, "sent")).to_have_count(1, timeout=10_000)

    address, headers, body = sent[0]
    for _ in range(3):  # and the very same request three times more
        again = phone.request.post(address, headers=headers, data=body)
        assert again.json()["state"] == "sent"
        assert len(again.json()["cases"]) == 1
    assert visits(town, phone, words) == 1
    phone.reload()
    expect(phone.locator("[data-drafts] li")).to_have_count(0)  # what was sent is not kept


def test_a_draft_that_is_not_taken_says_why_and_can_be_changed(phone: Page) -> None:
    phone.context.set_offline(True)
    write(phone, "厂里开工正常,没有困难。")
    phone.evaluate(
        """() => new Promise((done) => { const opening = indexedDB.open("jishiyu-visits", 1);
        opening.onsuccess = () => { const way = opening.result.transaction("drafts", "readwrite").objectStore("drafts");
          way.getAll().onsuccess = (found) => { const one = found.target.result[0];
            one.fields = one.fields.map(([name, value]) => [name, name === "at" ? "2099-01-01T09:00" : value]);
            way.put(one).onsuccess = () => done(); }; }; })"""
    )
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    refused = draft(phone, "refused")
    expect(refused).to_have_count(1, timeout=10_000)
    expect(refused.locator("[data-part=why]")).to_contain_text("这个时间还没到")
    refused.locator("[data-part=change]").click()
    expect(phone.locator("#note")).to_have_value("厂里开工正常,没有困难。")
    phone.fill("#at", f"{datetime.now(SHANGHAI):%Y-%m-%dT%H:%M}")
    phone.click("form[data-note] .dock button")
    expect(draft(phone, "sent")).to_have_count(1, timeout=10_000)


def test_a_session_that_ended_loses_nothing_and_nobody_else_sends_it(town: Town, phone: Page) -> None:
    words = "企业反映园区道路积水。"
    phone.context.set_offline(True)
    write(phone, words)
    expect(draft(phone, "waiting")).to_have_count(1)
    kept = [cookie for cookie in phone.context.cookies() if cookie["name"] != "sessionid"]
    phone.context.clear_cookies()
    phone.context.add_cookies(kept)  # type: ignore[arg-type]
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(1500)
    expect(draft(phone, "waiting")).to_have_count(1)

    def sign_in(username: str) -> None:
        phone.goto(f"{town.address}/console/sign-in/?next={NOTE}")
        phone.fill("#username", username)
        phone.fill("#password", town.password)
        phone.click("main button")
        phone.wait_for_url(f"**{NOTE}")

    sign_in("zhou")
    phone.wait_for_timeout(1500)
    expect(phone.locator("[data-drafts] li")).to_have_count(0)
    phone.click("form[data-sign-out] button")
    phone.wait_for_url("**/sign-in/**")
    sign_in(OFFICER)
    expect(draft(phone, "sent")).to_have_count(1, timeout=10_000)
    assert visits(town, phone, words) == 1


def test_signing_out_asks_before_it_clears_the_phone(phone: Page) -> None:
    phone.context.set_offline(True)
    write(phone, "谈了明年的扩产打算。")
    expect(draft(phone, "waiting")).to_have_count(1)
    phone.once("dialog", lambda dialog: dialog.dismiss())
    with phone.expect_event("dialog") as asked:
        phone.click("form[data-sign-out] button")
    assert "走访草稿" in asked.value.message
    expect(draft(phone, "waiting")).to_have_count(1)
    phone.route(SEND, lambda route: route.abort())
    phone.context.set_offline(False)
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.click("form[data-sign-out] button")
    phone.wait_for_url("**/sign-in/**")
    left = phone.evaluate(
        """async () => { const opened = await new Promise((done) => {
        const opening = indexedDB.open("jishiyu-visits", 1);
        opening.onsuccess = () => done(opening.result); });
        const rows = await new Promise((done) => { opened.transaction("drafts").objectStore("drafts").getAll()
          .onsuccess = (found) => done(found.target.result); });
        return [rows.length, Object.keys(localStorage).filter((one) => one.startsWith("jishiyu-")).length,
          (await caches.keys()).length]; }"""
    )
    assert left == [0, 0, 0]


def test_what_is_being_written_survives_a_reload(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.select_option("#subject", index=1)
    phone.fill("#note", "写到一半,来了电话")
    phone.reload()
    assert phone.locator("#note").input_value() == "写到一半,来了电话"
    phone.fill("#note", "")


def test_the_worker_keeps_no_other_page(town: Town, phone: Page) -> None:
    kept = phone.evaluate(
        """async () => { const kept = await caches.open("jishiyu-visit-note");
        return (await kept.keys()).map((one) => new URL(one.url).pathname); }"""
    )
    assert NOTE in kept
    assert all(path == NOTE or path.startswith("/static/") for path in kept)
    scopes = phone.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname)"
    )
    assert scopes == [NOTE]
    phone.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.goto(f"{town.address}/console/mine/")


@pytest.mark.parametrize("path", ["mine/", "visits/note/", "visits/", "visits/unvisited/", "teams/"])
def test_pages_of_visits_fit_a_phone_and_axe_finds_nothing_serious(town: Town, path: str) -> None:
    page = town.sign_in(OFFICER, PHONE)
    page.goto(f"{town.address}/console/{path}")
    sound(page, f"console/{path}")
    page.context.close()
