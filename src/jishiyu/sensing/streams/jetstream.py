"""The stream as NATS JetStream: replicated, acknowledged by the cluster before a sender hears "ok"."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from jishiyu.sensing.streams import Item, Lag, StreamBusy
from jishiyu.sensing.streams.loop import Loop
from jishiyu.sensing.streams.reading import Reader
from jishiyu.sensing.streams.wire import ask, pack

REPLICAS = 3
IN_FLIGHT = 256  # acknowledgements a body waits for at a time
ACK_SECONDS = 2.5  # for one try; a cluster that lost its leader needs 4 to 8 s to choose another, a busy one more
PUT_SECONDS = 20.0  # for all tries
CONNECT_SECONDS = 8.0
ASK_SECONDS = 3.0
COME_BACK_SECONDS = 5
SOUND = (2, 10)  # the first servers that kept all they acknowledged through fifty rounds of faults
FULL = (10077, 10047, 10023)  # the stream's, the account's, the server's limit is reached

log = logging.getLogger("jishiyu.stream")


class JetStream:
    """A stream for each shard, `name`-0 and on, which holds what is not judged yet: the numbers of a shard have no gap,
    and one that is missing is noticed. `addresses`: nats://host:port, with commas. `set_aside` keeps an item in the
    database; `begun` keeps there how many workers in a row began at one message of a shard."""

    def __init__(
        self,
        addresses: str,
        *,
        shards: int,
        set_aside: Callable[[Item, str], None],
        begun: Callable[[int, int], int],
        name: str = "heard",
    ) -> None:
        self._servers = [address.strip() for address in addresses.split(",") if address.strip()]
        self._shards, self._keep_aside, self._begun, self._name = shards, set_aside, begun, name
        self._loop = Loop()
        self._client: Client | None = None
        self._client_of = 0  # the process that connected
        self._connecting: asyncio.Lock | None = None
        self._readers: dict[int, Reader] = {}

    def put(self, items: Sequence[Item]) -> int:
        """None of them is known here: servers that keep ids lost count of their streams by them (ADR 17)."""
        try:
            return self._loop.run(self._put(items), PUT_SECONDS + ACK_SECONDS + CONNECT_SECONDS)
        except (Error, OSError, TimeoutError):
            log.warning("the cluster took nothing", exc_info=True)
            raise StreamBusy("stream_away", COME_BACK_SECONDS) from None

    async def _put(self, items: Sequence[Item]) -> int:
        client = await self._connected()
        room, until = asyncio.Semaphore(IN_FLIGHT), time.monotonic() + PUT_SECONDS
        await asyncio.gather(*[self._put_one(client, item, room, until) for item in items])
        return 0

    async def _put_one(self, client: Client, item: Item, room: asyncio.Semaphore, until: float) -> None:
        """Until the cluster has it. Where only its answer was lost it has it twice; the table of messages knows it."""
        async with room:
            payload, subject = pack(item), f"{self._name}.{item.shard}"
            tries = 0
            while True:
                try:
                    answer = await client.request(subject, payload, timeout=ACK_SECONDS)
                    return _acknowledged(answer.data)
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
            self._give_back(items)
            raise
        self._done(items)

    def _give_back(self, items: Sequence[Item]) -> None:
        for item in reversed(items):
            if item.shard in self._readers:
                self._readers[item.shard].held.appendleft(item)

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
        try:
            for reader in self._readers.values():
                items += reader.take(most - len(items))
        except BaseException:  # the database that knows who began where is away
            self._give_back(items)
            raise
        return items

    async def _read(self, shards: Collection[int]) -> None:
        """Read these shards and no others."""
        client = await self._connected()
        for shard in set(self._readers) - set(shards):
            await self._readers.pop(shard).stop()
        for shard in set(shards) - set(self._readers):
            self._readers[shard] = Reader(client, self._of(shard), shard, self._begun)

    def _done(self, items: Sequence[Item]) -> None:
        """Whoever read it takes it out of the cluster; should that fail, it is given out again, and known."""
        if items:
            try:
                self._loop.run(self._tell(items), ASK_SECONDS)
            except (Error, OSError, TimeoutError):
                log.warning("the cluster did not hear what is done", exc_info=True)

    async def _tell(self, items: Sequence[Item]) -> None:
        by_shard: dict[int, list[Item]] = {}
        for item in items:
            by_shard.setdefault(item.shard, []).append(item)
        for shard, done in by_shard.items():
            if shard in self._readers:  # else another worker has it by now
                await self._readers[shard].done(done)

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
        asked = [ask(client, "STREAM.INFO", self._of(shard), {}, seconds=ASK_SECONDS) for shard in range(self._shards)]
        waiting = [found["state"] for found in await asyncio.gather(*asked) if found["state"]["messages"]]
        if not waiting:
            return Lag(0, 0.0)
        first = min(msgspec.convert(state["first_ts"], datetime) for state in waiting)
        seconds = (datetime.now(UTC) - first).total_seconds()
        return Lag(sum(int(state["messages"]) for state in waiting), max(0.0, seconds))

    def _of(self, shard: int) -> str:
        return f"{self._name}-{shard}"

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
                    await self._make_streams(client)
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
        server = client.connected_server_version
        if (server.major, server.minor) < SOUND:
            log.warning("%s: it may lose messages when a disk runs full; use %d.%d or later", server, *SOUND)

    async def _make_streams(self, client: Client) -> None:
        manager = JetStreamContext(client, timeout=ASK_SECONDS)
        await asyncio.gather(*[self._make_stream(manager, shard) for shard in range(self._shards)])

    async def _make_stream(self, manager: JetStreamContext, shard: int) -> None:
        try:
            await manager.stream_info(self._of(shard))
        except NotFoundError:
            await manager.add_stream(
                StreamConfig(
                    name=self._of(shard),
                    subjects=[f"{self._name}.{shard}"],
                    retention=RetentionPolicy.LIMITS,
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.NEW,
                    num_replicas=REPLICAS if len(self._servers) >= REPLICAS else 1,
                )
            )


def _acknowledged(answer: bytes) -> None:
    """Raises APIError when the cluster did not keep it, StreamBusy when it is full."""
    said = msgspec.json.decode(answer)
    if "error" in said:
        if said["error"].get("err_code") in FULL:
            raise StreamBusy("stream_full", COME_BACK_SECONDS)
        raise APIError(code=said["error"].get("code"), description=said["error"].get("description"))


async def _note(trouble: Exception) -> None:
    log.warning("the connection to the cluster: %s", trouble)
