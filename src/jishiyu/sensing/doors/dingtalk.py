"""DingTalk (钉钉) robot callbacks. No database.

With `token`, `aes_key` and `receiver` (the AppKey or CorpId it is for) bodies come encrypted and signed whole, as those
of WeCom do, and nothing else is taken; what is answered is encrypted too.

Else by `app_secret`. Then the platform signs the time alone and not the body: the signature says who sends, not what,
and whoever could read one request could send another body for an hour. So the address is served by https only, an id
is taken once, and what is taken is a message like any other: a person decides what becomes of it.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from jishiyu.sensing.doors import wecom
from jishiyu.sensing.doors.guard import NotSigned, check_fresh, inner, json_object, made, moment, same, words
from jishiyu.sensing.doors.marks import marked
from jishiyu.sensing.raw import RawMessage

WINDOW = 3600
MOST_PARTS = 50


def signed(secret: str, stamp: str) -> str:
    """The signature of a time in milliseconds, for callbacks and for robots alike."""
    message = f"{stamp}\n{secret}".encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


def is_encrypted(secrets: Mapping[str, str]) -> bool:
    """Whether this source hears encrypted bodies only."""
    return bool(secrets.get("aes_key"))


def read_encrypted(
    secrets: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
) -> list[RawMessage]:
    """The message of a POST whose body is encrypted; none for an event, the check of the address among them. Raises
    NotSigned, BadBody."""
    sealed = words(json_object(body), "encrypt")
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    given = query.get("msg_signature") or query.get("signature", "")
    if not same(wecom.signature(secrets["token"], stamp, nonce, sealed), given):
        raise NotSigned
    check_fresh(stamp, now)
    said = json_object(wecom.unwrapped(secrets["aes_key"], sealed, secrets["receiver"]))
    return [] if words(said, "EventType") else [message_of(said)]


def answer(secrets: Mapping[str, str], now: datetime) -> dict[str, str]:
    """What the platform wants answered to an encrypted body: "success", encrypted and signed."""
    stamp, nonce = str(int(now.timestamp() * 1000)), token_hex(8)
    sealed = wecom.wrapped(secrets["aes_key"], b"success", secrets["receiver"])
    signature = wecom.signature(secrets["token"], stamp, nonce, sealed)
    return {"msg_signature": signature, "timeStamp": stamp, "nonce": nonce, "encrypt": sealed}


def read(secrets: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> list[RawMessage]:
    """The message of a POST in clear. Raises NotSigned, BadBody."""
    if is_encrypted(secrets):
        raise NotSigned
    stamp = headers.get("timestamp", "")
    if not same(signed(secrets["app_secret"], stamp), headers.get("sign", "")):
        raise NotSigned
    check_fresh(stamp, now, WINDOW)
    return [message_of(json_object(body))]


def message_of(said: dict[str, object]) -> RawMessage:
    """What a robot is told, in clear; alike over HTTP and over a Stream. Raises BadBody."""
    in_group = words(said, "conversationType") == "2"
    return made(
        id=words(said, "msgId"),
        text=_text(words(said, "msgtype"), said),
        time=moment(said.get("createAt", "")),
        group_id=words(said, "conversationId") if in_group else "",
        group_name=words(said, "conversationTitle") if in_group else "",
        sender=words(said, "senderId"),
        details=(
            ("type", words(said, "msgtype")),
            ("download_code", words(inner(said, "content"), "downloadCode")),
        ),
    )


def _text(kind: str, said: dict[str, object]) -> str:
    if kind == "text":
        return words(inner(said, "text"), "content")
    content = inner(said, "content")
    if kind == "richText":
        parts = content.get("richText")
        return "\n".join(_part(one) for one in parts[:MOST_PARTS]) if isinstance(parts, list) else marked(kind)
    return words(content, "recognition") or marked(kind, words(content, "fileName"))


def _part(part: object) -> str:
    if not isinstance(part, dict):
        return ""
    return words(part, "text") or marked(words(part, "type"))
