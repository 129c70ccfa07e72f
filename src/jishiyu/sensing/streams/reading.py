"""Reading one shard of a JetStream stream ahead, a little: what comes is there when the worker asks."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from jishiyu.sensing.streams import Item

AHEAD = 250  # messages of a shard held at most by one worker
ASK_SECONDS = 5.0  # how long one request for messages stands
OVER = ("404", "408")  # a request ended because nothing more was there, or its time was over
ACK_SECONDS = 20.0  # after which what was given out and not judged is given out again

log = logging.getLogger("jishiyu.stream")


class _Away(Exception):
    """The cluster says that there is nobody to ask: the consumer is lost, or between two leaders."""


class Reader:
    """One shard, read by its durable consumer. One request stands at a time: it ends when all it asked for has come,
    or by the server's word that its time is over. At any other word the consumer is made anew, should it be gone."""

    def __init__(self, client: Client, stream: str, shard: int, read: Callable[[Msg], Item]) -> None:
        self._client, self._stream, self._shard, self._read = client, stream, shard, read
        self.held: deque[Item] = deque()
        self._asked, self._over = 0, asyncio.Event()
        self._away = ""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Read no more, and let others have at once what was not judged."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        while self.held:
            await self._client.publish(self.held.popleft().handle.reply, b"-NAK")

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except Exception:  # whatever it was: a shard that nobody reads would wait for ever
                log.warning("shard %d cannot be read just now", self._shard, exc_info=True)
                await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        name = f"shard-{self._shard}"
        await JetStreamContext(self._client).add_consumer(
            self._stream,
            ConsumerConfig(
                durable_name=name,
                filter_subject=f"{self._stream}.{self._shard}",
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=ACK_SECONDS,
                max_ack_pending=20 * AHEAD,
            ),
        )
        inbox = self._client.new_inbox()
        listening = await self._client.subscribe(inbox, cb=self._hear)
        try:
            while True:
                await self._ask(f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{name}", inbox)
        finally:
            with contextlib.suppress(Error):
                await listening.unsubscribe()

    async def _ask(self, where: str, inbox: str) -> None:
        while len(self.held) > AHEAD // 2:
            await asyncio.sleep(0.005)
        self._asked = AHEAD - len(self.held)
        self._over.clear()
        self._away = ""
        said = {"batch": self._asked, "expires": int(ASK_SECONDS * 1e9)}
        await self._client.publish(where, msgspec.json.encode(said), reply=inbox)
        with contextlib.suppress(TimeoutError):  # the word was lost with a node: ask again
            await asyncio.wait_for(self._over.wait(), ASK_SECONDS + 1)
        if self._away:
            raise _Away(self._away)

    async def _hear(self, message: Msg) -> None:
        if message.headers and (status := message.headers.get("Status")):
            self._away = "" if status in OVER else f"{status} {message.headers.get('Description', '')}".strip()
            self._over.set()
            return
        self._asked -= 1
        try:
            self.held.append(self._read(message))
        except (msgspec.DecodeError, msgspec.ValidationError):
            log.error("something in shard %d was not put there by a door; it is taken out", self._shard)
            await self._client.publish(message.reply, b"+TERM")
        if self._asked <= 0:
            self._over.set()
