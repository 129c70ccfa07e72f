"""WeCom (企业微信) callbacks: signed and encrypted XML, one message each. No database.

Secrets: `token`, `aes_key` (EncodingAESKey, 43 characters), `corp_id`. Formats: the platform's own documentation of
callbacks and its sample, which the tests reproduce.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from datetime import datetime

from jishiyu.sensing.doors.guard import (
    NotSigned,
    check_fresh,
    closed,
    made,
    moment,
    opened,
    same,
    xml_fields,
)
from jishiyu.sensing.doors.marks import marked
from jishiyu.sensing.raw import RawMessage

BLOCK = 32  # this platform pads to 32 bytes
HEAD = 20  # 16 random bytes and the length of the message


def echo(secrets: Mapping[str, str], query: Mapping[str, str], now: datetime) -> str:
    """What a GET is answered with, so that the platform believes the address. Raises NotSigned."""
    return _opened(secrets, query, query.get("echostr", ""), now).decode("utf-8", "replace")


def read(secrets: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime) -> list[RawMessage]:
    """The message of a POST; none for an event. Raises NotSigned, BadBody."""
    plain = _opened(secrets, query, xml_fields(body).get("Encrypt", ""), now)
    said = xml_fields(plain)
    kind = said.get("MsgType", "")
    if kind == "event":
        return []
    sender, stamp = said.get("FromUserName", ""), said.get("CreateTime", "")
    key = said.get("MsgId") or hashlib.sha256(f"{sender}\n{stamp}".encode()).hexdigest()[:32]
    return [made(id=key, text=_text(kind, said), time=moment(stamp), sender=sender, details=_details(said))]


def _opened(secrets: Mapping[str, str], query: Mapping[str, str], sealed: str, now: datetime) -> bytes:
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not same(signature(secrets["token"], stamp, nonce, sealed), query.get("msg_signature", "")):
        raise NotSigned
    check_fresh(stamp, now)
    return unwrapped(secrets["aes_key"], sealed, secrets["corp_id"])


def signature(token: str, stamp: str, nonce: str, sealed: str) -> str:
    """DingTalk signs its encrypted bodies in the same way."""
    parts = sorted([token, stamp, nonce, sealed])
    return hashlib.sha1("".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def wrapped(aes_key: str, message: bytes, receiver: str) -> str:
    """A message as `unwrapped` opens it, in base64."""
    key = base64.b64decode(aes_key + "=")
    plain = os.urandom(16) + len(message).to_bytes(4, "big") + message + receiver.encode()
    return base64.b64encode(closed(key, key[:16], plain, BLOCK)).decode()


def unwrapped(aes_key: str, sealed: str, receiver: str) -> bytes:
    """The message within 16 random bytes, its length, and the id of whom it is for. Raises NotSigned."""
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
        plain = opened(key, key[:16], base64.b64decode(sealed, validate=True), BLOCK)
    except (binascii.Error, ValueError):
        raise NotSigned from None
    length = int.from_bytes(plain[16:HEAD], "big")
    if len(plain) < HEAD + length or not same(receiver, plain[HEAD + length :].decode("utf-8", "replace")):
        raise NotSigned
    return plain[HEAD : HEAD + length]


def _text(kind: str, said: Mapping[str, str]) -> str:
    if kind == "text":
        return said.get("Content", "")
    if kind == "voice":
        return said.get("Recognition", "") or marked(kind)
    if kind == "location":
        return marked(kind, said.get("Label", ""))
    return marked(kind, said.get("Title", ""), said.get("Description", ""))


def _details(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    names = {"MsgType": "type", "PicUrl": "picture", "MediaId": "media_id", "Location_X": "lat", "Location_Y": "long"}
    return tuple((ours, said[theirs]) for theirs, ours in names.items() if said.get(theirs))
