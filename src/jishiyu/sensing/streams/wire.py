"""What passes between us and the cluster: messages, and questions to its own interface."""

from datetime import datetime
from typing import Any

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from jishiyu.sensing.streams import Item


class Packet(msgspec.Struct, array_like=True):
    source: int
    external_id: str
    shard: int
    received_at: datetime
    body: msgspec.Raw


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Packet)


def pack(item: Item) -> bytes:
    packet = Packet(item.source, item.external_id, item.shard, item.received_at, msgspec.Raw(item.body))
    return _encoder.encode(packet)


def unpack(message: Msg) -> Item:
    """An item as the cluster gave it out; its handle is its number in the stream. Raises msgspec.DecodeError and
    msgspec.ValidationError."""
    packet = _decoder.decode(message.data)
    number = message.metadata.sequence.stream
    return Item(packet.source, packet.external_id, packet.shard, bytes(packet.body), packet.received_at, number)


async def ask(client: Client, what: str, stream: str, said: dict[str, int], *, seconds: float) -> dict[str, Any]:
    """What the cluster answers about a stream, e.g. of `STREAM.INFO`. Raises Error with its word where it will not."""
    answer = await client.request(f"$JS.API.{what}.{stream}", msgspec.json.encode(said), timeout=seconds)
    found: dict[str, Any] = msgspec.json.decode(answer.data)
    if "error" in found:
        raise Error(f"{what} {stream}: {found['error'].get('description', '')}")
    return found
