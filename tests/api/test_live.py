"""The live stream, spoken to as an ASGI server would."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import signing
from django.db import connection, transaction

from jishiyu.api import live as room
from jishiyu.ledger import actions as ledger
from jishiyu.notices import actions, tickets

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """An open page: what it was sent, and a way to close it."""

    def __init__(self) -> None:
        self.sent: list[MutableMapping[str, Any]] = []
        self.closed = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)

    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    async def until(self, words: str, seconds: float = 5) -> None:
        async def look() -> None:
            while words not in self.text():
                await asyncio.sleep(0.01)

        await asyncio.wait_for(look(), seconds)


def with_page(query: str, then: Callable[[Page], Awaitable[None]]) -> Page:
    """Open /live with a query, let `then` act while it is open, close it, and return it."""

    async def play() -> Page:
        room.hub = room.Hub()
        page = Page()
        scope = {"type": "http", "path": "/live", "query_string": query.encode()}
        stream = asyncio.create_task(room.live(scope, page.receive, page.send))
        try:
            await then(page)
        finally:
            page.closed.set()
            await asyncio.wait_for(stream, 5)
            if room.hub._task:
                await asyncio.wait_for(room.hub._task, 5)
            await room.hub._read(_close)
            room.hub._thread.shutdown()
        return page

    return asyncio.run(play())


def _close() -> None:
    connection.close()  # of the thread that calls


def say(topic: str, name: str = "warning") -> Coroutine[Any, Any, None]:
    return asyncio.to_thread(_say, topic, name)


def _say(topic: str, name: str) -> None:
    actions.signal([topic], name, {"case": 7}, at=AT)
    _close()


def test_a_page_hears_its_own_topics_and_no_others() -> None:
    async def then(page: Page) -> None:
        await page.until("retry")
        await say("officer:2")
        await say("officer:1")
        await page.until("officer:1")

    page = with_page(f"ticket={tickets.make(['officer:1'])}", then)
    assert page.sent[0]["status"] == 200
    assert "event: warning" in page.text()
    assert "officer:2" not in page.text()


def test_a_page_that_comes_back_hears_what_it_missed() -> None:
    actions.signal(["officer:1"], "first", {}, at=AT)
    seen = room.queries.last_signal()
    actions.signal(["officer:1"], "missed", {}, at=AT)

    async def then(page: Page) -> None:
        await page.until("missed")

    page = with_page(f"ticket={tickets.make(['officer:1'])}&after={seen}", then)
    assert "event: first" not in page.text()


@pytest.mark.parametrize("ticket", ["", "rubbish", signing.dumps(["desk"], salt="another")])
def test_a_forged_ticket_opens_nothing(ticket: str) -> None:
    async def then(page: Page) -> None:
        while len(page.sent) < 2:
            await asyncio.sleep(0.01)

    page = with_page(f"ticket={ticket}", then)
    assert [message.get("status") for message in page.sent] == [403, None]
    assert page.text() == ""


def test_an_old_ticket_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = tickets.make(["desk"])
    monkeypatch.setattr(tickets, "LIFE_SECONDS", -1)
    with pytest.raises(signing.SignatureExpired):
        tickets.read(ticket)


def test_a_page_that_falls_far_behind_is_cut_off_and_harms_nobody() -> None:
    async def play() -> None:
        slow, quick = room.Listener(frozenset({"desk"})), room.Listener(frozenset({"desk"}))
        for number in range(room.QUEUE_LENGTH + 1):
            slow.offer("desk", b"x")
            if number < 3:
                quick.offer("desk", b"x")
        assert slow.cut
        assert not quick.cut
        assert quick.queue.qsize() == 3

    asyncio.run(play())


def test_when_the_server_stops_every_open_page_is_let_go_at_once() -> None:
    async def stop(page: Page) -> None:
        await page.until("retry")
        room.end_streams()
        async with asyncio.timeout(2):
            while page.sent[-1].get("more_body", True):
                await asyncio.sleep(0.01)

    assert with_page(f"ticket={tickets.make({'desk'})}", stop).sent[-1]["more_body"] is False


def test_an_id_that_is_committed_late_is_still_heard() -> None:
    """PostgreSQL hands out ids before they are committed: 11 may become visible after 12."""

    async def then(page: Page) -> None:
        await page.until("retry")
        await asyncio.to_thread(_late, 1_000_012, "later")
        await page.until("later")
        await asyncio.to_thread(_late, 1_000_011, "earlier")
        await page.until("earlier")

    with_page(f"ticket={tickets.make(['desk'])}", then)


def _late(number: int, name: str) -> None:
    room.queries.Signal.objects.create(pk=number, topic="desk", name=name, data={}, at=AT)
    _close()


class Counted(room.Hub):
    """Counts how often the reading of signals was begun."""

    begun = 0

    async def _run(self) -> None:
        self.begun += 1
        await super()._run()


def test_of_many_pages_that_come_at_once_one_begins_the_reading() -> None:
    """As after a restart, when every open page comes back; each hears a signal once."""

    async def play() -> None:
        hub = Counted()
        pages = [room.Listener(frozenset({"desk"})) for _ in range(30)]
        await asyncio.gather(*(hub.join(page, None) for page in pages))
        await say("desk")
        async with asyncio.timeout(5):
            while any(page.queue.empty() for page in pages):
                await asyncio.sleep(0.01)
        await asyncio.sleep(3 * room.POLL_SECONDS)
        assert (hub.begun, {page.queue.qsize() for page in pages}) == (1, {1})
        for page in pages:
            hub.leave(page)
        assert hub._task
        await asyncio.wait_for(hub._task, 5)
        await hub._read(_close)
        hub._thread.shutdown()

    asyncio.run(play())


def _deeds(first: int, many: int) -> None:
    with transaction.atomic():
        for number in range(first, first + many):
            ledger.record(f"case:{number}", "noted", by="officer:1", at=AT)
    _close()


def test_a_burst_of_deeds_is_one_event_for_pages_of_figures_and_the_next_burst_another() -> None:
    async def then(page: Page) -> None:
        await page.until("retry")
        await asyncio.to_thread(_deeds, 1, 40)
        await page.until("event: figure", 2)
        await asyncio.sleep(2 * room.STIR_SECONDS)
        assert page.text().count("event: figure") <= 2  # the burst may lie astride one look
        told = page.text().count("event: figure")
        await asyncio.to_thread(_deeds, 41, 1)
        async with asyncio.timeout(2):
            while page.text().count("event: figure") == told:
                await asyncio.sleep(0.01)

    with_page(f"ticket={tickets.make(['figures'])}", then)


def test_where_nothing_was_done_or_no_figures_are_shown_nothing_is_told() -> None:
    async def idle(page: Page) -> None:
        await asyncio.sleep(2 * room.STIR_SECONDS)

    async def elsewhere(page: Page) -> None:
        await page.until("retry")
        await asyncio.to_thread(_deeds, 1, 1)
        await asyncio.sleep(2 * room.STIR_SECONDS)

    _deeds(100, 1)  # before the page was opened
    assert "figure" not in with_page(f"ticket={tickets.make(['figures'])}", idle).text()
    assert "figure" not in with_page(f"ticket={tickets.make(['desk'])}", elsewhere).text()


def test_a_deed_committed_after_a_later_one_is_told_too() -> None:
    stir = room.Stir()
    stir.read()
    _deeds(1, 3)
    assert stir.read()
    assert not stir.read()
    stir.seen = (stir.seen[0] - 1, stir.seen[1]) if stir.seen else None  # as if one below the last had not been there
    assert stir.read()
