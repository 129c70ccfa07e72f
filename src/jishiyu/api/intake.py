"""The generic signed webhook: a door for any connector. docs/reference/webhook.md is its contract."""

import hashlib
import hmac
import time
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import lines
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.streams import StreamBusy

LONGEST_BODY = 1024 * 1024
WINDOW_SECONDS = 300
MOST_MESSAGES = 1000


class Turned(Exception):
    """A request that is turned away. `code` is documented with the webhook."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


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
    try:
        heard = actions.hear(door, good, at=now)
    except StreamBusy as busy:
        return slower(busy)
    answer = {"taken": heard.taken, "seen_before": heard.seen_before, "rejected": bad}
    return JsonResponse(answer, status=202 if good or not bad else 422)


def slower(busy: StreamBusy) -> HttpResponse:
    """Nothing counts as taken: send it all again later. 429 while too much waits, 503 while the stream is away."""
    answer = JsonResponse({"error": busy.code}, status=429 if busy.code == "stream_full" else 503)
    answer.headers["Retry-After"] = str(busy.retry_after)
    return answer


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
    for number, line in lines.numbered(body):
        count += 1
        if count > MOST_MESSAGES:
            raise Turned("too_many_messages", status=413)
        try:
            good.append(lines.message_of(line, now))
        except lines.BadLine as trouble:
            bad.append({"line": number, "field": trouble.field, "reason": trouble.code})
    if not count:
        raise Turned("body_empty")
    return good, bad
