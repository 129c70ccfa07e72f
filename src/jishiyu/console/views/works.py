"""Long work: what I asked for, how far it is, and what came of it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.ledger import queries
from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.models import Work
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.words import COUNTS

SHOWN = 30


@page("works")
def works(request: HttpRequest) -> HttpResponse:
    return render(request, "console/works.html", _rows(request))


@page("works_list")
def works_list(request: HttpRequest) -> HttpResponse:
    """The list alone, which an open page fetches while something is under way."""
    return render(request, "console/_works.html", _rows(request))


def _rows(request: HttpRequest) -> dict[str, object]:
    found = list(queries.works_of(officer_of(request).actor)[:SHOWN])
    rows = [(work, _counts(work), _refusal(work)) for work in found]
    busy = any(work.finished_at is None for work in found)
    return {"rows": rows, "busy": busy, "now": timezone.now()}


def _counts(work: Work) -> list[tuple[object, int]]:
    return [(COUNTS.get(name, name), count) for name, count in work.counts.items()]


def _refusal(work: Work) -> str:
    return message_of(Refused(work.refusal["code"], **work.refusal["params"])) if work.refusal else ""


@page("work_file")
def work_file(request: HttpRequest, work_id: int) -> HttpResponseBase:
    """The file, for whoever asked for it and nobody else; the taking is recorded."""
    officer, now = officer_of(request), timezone.now()
    work = queries.works_of(officer.actor).filter(pk=work_id, finished_at__isnull=False).first()
    if work is None:
        raise Http404
    place = actions.folder() / work.file
    if not work.file or not place.is_file():
        messages.error(request, message_of(Refused("work_gone")))
        return redirect("console:works")
    actions.note_fetched(work, by=officer.actor, at=now)
    return FileResponse(place.open("rb"), as_attachment=True, filename=work.file_name)
