"""The generic signed webhook: a door for any connector. docs/reference/webhook.md is its contract."""

import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jishiyu.sensing import actions, queries
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage

LONGEST_BODY = 1024 * 1024
WINDOW_SECONDS = 300
MOST_MESSAGES = 1000
LONGEST = {"id": 120, "text": 20_000, "group_id": 120, "group_name": 120, "sender": 200, "title": 200}  # characters
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks differ; a message from next week is a mistake


class Record(msgspec.Struct, gc=False):
    """What a sender says of one message; other fields are ignored."""

    id: str
    text: str
    time: datetime
    group_id: str = ""
    group_name: str = ""
    sender: str = ""
    role: Literal["resident", "staff"] = "resident"
    title: str = ""


_FIELD = re.compile(r"(?:at `\$\.|required field `)(\w+)")
_decoder = msgspec.json.Decoder(Record)


class Turned(Exception):
    """A request or a line that is turned away. `code` is documented with the webhook."""

    def __init__(self, code: str, field: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.field, self.status = code, field, status


@csrf_exempt
@require_POST
def intake(request: HttpRequest, source: str) -> HttpResponse:
    now = timezone.now()
    try:
        door = _open_door(request, source)
        good, bad = _records(request.body, now)
    except Turned as turned:
        known = source if queries.source_by_code(source) else "unknown"  # no stranger's word becomes a row
        actions.count_refusal(known, turned.code, day=timezone.localdate(now))
        if turned.status == 401:
            return HttpResponse(status=401)  # tells nothing: neither that the source exists nor what was wrong
        return JsonResponse({"error": turned.code}, status=turned.status)
    if bad:
        actions.count_refusal(source, "bad_lines", day=timezone.localdate(now))
    heard = actions.hear(door, good, at=now)
    answer = {"taken": heard.taken, "seen_before": heard.seen_before, "rejected": bad}
    return JsonResponse(answer, status=202 if good or not bad else 422)


def _open_door(request: HttpRequest, code: str) -> Source:
    """The source, when the signature over the raw body is right and fresh. Raises Turned."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise Turned("body_too_long", status=413)
    door = queries.source_by_code(code)
    secret = queries.secret_of(door) if door else "nobody"
    stamp = request.headers.get("X-Jishiyu-Timestamp", "")
    given = request.headers.get("X-Jishiyu-Signature", "")
    wanted = hmac.new(secret.encode(), stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    right = hmac.compare_digest(wanted.encode(), given.encode())
    fresh = stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and abs(time.time() - int(stamp)) <= WINDOW_SECONDS
    if door is None or not right or not fresh:
        raise Turned("not_signed", status=401)
    return door


def _records(body: bytes, now: datetime) -> tuple[list[RawMessage], list[dict[str, object]]]:
    """Messages of a body that is one JSON object or JSON lines, and what is wrong with the other lines."""
    good: list[RawMessage] = []
    bad: list[dict[str, object]] = []
    count = 0
    for number, line in _lines(body):
        count += 1
        if count > MOST_MESSAGES:
            raise Turned("too_many_messages", status=413)
        try:
            good.append(_message(line, now))
        except Turned as turned:
            bad.append({"line": number, "field": turned.field, "reason": turned.code})
    if not count:
        raise Turned("body_empty")
    return good, bad


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    stripped = body.strip()
    if stripped.startswith(b"{") and b"\n" in stripped and _is_one_object(stripped):
        yield 1, stripped
        return
    for number, line in enumerate(body.splitlines(), start=1):
        if line.strip():
            yield number, line


def _is_one_object(body: bytes) -> bool:
    """A pretty-printed single object; JSON lines fail to decode as one value."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


def _message(line: bytes, now: datetime) -> RawMessage:
    try:
        record = _decoder.decode(line)
    except msgspec.ValidationError as trouble:
        raise Turned("bad_field", _path(str(trouble))) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Turned("not_json") from None
    for name, longest in LONGEST.items():
        _check_words(name, getattr(record, name), longest)
    if record.time.tzinfo is None:
        raise Turned("time_without_zone", "time")
    if not EARLIEST <= record.time <= now + AHEAD:
        raise Turned("time_out_of_range", "time")
    return RawMessage(
        id=record.id, text=record.text, time=record.time, group_id=record.group_id, group_name=record.group_name,
        sender=record.sender, role=record.role, title=record.title,
    )  # fmt: skip


def _check_words(name: str, said: str, longest: int) -> None:
    if name in ("id", "text") and not said.strip():
        raise Turned("missing", name)
    if len(said) > longest:
        raise Turned("too_long", name)
    if "\x00" in said:
        raise Turned("nul_character", name)
    if not said.isascii() and any("\ud800" <= character <= "\udfff" for character in said):
        raise Turned("bad_character", name)  # half of a character: no database takes it


def _path(trouble: str) -> str:
    """The field a decoder complains of: "… - at `$.time`", or the missing one it names; empty for the line itself."""
    found = _FIELD.search(trouble)
    return found.group(1) if found else ""
