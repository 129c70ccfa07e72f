"""WeCom's chat archive over HTTP: signed like the webhook; a reader asks where it stands and goes on from there."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse

from jishiyu.api.doors.face import Turned, guarded, heard
from jishiyu.api.signing import check_signed
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import archive, lines
from jishiyu.sensing.doors.guard import BadBody
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage

MOST_LINES = 1000


@guarded
def archive_lines(request: HttpRequest, source: Source, now: datetime) -> HttpResponse:
    """GET: {"seq": where to go on after}. POST: lines, answered with what was taken and the same."""
    check_signed(request, queries.secrets_of(source)["secret"])
    if request.method == "GET":
        return JsonResponse({"seq": queries.archive_seq(source)})
    if request.method != "POST":
        raise Turned("method_unknown", 405)
    good, bad, seq = _read(request.body)
    done = heard(source, good, request.body, now)
    answer: dict[str, object] = {"taken": done.taken, "seen_before": done.seen_before, "rejected": bad}
    answer["seq"] = actions.note_seq(source, seq)
    return JsonResponse(answer, status=202 if good or not bad else 422)


def _read(body: bytes) -> tuple[list[RawMessage], list[dict[str, object]], int]:
    good: list[RawMessage] = []
    bad: list[dict[str, object]] = []
    seq = count = 0
    for number, line in lines.numbered(body):
        count += 1
        if count > MOST_LINES:
            raise Turned("too_many_messages", 413)
        try:
            place, message = archive.read(line)
        except BadBody as trouble:
            bad.append({"line": number, "field": "", "reason": trouble.code})
            continue
        seq = max(seq, place)
        if message is not None:
            good.append(message)
    if not count:
        raise Turned("body_empty")
    return good, bad, seq
