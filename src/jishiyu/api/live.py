"""The live stream: a raw ASGI endpoint that carries signals to open pages as server-sent events.

One hub per process reads the signal table once for everybody. It never touches the session or a request's
database connection, so an open page costs a queue and a socket, not a thread.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.core.signing import BadSignature
from django.db import close_old_connections

from jishiyu.ledger import queries as ledger
from jishiyu.look.requests import number_of
from jishiyu.notices import queries, tickets

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

POLL_SECONDS = 0.05
PING_SECONDS = 15.0
QUEUE_LENGTH = 256  # a page that falls this far behind is cut off; its browser comes back
GAP_LASTS_SECONDS = 5.0  # how long an id that was skipped may still be committed (PostgreSQL hands ids out early)
REPLAY_AT_MOST = 500
FIGURES = "figures"  # the topic of pages that show figures
STIR_SECONDS = 0.7  # how often, at most, those are told that something was done
LATE_IDS = 500  # so far back an entry may still be committed
STIRRED = f'event: figure\ndata: {{"topic":"{FIGURES}"}}\n\n'.encode()

log = logging.getLogger("jishiyu.live")


class Listener:
    """One open page."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_LENGTH)
        self.cut = False

    def offer(self, topic: str, event: bytes) -> None:
        if topic not in self.topics or self.cut:
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.cut = True

    def end(self) -> None:
        """Let the page go; its browser comes back by itself."""
        self.cut = True
        if self.queue.empty():
            self.queue.put_nowait(None)  # wakes the one who waits


class Stir:
    """Whether the ledger has grown since it was last looked at. Every figure comes of deeds, and every deed stands
    there: so a burst of deeds is one event, and no deed pays for telling of it."""

    def __init__(self) -> None:
        self.floor = 0
        self.seen: tuple[int, int] | None = None
        self.look_at = 0.0

    def read(self) -> bool:
        """In the thread that reads. The first look only says from where on."""
        if self.seen is None:
            self.floor = max(0, ledger.last_entry() - LATE_IDS)
            self.seen = ledger.entries_above(self.floor)
            return False
        found = ledger.entries_above(self.floor)
        if found == self.seen:
            return False
        self.floor = max(0, found[1] - LATE_IDS)
        self.seen = ledger.entries_above(self.floor)
        return True


class Hub:
    """Reads new signals while anybody listens and hands the same bytes to all whom they concern."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.by_topic: dict[str, set[Listener]] = {}
        self.last = 0
        self.gaps: dict[int, float] = {}
        self.stir = Stir()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._task: asyncio.Task[None] | None = None
        self._starting: asyncio.Future[int] | None = None

    async def join(self, listener: Listener, after: int | None) -> None:
        while self._task is None or self._task.done():
            await self._start()
        self.listeners.add(listener)
        for topic in listener.topics:
            self.by_topic.setdefault(topic, set()).add(listener)
        if FIGURES in listener.topics and self.stir.seen is None:
            await self._read(self.stir.read)
        if after is not None and after < self.last:
            missed = await self._read(queries.signals_after, after, REPLAY_AT_MOST)
            for number, topic, name, data in missed:
                listener.offer(topic, as_event(number, topic, name, data))

    async def _start(self) -> None:
        """Read on from now. Of many pages that come at once, as after a restart, one starts the reading."""
        if self._starting is not None:
            await asyncio.wait([self._starting])
            return
        self._starting = asyncio.ensure_future(self._read(queries.last_signal))
        try:
            self.last = await self._starting
            self._task = asyncio.create_task(self._run())
        finally:
            self._starting = None

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        for topic in listener.topics:
            others = self.by_topic.get(topic, set())
            others.discard(listener)
            if not others:
                self.by_topic.pop(topic, None)

    def end(self) -> None:
        """Let every page go, so that the server can stop without waiting for streams that never end."""
        for listener in self.listeners:
            listener.end()

    async def _read(self, query: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, query, *args)

    async def _run(self) -> None:
        while self.listeners:
            try:
                await self._poll()
                await self._look()
            except Exception:
                log.exception("the live stream could not read signals and tries again")
                await self._read(close_old_connections)
                await asyncio.sleep(1)
            await asyncio.sleep(POLL_SECONDS)
        self.gaps.clear()

    async def _poll(self) -> None:
        now = time.monotonic()
        self.gaps = {number: until for number, until in self.gaps.items() if until > now}
        for number, topic, name, data in await self._read(queries.signals_after, self.last, 500, tuple(self.gaps)):
            self.gaps.pop(number, None)
            for missing in range(max(self.last + 1, number - 100), number):
                self.gaps[missing] = now + GAP_LASTS_SECONDS
            self.last = max(self.last, number)
            concerned = self.by_topic.get(topic)
            if concerned:  # of most signals nobody has a page open
                event = as_event(number, topic, name, data)
                for listener in tuple(concerned):
                    listener.offer(topic, event)

    async def _look(self) -> None:
        """Tell pages that show figures, at most so often, that something was done."""
        now = time.monotonic()
        if now < self.stir.look_at or FIGURES not in self.by_topic:
            return
        self.stir.look_at = now + STIR_SECONDS
        if await self._read(self.stir.read):
            for listener in tuple(self.by_topic.get(FIGURES, ())):
                listener.offer(FIGURES, STIRRED)


def as_event(number: int, topic: str, name: str, data: dict[str, object]) -> bytes:
    payload = json.dumps({**data, "topic": topic}, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: {name}\ndata: {payload}\n\n".encode()


hub = Hub()


def end_streams() -> None:
    """Let every open page go before this process stops."""
    hub.end()


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /live?ticket=…[&after=ID]: 403 for a bad ticket, else an endless event stream of the ticket's topics."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    try:
        topics = tickets.read(query.get("ticket", [""])[0])
    except BadSignature:
        await _refuse(send)
        return
    after = query.get("after", [""])[0]
    listener = Listener(topics)
    await hub.join(listener, number_of(after, 18))
    try:
        await _pump(listener, receive, send)
    finally:
        hub.leave(listener)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _pump(listener: Listener, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
    gone = asyncio.create_task(_wait_until_gone(receive))
    try:
        while not gone.done() and not listener.cut:
            getter = asyncio.create_task(listener.queue.get())
            await asyncio.wait({getter, gone}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if getter.done():
                body = getter.result() or b""
            else:
                getter.cancel()
                body = b": still here\n\n"
            if not gone.done():
                await send({"type": "http.response.body", "body": body, "more_body": True})
    finally:
        gone.cancel()
    if not gone.done() or gone.cancelled():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive()).get("type") != "http.disconnect":
        pass
