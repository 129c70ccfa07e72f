"""Open311 GeoReport v2 at /in/CODE/: a request becomes a case that waits for its dispatcher, and is seen again without
anything that tells who asked."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from jishiyu.api.doors.face import Turned, check_length, check_pace
from jishiyu.casework import actions as casework
from jishiyu.casework import queries as cases
from jishiyu.casework.kinds import CaseKind, kinds
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.registry import actions as registry
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import open311
from jishiyu.sensing.doors.guard import same
from jishiyu.sensing.doors.open311 import Wrong
from jishiyu.sensing.models import Source

BY = "system:open311"
REASONS = {403: "not_signed", 413: "body_too_long", 429: "too_fast"}
XML = "text/xml; charset=utf-8"
Rows = Sequence[Mapping[str, Any]]
Do = Callable[..., tuple[str, str, Rows]]


def _face(**methods: Do) -> Callable[..., HttpResponse]:
    """The view of one address in both forms; `methods` answer as (name of the list, name of a row, rows)."""

    @csrf_exempt
    def view(request: HttpRequest, source: str, form: str, **where: str) -> HttpResponse:
        now = timezone.now()
        try:
            door = queries.source_by_code(source)
            if door is None or door.door != Source.Door.OPEN311:
                raise Wrong(404, "there is no such endpoint")
            do = methods.get(request.method or "")
            if do is None:
                raise Wrong(405, "this address is not asked so")
            check_length(request)
            root, item, rows = do(request, door, now, **where)
        except Wrong as wrong:
            return _wrong(wrong, source, form, now)
        except Turned as turned:
            return _wrong(Wrong(turned.status, turned.code), source, form, now)
        return _answer(form, root, item, rows)

    return view


def _answer(form: str, root: str, item: str, rows: Rows, status: int = 200) -> HttpResponse:
    if form == "xml":
        return HttpResponse(open311.as_xml(root, item, rows), status=status, content_type=XML)
    return JsonResponse(list(rows), safe=False, status=status, json_dumps_params={"ensure_ascii": False})


def _wrong(wrong: Wrong, source: str, form: str, now: datetime) -> HttpResponse:
    reason = REASONS.get(wrong.code, "open311_wrong")
    actions.count_refusal(queries.door_named(source), reason, day=timezone.localdate(now))
    rows = [{"code": wrong.code, "description": wrong.description}]
    return _answer(form, "errors", "error", rows, status=wrong.code)


def _offered(source: Source) -> list[CaseKind]:
    return [kind for kind in kinds(source.pack) if kind.public]


def _services(request: HttpRequest, source: Source, now: datetime) -> tuple[str, str, Rows]:
    rows = [
        {
            "service_code": kind.code,
            "service_name": str(kind.name),
            "description": str(kind.name),
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": source.name,
        }
        for kind in _offered(source)
    ]
    return "services", "service", rows


def definition(request: HttpRequest, source: str, code: str, form: str) -> HttpResponse:
    """A service has no fields of its own; the standard asks for an object here, and not for a list."""
    door = queries.source_by_code(source)
    known = door is not None and door.door == Source.Door.OPEN311 and code in {kind.code for kind in _offered(door)}
    if not known:
        return _wrong(Wrong(404, "service_code not found"), source, form, timezone.now())
    about = {"service_code": code, "attributes": []}
    if form == "xml":
        return HttpResponse(open311.document("service_definition", about), content_type=XML)
    return JsonResponse(about)


def _post(request: HttpRequest, source: Source, now: datetime) -> tuple[str, str, Rows]:
    key = request.POST.get("api_key", "") or request.GET.get("api_key", "")
    if not key:
        raise Wrong(400, "api_key was not provided")
    if not same(queries.secrets_of(source)["api_key"], key):
        raise Wrong(403, "api_key is not valid")
    check_pace(source)
    form = {name: request.POST.getlist(name) for name in request.POST}
    said = open311.report(form, frozenset(kind.code for kind in _offered(source)))
    plain = "\n".join(f"{name}={value}" for name in sorted(form) for value in form[name] if name != "api_key")
    actions.keep_payload(source, plain.encode("utf-8", "surrogatepass"), at=now)
    mark = hashlib.sha256(f"{timezone.localdate(now)}\n{plain}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    case = _open(said, source, _origin(source, mark), now)
    row = {"service_request_id": case.number, "service_notice": None, "account_id": None}
    return "service_requests", "request", [row]


def _origin(source: Source, mark: str) -> str:
    return f"open311:{source.pk}:{mark}"


def _open(said: open311.Report, source: Source, origin: str, now: datetime) -> Case:
    """The same form sent twice on a day is one case."""
    words = [said.description, *(f"{name}: {value}" for name, value in said.attributes)]
    if said.position:
        words.append(f"WGS-84 {said.position[0]:.6f}, {said.position[1]:.6f}")
    if said.words["media_url"]:
        words.append(said.words["media_url"])
    phone = said.words["phone"]
    person = (
        registry.subject_for(name=said.name, phone=phone, division_code=source.division_id, by=BY, at=now)
        if said.name or phone
        else None
    )
    need = Need(
        pack=source.pack,
        kind=said.service_code,
        title=" ".join(words[0].split())[:60] or said.service_code,
        text="\n".join(words),
        source_id=source.pk,
        heard_at=now,
        requester_id=person.pk if person else None,
        division_code=source.division_id,
        place_words=said.place[:80],
        origin_key=origin,
    )
    return casework.open_case(need, by=BY, at=now)


def _token(request: HttpRequest, source: Source, now: datetime, token: str) -> tuple[str, str, Rows]:
    """Our numbers are given at once, so a token is the number itself."""
    case = cases.published(source.pk, numbers=[token])
    if not case:
        raise Wrong(404, "token not found")
    return "service_requests", "request", [{"service_request_id": case[0].number, "token": token}]


def _list(request: HttpRequest, source: Source, now: datetime) -> tuple[str, str, Rows]:
    asked = open311.wanted(request.GET.dict(), now)
    found = cases.published(
        source.pk,
        numbers=asked.numbers,
        kinds=asked.services,
        closed=None if len(asked.statuses) == 2 else asked.statuses == ("closed",),
        since=asked.since,
        until=asked.until,
        most=open311.MOST_ROWS,
    )
    return "service_requests", "request", [_shown(case) for case in found]


def _one(request: HttpRequest, source: Source, now: datetime, number: str) -> tuple[str, str, Rows]:
    asked = tuple(part for part in number.split(",") if part)[: open311.MOST_ROWS]
    found = cases.published(source.pk, numbers=asked)
    if not found:
        raise Wrong(404, "service_request_id not found")
    return "service_requests", "request", [_shown(case) for case in found]


def _shown(case: Case) -> dict[str, Any]:
    """What may be read by anybody: no words of the requester, no address, no position. A hung case is open."""
    closed = case.closed_at is not None
    names = {kind.code: str(kind.name) for kind in kinds(case.pack)}
    state = case.get_aside_display() if case.aside else case.get_state_display()
    state = case.get_outcome_display() if closed else state
    updated = case.closed_at or case.answered_at or case.dispatched_at or case.opened_at
    return {
        "service_request_id": case.number,
        "status": "closed" if closed else "open",
        "status_notes": str(state),
        "service_name": names.get(case.kind, case.kind),
        "service_code": case.kind,
        "description": None,
        "agency_responsible": cases.leading_unit(case) or None,
        "service_notice": None,
        "requested_datetime": _written(case.heard_at),
        "updated_datetime": _written(updated),
        "expected_datetime": _written(case.due_at) if case.due_at else None,
        "address": case.division.name if case.division else None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _written(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


services = _face(GET=_services)
requests = _face(GET=_list, POST=_post)
request_one = _face(GET=_one)
token = _face(GET=_token)


def discovery(request: HttpRequest, source: str, form: str) -> HttpResponse:
    """Where this endpoint is and what it speaks."""
    door = queries.source_by_code(source)
    if door is None or door.door != Source.Door.OPEN311:
        return _wrong(Wrong(404, "there is no such endpoint"), source, form, timezone.now())
    address = request.build_absolute_uri(f"/in/{source}/")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": address,
        "changeset": "2026-11-25 00:00",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    about = {"changeset": endpoint["changeset"], "contact": door.name, "key_service": "", "endpoints": [endpoint]}
    if form == "json":
        return JsonResponse(about, json_dumps_params={"ensure_ascii": False})
    formats = [{"format": one} for one in endpoint["formats"]]
    tree = {**about, "endpoints": [{"endpoint": {**endpoint, "formats": formats}}]}
    return HttpResponse(open311.document("discovery", tree), content_type=XML)
