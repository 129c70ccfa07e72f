"""The stream between a door and a worker: one interface, and what both backs of it share. No database.

What a door handed over and the stream has put is durable: it is judged once, whoever dies meanwhile.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zlib import crc32

from jishiyu.lib.refused import Refused


@dataclass(frozen=True, slots=True)
class Item:
    """One message on its way. `body` is a packed RawMessage; `handle` is the back's own name of it."""

    source: int
    external_id: str
    shard: int
    body: bytes | str
    received_at: datetime
    handle: Any = None
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Lag:
    """What waits: how many messages, and for how many seconds the oldest."""

    messages: int
    seconds: float


class StreamBusy(Refused):
    """Nothing of it counts as taken: whoever sent it sends it all again, after so many seconds. What got in before
    is known by its id. Codes: stream_full (more waits than is allowed), stream_away (no answer from the stream)."""

    def __init__(self, code: str, retry_after: int) -> None:
        super().__init__(code, seconds=retry_after)
        self.retry_after = retry_after


class Stream(Protocol):
    """A back. Items are given out at least once; that each counts once, the table of messages sees to."""

    def put(self, items: Sequence[Item]) -> int:
        """Keep items durably; returns how many of them were known already. Raises StreamBusy."""
        ...

    def batch(
        self, most: int, shards: Collection[int] | None, only: Item | None = None
    ) -> AbstractContextManager[Sequence[Item]]:
        """Up to `most` waiting items of these shards (None: of all), the oldest first; or one of them again. When the
        block ends well they are gone from the stream, else they wait again."""
        ...

    def set_aside(self, item: Item, trouble: str) -> None:
        """Keep an item apart with the reason, out of the others' way."""
        ...

    def lag(self) -> Lag:
        """Raises StreamBusy when the stream does not say."""
        ...

    def stop(self) -> None:
        """Give back what was read ahead."""
        ...


def shard_of(place: str, shards: int) -> int:
    """The shard of a place, alike on every machine and in every run."""
    return crc32(place.encode()) % shards
