"""Feishu / Lark (飞书) events. No database.

Secrets: `encrypt_key` (with it every event is signed and encrypted) and `verification_token`. The signature is a plain
SHA-256, not an HMAC; the check of the address alone is never signed, and is answered by its token.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jishiyu.sensing.doors.guard import (
    BadBody,
    NotSigned,
    check_fresh,
    inner,
    json_object,
    made,
    moment,
    opened,
    same,
    words,
)
from jishiyu.sensing.doors.marks import marked
from jishiyu.sensing.raw import EDITED, RECALLED, SAID, RawMessage

BLOCK = 16
HEARD, TAKEN_BACK = "im.message.receive_v1", "im.message.recalled_v1"
MENTION = re.compile(r"@_(?:user_\d+|all)\s?")
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Event:
    """What a POST came to: a challenge to be answered, or messages."""

    challenge: str = ""
    messages: tuple[RawMessage, ...] = ()


def read(secrets: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Event:
    """`headers` by their lower-case names. Raises NotSigned, BadBody."""
    said = json_object(body)
    key = secrets.get("encrypt_key", "")
    if key:
        said = json_object(unwrapped(key, words(said, "encrypt")))
    token = words(said, "token") or words(inner(said, "header"), "token")
    if not same(secrets["verification_token"], token):
        raise NotSigned
    if words(said, "type") == "url_verification":
        return Event(challenge=words(said, "challenge")[:1000])
    if key:
        _check_signed(key, headers, body, now)
    kind, event = words(inner(said, "header"), "event_type"), inner(said, "event")
    if kind == HEARD:
        return Event(messages=(_heard(event),))
    if kind == TAKEN_BACK:
        return Event(messages=(_taken_back(event),))
    return Event()


def signature(key: str, stamp: str, nonce: str, body: bytes) -> str:
    head = f"{stamp}{nonce}{key}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(head + body).hexdigest()


def _check_signed(key: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    stamp, nonce = (headers.get(f"x-lark-request-{name}", "") for name in ("timestamp", "nonce"))
    if not same(signature(key, stamp, nonce, body), headers.get("x-lark-signature", "")):
        raise NotSigned
    check_fresh(stamp, now)


def unwrapped(key: str, sealed: str) -> bytes:
    """Raises NotSigned for whatever the key did not make."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return opened(hashlib.sha256(key.encode()).digest(), raw[:16], raw[16:], BLOCK)
    except (binascii.Error, ValueError):
        raise NotSigned from None


def _heard(event: dict[str, object]) -> RawMessage:
    """A message; one whose time of change is later than its own is an edit of what was heard before."""
    message = inner(event, "message")
    key, created, updated = (words(message, name) for name in ("message_id", "create_time", "update_time"))
    edited = bool(updated) and moment(updated) > moment(created)
    in_group = words(message, "chat_type") != "p2p"
    ids = inner(inner(event, "sender"), "sender_id")
    return made(
        id=f"{key}:{updated}" if edited else key,
        text=_text(words(message, "message_type"), words(message, "content")),
        time=moment(updated if edited else created),
        group_id=words(message, "chat_id") if in_group else "",
        sender=words(ids, "open_id"),
        details=(("type", words(message, "message_type")),),
        act=EDITED if edited else SAID,
        of=key if edited else "",
    )


def _taken_back(event: dict[str, object]) -> RawMessage:
    key = words(event, "message_id")
    when = moment(event.get("recall_time", ""))
    where = words(event, "chat_id")  # so that it waits in the same part of the stream as its message
    return made(id=f"{key}:recalled", text="", time=when, group_id=where, act=RECALLED, of=key)


def _text(kind: str, content: str) -> str:
    try:
        about = json_object(content.encode("utf-8", "surrogatepass"))
    except BadBody:
        return content if kind == "text" else marked(kind)
    if kind == "text":
        return MENTION.sub("", words(about, "text"))
    if kind == "post":
        return "\n".join([words(about, "title"), *_lines(about.get("content"))]).strip() or marked(kind)
    return marked(kind, words(about, "file_name"))


def _lines(content: object) -> list[str]:
    """A rich text is a list of lines, each a list of parts."""
    lines = []
    for line in content[:MOST_LINES] if isinstance(content, list) else ():
        parts = [part for part in line if isinstance(part, dict)] if isinstance(line, list) else []
        lines.append("".join(words(part, "text") or (marked("image") if "image_key" in part else "") for part in parts))
    return lines
