"""What every door does: the length, the pace, the count of what is turned away, the evidence, the answer."""

import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from jishiyu.lib.paces import Paces
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors.guard import BadBody, NotSigned
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.streams import StreamBusy

LONGEST_BODY = 1024 * 1024
BURST_SECONDS = 10


class Turned(Exception):
    """A request that is turned away. `code` is documented with its door."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


paces = Paces()


def check_pace(source: Source) -> None:
    """So many requests a minute on the whole, and ten seconds' worth at once; with 0 a minute nobody is stopped. Raises
    Turned: too_fast."""
    a_minute = settings.JISHIYU_DOOR_PACE
    burst = max(1.0, a_minute * BURST_SECONDS / 60)
    if a_minute and not paces.allows(source.pk, a_second=a_minute / 60, burst=burst, now=time.monotonic()):
        raise Turned("too_fast", 429)


def check_length(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise Turned("body_too_long", 413)


def turned_away(turned: Turned, source: str, now: datetime) -> HttpResponse:
    """Counted, and answered: an unsigned request with nothing, neither that the source exists nor what was wrong."""
    known = source if queries.source_by_code(source) else "unknown"  # no stranger's word becomes a row
    actions.count_refusal(known, turned.code, day=timezone.localdate(now))
    if turned.status == 401:
        return HttpResponse(status=401)
    answer = JsonResponse({"error": turned.code}, status=turned.status)
    if turned.status == 429:
        answer["Retry-After"] = "1"
    return answer


def slower(busy: StreamBusy) -> HttpResponse:
    """Nothing counts as taken: send it all again later. 429 while too much waits, 503 while the stream is away."""
    answer = JsonResponse({"error": busy.code}, status=429 if busy.code == "stream_full" else 503)
    answer.headers["Retry-After"] = str(busy.retry_after)
    return answer


Read = Callable[[HttpRequest, Source, datetime], HttpResponse]


def guarded(read: Read) -> Read:
    """A face of one platform: `read` may raise Turned, NotSigned and BadBody."""

    def face(request: HttpRequest, source: Source, now: datetime) -> HttpResponse:
        try:
            check_length(request)
            return read(request, source, now)
        except NotSigned:
            turned = Turned("not_signed", 401)
        except BadBody as bad:
            turned = Turned(bad.code)
        except Turned as other:
            turned = other
        except StreamBusy as busy:
            return slower(busy)
        return turned_away(turned, source.code, now)

    return face


def heard(source: Source, messages: list[RawMessage], body: bytes, now: datetime) -> actions.Heard:
    """Taken durably, with the bytes as they came. Raises Turned, StreamBusy."""
    check_pace(source)
    return actions.hear_body(source, messages, body, at=now)
