"""DingTalk's Stream mode: frames of a socket that we open, so that nobody outside has to reach us. No database.

The gateway is asked for an address and a ticket by the application's id and secret; over TLS these prove who is who, so
frames are not signed. A robot's message is pushed once: an answer is for the platform's own watching, and what is
not kept when the socket breaks does not come again.
"""

from typing import NamedTuple
from urllib.parse import quote, urlsplit

import msgspec

from jishiyu.sensing.doors import dingtalk
from jishiyu.sensing.doors.guard import BadBody, inner, json_object, words
from jishiyu.sensing.raw import RawMessage

GATEWAY = "https://api.dingtalk.com"
OPEN = "/v1.0/gateway/connections/open"
ROBOT = "/v1.0/im/bot/messages/get"
OK, BAD, UNKNOWN, AWAY = 200, 400, 404, 500  # codes of an answer
HERE = ("localhost", "127.0.0.1", "::1")  # where a connection needs no encryption


class Frame(NamedTuple):
    """What the platform pushes; `data` is JSON as text."""

    kind: str
    topic: str
    id: str
    data: str

    @property
    def says_goodbye(self) -> bool:
        """The platform will close this connection within ten seconds, and wants no answer."""
        return (self.kind, self.topic) == ("SYSTEM", "disconnect")

    @property
    def is_said(self) -> bool:
        """Somebody spoke to the robot."""
        return (self.kind, self.topic) == ("CALLBACK", ROBOT)


def opening(secrets: dict[str, str]) -> bytes:
    """What the gateway is asked with."""
    return msgspec.json.encode(
        {
            "clientId": secrets["client_id"],
            "clientSecret": secrets["client_secret"],
            "subscriptions": [{"type": "CALLBACK", "topic": ROBOT}],
            "ua": "jishiyu",
        }
    )


def gateway(secrets: dict[str, str]) -> str:
    """Where to ask; a cloud of the office's own has another host. Raises BadBody: gateway_not_safe."""
    return _safe(secrets.get("gateway") or GATEWAY, "https", "http") + OPEN


def address(answer: bytes) -> str:
    """Of the socket, by what the gateway answered; good for one connection within 90 seconds.

    Raises BadBody: not_json, gateway_unclear, gateway_not_safe."""
    said = json_object(answer)
    endpoint, ticket = words(said, "endpoint"), words(said, "ticket")
    if not endpoint or not ticket:
        raise BadBody("gateway_unclear")
    return f"{_safe(endpoint, 'wss', 'ws')}?ticket={quote(ticket, safe='')}"


def _safe(url: str, scheme: str, bare: str) -> str:
    """An address, when it is encrypted or on this machine."""
    parts = urlsplit(url)
    if parts.scheme == scheme or (parts.scheme == bare and parts.hostname in HERE):
        return url.rstrip("/")
    raise BadBody("gateway_not_safe")


def read(frame: bytes) -> Frame:
    """Raises BadBody: not_json."""
    said = json_object(frame)
    headers = inner(said, "headers")
    return Frame(words(said, "type"), words(headers, "topic"), words(headers, "messageId"), words(said, "data"))


def message_of(frame: Frame) -> RawMessage:
    """What was said to the robot. Raises BadBody."""
    return dingtalk.message_of(json_object(frame.data.encode("utf-8", "surrogatepass")))


def answer(frame: Frame, code: int) -> str:
    """To a frame: a ping hears its own words again."""
    data = frame.data if frame.kind == "SYSTEM" else '{"response": null}'
    said = {
        "code": code,
        "headers": {"messageId": frame.id, "contentType": "application/json"},
        "message": "OK" if code == OK else "not taken",
        "data": data,
    }
    return msgspec.json.encode(said).decode()
