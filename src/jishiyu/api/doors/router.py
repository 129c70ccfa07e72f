"""Which face a source shows at /in/CODE/."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from jishiyu.api.doors.archive import archive_lines
from jishiyu.api.doors.face import Read, Turned, turned_away
from jishiyu.api.doors.platforms import dingtalk_robot, feishu_event, wecom_callback
from jishiyu.api.intake import intake
from jishiyu.sensing import queries
from jishiyu.sensing.models import Source

FACES: Mapping[str, Read] = {
    Source.Door.WECOM: wecom_callback,
    Source.Door.ARCHIVE: archive_lines,
    Source.Door.DINGTALK: dingtalk_robot,
    Source.Door.FEISHU: feishu_event,
}


@csrf_exempt
def door(request: HttpRequest, source: str) -> HttpResponse:
    """A source that is not there, and one that speaks elsewhere (mail, Open311), answer like a wrong signature."""
    found = queries.source_by_code(source)
    if found is None or found.door == Source.Door.WEBHOOK:
        return intake(request, source, found)
    face = FACES.get(found.door)
    if face is None:
        return turned_away(Turned("not_signed", 401), source, timezone.now())
    return face(request, found, timezone.now())
