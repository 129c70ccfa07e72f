"""The door for other systems: who comes, what they say, and the shape of every answer."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from jishiyu.api.shapes import Trouble
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import actions, keys, people, queries
from jishiyu.registry.acting import acting_as
from jishiyu.registry.models import Officer

T = TypeVar("T")
LONGEST_BODY = 12 * 1024 * 1024
MISSING = frozenset({"case_unknown", "task_unknown"})
_PATH = re.compile(r" - at `\$\.?(.*)`$")
_encoder = msgspec.json.Encoder()


class Turned(Exception):
    """A request that is turned away with a status and the reason."""

    def __init__(self, status: int, code: str, message: str = "", path: str = "") -> None:
        super().__init__(code)
        self.status, self.trouble = status, Trouble(code, message, path)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that came in by a good key."""

    officer: Officer
    at: datetime
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one address. `body` is read from JSON, or from the query string of a GET."""

    do: Callable[..., Any]
    about: str
    answer: type
    body: type | None = None
    status: int = 200


Routes = Mapping[str, Route]


def door(routes: Routes) -> Callable[..., HttpResponseBase]:
    """The view of one address: bearer keys only, no session, no form token."""

    @csrf_exempt
    def view(request: HttpRequest, **where: Any) -> HttpResponse:
        now = timezone.now()
        try:
            route = routes.get(request.method or "")
            if route is None:
                raise Turned(405, "method_unknown")
            officer = _officer_of(request, now)
            call = Call(officer, now, _said(request, route), request.headers)
            with acting_as(officer):
                answer = route.do(call, **where)
        except Turned as turned:
            return _turned(turned, routes)
        except Refused as refused:
            status = 404 if refused.code in MISSING else 403 if refused.code == "not_yours" else 409
            return reply(Trouble(refused.code, message_of(refused)), status)
        return answer if isinstance(answer, HttpResponse) else reply(answer, route.status)

    return view


def reply(answer: object, status: int = 200) -> HttpResponse:
    """Any Struct as JSON."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(_encoder.encode(answer), status=status, content_type="application/json", headers=headers)


def _turned(turned: Turned, routes: Routes) -> HttpResponse:
    answer = reply(turned.trouble, turned.status)
    if turned.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if turned.status == 405:
        answer["Allow"] = ", ".join(routes)
    return answer


def _officer_of(request: HttpRequest, now: datetime) -> Officer:
    """Whose key it is. A key that is wrong, unknown, ended or locked looks the same from outside."""
    key = keys.read(request.headers.get("Authorization", ""))
    row = queries.key_named(key.name) if key else None
    if key is None or row is None or people.is_locked(people.Lock(row.failures, row.locked_until), now):
        raise Turned(401, "key_wrong")
    if not key.fits(row.secret_hash):
        actions.note_key_failure(key.name, at=now)
        raise Turned(401, "key_wrong")
    actions.note_key_used(row, timezone.localdate(now))
    return row.officer


def _said(request: HttpRequest, route: Route) -> object:
    """The body in its shape. Raises Turned 413, 415 or 422 with the path of what does not fit."""
    if route.body is None:
        return None
    if request.method == "GET":
        said = request.GET.dict()
        return clean(lambda: msgspec.convert(said, route.body, strict=False), escaped=True)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise Turned(413, "body_too_long")
    if request.content_type != "application/json":
        raise Turned(415, "json_only")
    raw = request.body
    return clean(lambda: msgspec.json.decode(raw, type=route.body), escaped=b"\\u" in raw)


def clean(read: Callable[[], T], *, escaped: bool) -> T:
    """What was read, when it fits its shape and holds no character a database would refuse."""
    try:
        found = read()
    except msgspec.ValidationError as trouble:
        path = _PATH.search(str(trouble))
        raise Turned(422, "bad_field", _PATH.sub("", str(trouble)), path.group(1) if path else "") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Turned(422, "not_json") from None
    if escaped:  # nothing else can carry such a character through a JSON reader
        for path_, words in _words(msgspec.to_builtins(found)):
            if "\x00" in words or any("\ud800" <= character <= "\udfff" for character in words):
                raise Turned(422, "bad_character", path=path_)
    return found


def _words(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _words(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _words(inner, f"{path}[{number}]")
