"""The generic signed webhook: a door for any connector. docs/reference/webhook.md is its contract."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jishiyu.api.doors.face import Turned, check_length, check_pace, slower, turned_away
from jishiyu.api.signing import check_signed
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import lines
from jishiyu.sensing.doors.guard import NotSigned
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.streams import StreamBusy

MOST_MESSAGES = 1000


@csrf_exempt
@require_POST
def intake(request: HttpRequest, source: str, found: Source | None) -> HttpResponse:
    """`found` is the source of this name, when there is one."""
    now = timezone.now()
    try:
        door = _open_door(request, found)
        good, bad = _records(request.body, now)
    except NotSigned:
        return turned_away(Turned("not_signed", 401), source, now)
    except Turned as turned:
        return turned_away(turned, source, now)
    if bad:
        actions.count_refusal(source, "bad_lines", day=timezone.localdate(now))
    try:
        heard = actions.hear_body(door, good, request.body, at=now)
    except StreamBusy as busy:
        return slower(busy)
    answer = {"taken": heard.taken, "seen_before": heard.seen_before, "rejected": bad}
    return JsonResponse(answer, status=202 if good or not bad else 422)


def _open_door(request: HttpRequest, door: Source | None) -> Source:
    """The source, when the signature over the raw body is right and fresh. Raises Turned, NotSigned."""
    check_length(request)
    check_signed(request, queries.secret_of(door) if door else "nobody")
    if door is None:
        raise NotSigned
    check_pace(door)
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
