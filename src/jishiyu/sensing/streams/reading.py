"""Reading one shard of a JetStream cluster ahead, a little: what comes is there when the worker asks."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from jishiyu.sensing.streams import Item
from jishiyu.sensing.streams.wire import ask, unpack

AHEAD = 250  # messages of a shard held at most by one worker
ASK_SECONDS = 3.0  # how long one request for messages stands; silence for a second more, and there is nobody
ANSWER_SECONDS = 3.0
OVER = ("404", "408")  # a request ended because nothing more was there, or its time was over
IDLE_SECONDS = 30.0  # after which the cluster forgets a consumer that nobody asks
TAKE_OUT_EVERY = 0.25  # seconds
LATE = 2  # a shard at whose first message so many workers began, and ended, is given out one by one
LOST_AFTER = 40  # tries, half a second apart, for a message that the cluster said it has and does not give

log = logging.getLogger("jishiyu.stream")


class _Away(Exception):
    """The cluster says that there is nobody to ask, or says nothing, or leaves out a message."""


class Reader:
    """One shard, read in its order from the first message the cluster still has. The cluster keeps no account of what
    was read: a consumer lives for one run and is made anew, from where reading stands, at any word, silence or gap that
    is not plain. What is done is taken out of the stream from its front, so that the front is where the next begins.

    `begun` keeps how many readers in a row began at one message; where it is called no loop runs."""

    def __init__(self, client: Client, stream: str, shard: int, begun: Callable[[int, int], int]) -> None:
        self._client, self._stream, self._shard, self._begun = client, stream, shard, begun
        self.held: deque[Item] = deque()
        self._undone: dict[int, tuple[int, str]] = {}  # held or given out, in order: number, and what it was
        self._next, self._front = 1, 1  # the number of what comes next; all below is taken out
        self._fresh, self._alone = True, 0
        self._waited_for = 0
        self._lacking = (0, 0)  # a number, and how often it was asked for in vain
        self._asked, self._over, self._done = 0, asyncio.Event(), asyncio.Event()
        self._away = ""
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._clear())]

    def take(self, most: int) -> list[Item]:
        """Up to `most` of what is held. After workers have ended at this place, one by one for a while, the first with
        the number of those who began at it: whatever ends them comes to stand in front, and its number grows."""
        if not self.held or most < 1:
            return []
        if self._fresh:
            tries = self._begun(self._shard, self.held[0].handle)
            self._fresh, self._alone = False, AHEAD if tries > LATE else 0
            self.held[0] = replace(self.held[0], tries=tries)
        if self._alone:
            self._alone, most = self._alone - 1, 1
        return [self.held.popleft() for _ in range(min(most, len(self.held)))]

    async def done(self, items: list[Item]) -> None:
        for item in items:
            if self._undone.get(item.handle) == (item.source, item.external_id):
                del self._undone[item.handle]
        self._done.set()
        if self._alone:  # the next may end this worker: what was done before must be out
            await self._take_out()

    async def stop(self) -> None:
        """Read no more; what was not done stays in front for others."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        with contextlib.suppress(Error, TimeoutError):
            await self._take_out()
        self.held.clear()

    async def _clear(self) -> None:
        while True:
            await self._done.wait()
            self._done.clear()
            try:
                await self._take_out()
            except (Error, TimeoutError, msgspec.DecodeError):
                self._done.set()  # once more, a little later
            await asyncio.sleep(TAKE_OUT_EVERY)

    async def _take_out(self) -> None:
        if next(iter(self._undone), self._next) > self._front:
            await self._state()
            end = next(iter(self._undone), self._next)
            await ask(self._client, "STREAM.PURGE", self._stream, {"seq": end}, seconds=ANSWER_SECONDS)
            self._front = end

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except Exception:  # whatever it was: a shard that nobody reads would wait for ever
                log.warning("shard %d cannot be read just now", self._shard, exc_info=True)
                await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        await self._state()
        made = await JetStreamContext(self._client, timeout=ANSWER_SECONDS).add_consumer(
            self._stream,
            ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=self._next,
                ack_policy=AckPolicy.NONE,
                inactive_threshold=IDLE_SECONDS,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        inbox = self._client.new_inbox()
        listening = await self._client.subscribe(inbox, cb=self._hear)
        try:
            while True:
                await self._ask(f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{made.name}", inbox)
        finally:
            with contextlib.suppress(Error):
                await listening.unsubscribe()
                await self._client.publish(f"$JS.API.CONSUMER.DELETE.{self._stream}.{made.name}")

    async def _ask(self, where: str, inbox: str) -> None:
        while len(self.held) > AHEAD // 2:
            await asyncio.sleep(0.005)
        self._asked = AHEAD - len(self.held)
        self._over.clear()
        self._away = "no word"
        said = {"batch": self._asked, "expires": int(ASK_SECONDS * 1e9)}
        await self._client.publish(where, msgspec.json.encode(said), reply=inbox)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), ASK_SECONDS + 1)
        if self._away:
            raise _Away(self._away)
        if self._asked == said["batch"]:
            await self._look_behind()

    async def _look_behind(self) -> None:
        """When nothing came. What was lost on its way and has nothing behind it leaves no gap; what came only now does
        so at the next request."""
        last = (await self._state())["last_seq"]
        if last >= self._next == self._waited_for:
            raise _Away(f"{self._next} to {last} did not come, and nothing after them")
        self._waited_for = self._next if last >= self._next else 0

    async def _state(self) -> dict[str, int]:
        """The stream as its leader has it. Another worker may have taken out more than this one read. A cluster that
        lost what it had acknowledged gives the same numbers again: then all that is there is read anew."""
        read = self._next - 1
        found = await ask(self._client, "STREAM.INFO", self._stream, {}, seconds=ANSWER_SECONDS)
        state: dict[str, int] = found["state"]
        if state["last_seq"] < read:
            log.error("shard %d: the cluster went back from %d to %d", self._shard, read, state["last_seq"])
            self.held.clear()
            self._undone.clear()
            self._next = self._front = 1
        self._next = max(self._next, state["first_seq"])
        return state

    async def _hear(self, message: Msg) -> None:
        if message.headers and (status := message.headers.get("Status")):
            self._end("" if status in OVER else f"{status} {message.headers.get('Description', '')}".strip())
            return
        number = message.metadata.sequence.stream
        if number > self._next and not self._is_lost(number):
            self._end(f"{self._next} to {number - 1} did not come")
        if number != self._next:
            return
        self._next, self._asked = number + 1, self._asked - 1
        try:
            item = unpack(message)
        except (msgspec.DecodeError, msgspec.ValidationError):
            log.error("something in shard %d was not put there by a door; it is taken out", self._shard)
            self._done.set()
        else:
            self._undone[number] = (item.source, item.external_id)
            self.held.append(item)
        if self._asked <= 0:
            self._end("")

    def _end(self, away: str) -> None:
        if not self._over.is_set():
            self._away = away
            self._over.set()

    def _is_lost(self, number: int) -> bool:
        """Whether the cluster was asked often enough for what lies before this message."""
        if self._over.is_set():  # the rest of a request that ended
            return False
        lacking, times = self._lacking
        self._lacking = (self._next, times + 1 if lacking == self._next else 1)
        if self._lacking[1] < LOST_AFTER:
            return False
        log.error("shard %d: %d to %d are in no node any more", self._shard, self._next, number - 1)
        self._next = number
        return True
