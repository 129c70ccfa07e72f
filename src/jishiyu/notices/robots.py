"""Group robots of WeCom, DingTalk and Feishu: where a text is sent, in which form, and what the answer means.

Apprise knows the addresses; the sending is ours, for these platforms say no with status 200. No database.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

KINDS = ("wecombot", "dingtalk", "feishu")
HOSTS: Mapping[str, str] = {
    "wecombot": "https://qyapi.weixin.qq.com",
    "dingtalk": "https://oapi.dingtalk.com",
    "feishu": "https://open.feishu.cn",
}
ANSWER_MOST = 4000


@dataclass(frozen=True, slots=True)
class Robot:
    """A robot of a group, as its Apprise address says it: wecombot://KEY, dingtalk://SECRET@TOKEN/,
    feishu://SECRET@TOKEN (the secret may be left out)."""

    kind: str
    token: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to be made: POST of JSON."""

    address: str
    body: bytes


def read(address: str) -> Robot | None:
    """None for what is no robot's address."""
    parts = urlsplit(address)
    if parts.scheme.lower() not in KINDS or not parts.netloc:
        return None
    secret, _, token = parts.netloc.rpartition("@")
    return Robot(parts.scheme.lower(), unquote(token), unquote(secret)) if token else None


def dingtalk_sign(secret: str, milliseconds: str) -> str:
    """HMAC-SHA256 under the secret of the time, a line end and the secret, in base64."""
    return _signed(secret, f"{milliseconds}\n{secret}")


def feishu_sign(secret: str, seconds: str) -> str:
    """HMAC-SHA256 of nothing, under the time, a line end and the secret: key and message stand the other way round."""
    return _signed(f"{seconds}\n{secret}", "")


def _signed(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def call(robot: Robot, text: str, seconds: float, hosts: Mapping[str, str] = HOSTS) -> Call:
    """The request by which a robot says a text."""
    base = hosts.get(robot.kind, HOSTS[robot.kind]).rstrip("/")
    token = quote(robot.token, safe="")
    if robot.kind == "wecombot":
        return Call(f"{base}/cgi-bin/webhook/send?key={token}", _json({"msgtype": "text", "text": {"content": text}}))
    if robot.kind == "dingtalk":
        address = f"{base}/robot/send?access_token={token}"
        if robot.secret:
            stamp = str(int(seconds * 1000))
            address += f"&timestamp={stamp}&sign={quote(dingtalk_sign(robot.secret, stamp), safe='')}"
        return Call(address, _json({"msgtype": "text", "text": {"content": text}}))
    body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(seconds))
        body |= {"timestamp": stamp, "sign": feishu_sign(robot.secret, stamp)}
    return Call(f"{base}/open-apis/bot/v2/hook/{token}", _json(body))


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def trouble_in(status: int, answer: bytes) -> str:
    """Why the platform did not take it; empty when it did. All three say `errcode` or `code` 0 for yes, with status 200
    either way."""
    if status != 200:
        return f"status {status}"
    try:
        said = json.loads(answer[:ANSWER_MOST] or b"{}")
    except ValueError:
        return "no JSON came back"
    if not isinstance(said, dict):
        return "no JSON came back"
    code = said.get("errcode", said.get("code", said.get("StatusCode", 0)))
    words = said.get("errmsg", said.get("msg", ""))
    return "" if code == 0 else f"{code} {words}"[:200]
