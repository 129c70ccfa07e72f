"""The stream as NATS JetStream: replicated, acknowledged by the cluster before a sender hears "ok"."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from jishiyu.sensing.streams import Item, Lag, StreamBusy
from jishiyu.sensing.streams.loop import Loop
from jishiyu.sensing.streams.reading import Reader

REPLICAS = 3
IN_FLIGHT = 256  # acknowledgements a body waits for at a time
ACK_SECONDS = 2.5  # for one try; a cluster that lost its leader needs 4 to 8 s to choose another, a busy one more
PUT_SECONDS = 20.0  # for all tries
CONNECT_SECONDS = 8.0
ASK_SECONDS = 3.0
COME_BACK_SECONDS = 5
KNOWN_SECONDS = 120.0  # how long the cluster knows a message id; the table of messages knows it for good
FULL = (10077, 10047, 10023)  # the stream's, the account's, the server's limit is reached

log = logging.getLogger("jishiyu.stream")


class Packet(msgspec.Struct, array_like=True):
    """What a message of the cluster holds."""

    source: int
    external_id: str
    shard: int
    received_at: datetime
    body: msgspec.Raw


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Packet)


class JetStream:
    """A work queue with one subject and one consumer for each shard. `addresses`: nats://host:port, with commas.
    `set_aside` keeps an item in the database."""

    def __init__(
        self, addresses: str, *, shards: int, set_aside: Callable[[Item, str], None], name: str = "heard"
    ) -> None:
        self._servers = [address.strip() for address in addresses.split(",") if address.strip()]
        self._shards, self._keep_aside, self._name = shards, set_aside, name
        self._loop = Loop()
        self._client: Client | None = None
        self._client_of = 0  # the process that connected
        self._connecting: asyncio.Lock | None = None
        self._readers: dict[int, Reader] = {}

    def put(self, items: Sequence[Item]) -> int:
        try:
            return self._loop.run(self._put(items), PUT_SECONDS + ACK_SECONDS + CONNECT_SECONDS)
        except (Error, OSError, TimeoutError):
            log.warning("the cluster took nothing", exc_info=True)
            raise StreamBusy("stream_away", COME_BACK_SECONDS) from None

    async def _put(self, items: Sequence[Item]) -> int:
        client = await self._connected()
        room, until = asyncio.Semaphore(IN_FLIGHT), time.monotonic() + PUT_SECONDS
        known = await asyncio.gather(*[self._put_one(client, item, room, until) for item in items])
        return sum(known)

    async def _put_one(self, client: Client, item: Item, room: asyncio.Semaphore, until: float) -> bool:
        """Whether the cluster knew it. An answer that was lost is asked for again: the id tells that it is the same."""
        async with room:
            packet = Packet(item.source, item.external_id, item.shard, item.received_at, msgspec.Raw(item.body))
            payload, subject = _encoder.encode(packet), f"{self._name}.{item.shard}"
            headers = {"Nats-Msg-Id": message_id(item)}
            tries = 0
            while True:
                try:
                    answer = await client.request(subject, payload, timeout=ACK_SECONDS, headers=headers)
                    return _acknowledged(answer.data) and tries == 0
                except (Error, TimeoutError):
                    tries += 1
                    if time.monotonic() > until:
                        raise
                    await asyncio.sleep(min(0.1 * tries, 1.0))

    @contextmanager
    def batch(self, most: int, shards: Collection[int] | None, only: Item | None = None) -> Iterator[Sequence[Item]]:
        if only is not None:
            self._drop(only)
            yield [only]
            self._done([only])
            return
        items = self._take(most, range(self._shards) if shards is None else shards)
        try:
            yield items
        except BaseException:
            for item in reversed(items):
                if item.shard in self._readers:
                    self._readers[item.shard].held.appendleft(item)
            raise
        self._done(items)

    def _drop(self, item: Item) -> None:
        """It was put back with its batch, and goes alone now."""
        reader = self._readers.get(item.shard)
        if reader is not None and item in reader.held:
            reader.held.remove(item)

    def _take(self, most: int, shards: Collection[int]) -> list[Item]:
        if set(shards) != set(self._readers) or self._client_of != self._loop.made_by:
            try:
                self._loop.run(self._read(shards), CONNECT_SECONDS + ASK_SECONDS)
            except (Error, OSError, TimeoutError):
                log.warning("the cluster cannot be read", exc_info=True)
                return []
        items: list[Item] = []
        for reader in self._readers.values():
            while reader.held and len(items) < most:
                items.append(reader.held.popleft())
        return items

    async def _read(self, shards: Collection[int]) -> None:
        """Read these shards and no others."""
        client = await self._connected()
        for shard in set(self._readers) - set(shards):
            await self._readers.pop(shard).stop()
        for shard in set(shards) - set(self._readers):
            self._readers[shard] = Reader(client, self._name, shard, read)

    def _done(self, items: Sequence[Item]) -> None:
        """Tell the cluster; when it does not hear, it gives them out again, and they are known."""
        if items:
            try:
                self._loop.run(self._acknowledge(items), ASK_SECONDS)
            except (Error, OSError, TimeoutError):
                log.warning("the cluster did not hear what is done", exc_info=True)

    async def _acknowledge(self, items: Sequence[Item]) -> None:
        client = await self._connected()
        for item in items:
            await client.publish(item.handle.reply, b"+ACK")

    def set_aside(self, item: Item, trouble: str) -> None:
        self._keep_aside(item, trouble)
        self._done([item])

    def stop(self) -> None:
        """Give back what was read ahead."""
        if self._readers:
            self._loop.run(self._read(()), ASK_SECONDS)

    def close(self) -> None:
        """Let the cluster go; the next who asks connects anew."""
        try:
            if self._client is not None:
                self.stop()
                self._loop.run(self._client.close(), ASK_SECONDS)
        except (Error, OSError, TimeoutError):
            log.warning("the cluster was let go of without a word", exc_info=True)
        finally:
            self._loop.stop()

    def lag(self) -> Lag:
        try:
            return self._loop.run(self._lag(), CONNECT_SECONDS + ASK_SECONDS)
        except (Error, OSError, TimeoutError):
            raise StreamBusy("stream_away", COME_BACK_SECONDS) from None

    async def _lag(self) -> Lag:
        client = await self._connected()
        answer = await client.request(f"$JS.API.STREAM.INFO.{self._name}", b"", timeout=ASK_SECONDS)
        state = msgspec.json.decode(answer.data).get("state")
        if state is None:
            raise TimeoutError("the cluster does not know the stream just now")
        if not state["messages"]:
            return Lag(0, 0.0)
        first = msgspec.convert(state["first_ts"], datetime)
        return Lag(int(state["messages"]), max(0.0, (datetime.now(UTC) - first).total_seconds()))

    async def _connected(self) -> Client:
        """The connection of this process, made when first needed; the stream is made with the first one of all."""
        if self._client_of != self._loop.made_by:
            self._client, self._connecting, self._readers = None, asyncio.Lock(), {}
            self._client_of = self._loop.made_by
        assert self._connecting is not None
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                client = Client()
                try:
                    await asyncio.wait_for(self._connect(client), CONNECT_SECONDS)
                    await self._make_stream(client)
                except BaseException:
                    await client.close()  # else each one who tries again leaves a connection behind
                    raise
                self._client = client
            return self._client

    async def _connect(self, client: Client) -> None:
        await client.connect(
            servers=self._servers,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # parts of a second are taken too
            connect_timeout=2,
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=_note,
        )

    async def _make_stream(self, client: Client) -> None:
        manager = JetStreamContext(client, timeout=ASK_SECONDS)
        try:
            await manager.stream_info(self._name)
        except NotFoundError:
            await manager.add_stream(
                StreamConfig(
                    name=self._name,
                    subjects=[f"{self._name}.*"],
                    retention=RetentionPolicy.WORK_QUEUE,
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.NEW,
                    duplicate_window=KNOWN_SECONDS,
                    num_replicas=REPLICAS if len(self._servers) >= REPLICAS else 1,
                )
            )


def message_id(item: Item) -> str:
    """Source and id; of an id that no header may hold, its hash."""
    key = item.external_id
    plain = key.isascii() and key.isprintable() and " " not in key
    return f"{item.source}:{key if plain else '#' + hashlib.sha256(key.encode()).hexdigest()}"


def read(message: Msg) -> Item:
    """An item as the cluster gave it out."""
    packet = _decoder.decode(message.data)
    body = bytes(packet.body)
    tries = message.metadata.num_delivered or 1
    return Item(packet.source, packet.external_id, packet.shard, body, packet.received_at, message, tries)


def _acknowledged(answer: bytes) -> bool:
    """Whether the message was known. Raises APIError when the cluster did not keep it, StreamBusy when it is full."""
    said = msgspec.json.decode(answer)
    if "error" in said:
        if said["error"].get("err_code") in FULL:
            raise StreamBusy("stream_full", COME_BACK_SECONDS)
        raise APIError(code=said["error"].get("code"), description=said["error"].get("description"))
    return bool(said.get("duplicate"))


async def _note(trouble: Exception) -> None:
    log.warning("the connection to the cluster: %s", trouble)
