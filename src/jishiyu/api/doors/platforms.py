"""WeCom, DingTalk and Feishu call us: each is answered in its own way, quickly, for they call again when they wait."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse

from jishiyu.api.doors.face import Turned, guarded, heard
from jishiyu.sensing import queries
from jishiyu.sensing.doors import dingtalk, feishu, wecom
from jishiyu.sensing.models import Source


@guarded
def wecom_callback(request: HttpRequest, source: Source, now: datetime) -> HttpResponse:
    """GET proves the address; POST brings a message and is answered with "success"."""
    secrets, query = queries.secrets_of(source), request.GET.dict()
    if request.method == "GET":
        return HttpResponse(wecom.echo(secrets, query, now), content_type="text/plain; charset=utf-8")
    _only_post(request)
    heard(source, wecom.read(secrets, query, request.body, now), request.body, now)
    return HttpResponse("success", content_type="text/plain")


@guarded
def dingtalk_robot(request: HttpRequest, source: Source, now: datetime) -> HttpResponse:
    """In clear and answered with an empty object, or encrypted both ways, as the source's secrets say."""
    _only_post(request)
    secrets = queries.secrets_of(source)
    if dingtalk.is_encrypted(secrets):
        heard(source, dingtalk.read_encrypted(secrets, request.GET.dict(), request.body, now), request.body, now)
        return JsonResponse(dingtalk.answer(secrets, now))
    headers = {name.lower(): value for name, value in request.headers.items()}
    heard(source, dingtalk.read(secrets, headers, request.body, now), request.body, now)
    return JsonResponse({})


@guarded
def feishu_event(request: HttpRequest, source: Source, now: datetime) -> HttpResponse:
    """An address check is answered with its challenge, an event with an empty object."""
    _only_post(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    event = feishu.read(queries.secrets_of(source), headers, request.body, now)
    if event.challenge:
        return JsonResponse({"challenge": event.challenge})
    heard(source, list(event.messages), request.body, now)
    return JsonResponse({})


def _only_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise Turned("method_unknown", 405)
