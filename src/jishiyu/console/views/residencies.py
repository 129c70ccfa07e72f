"""Residencies: the list, stationing officers, one with its days; and the board of going back to work."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework.kinds import kinds as case_kinds
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.gathering import need_of
from jishiyu.console.views.gatherings import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions, holding, queries
from jishiyu.outreach.actions import DayNote
from jishiyu.outreach.kinds import residencies as kinds
from jishiyu.outreach.models import Residency, Stationed
from jishiyu.outreach.queries.residencies import ResidencyPage
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

PER_PAGE = 30


@page("residencies")
def residencies(request: HttpRequest) -> HttpResponse:
    return _list(request, officer_of(request))


def _list(request: HttpRequest, officer: Officer, trouble: str = "") -> HttpResponse:
    over = request.GET.get("over") == "1"
    shown: Page[Residency] = Paginator(queries.residencies_for(officer, over=over), PER_PAGE).get_page(
        request.GET.get("page")
    )
    posts = queries.posts_of([one.pk for one in shown])
    words = request.GET.get("q", "")[:40]
    stations = officer.post in holding.STATIONS
    context = {
        "rows": [(one, queries.subject_name(one.subject), _named(one, posts.get(one.pk, []))) for one in shown],
        "shown": shown,
        "over": over,
        "keep": "over=1" if over else "",
        "kinds": list(kinds().values()),
        "stations": stations,
        "q": words,
        "found": queries.enterprises_named(words) if stations and words else [],
        "colleagues": registry.officers_of(officer.unit_id or 0) if stations and words else [],
        "today": timezone.localdate(),
        "trouble": trouble,
    }
    return render(request, "console/residencies.html", context, status=409 if trouble else 200)


def _named(one: Residency, posts: Sequence[Stationed]) -> list[tuple[object, Officer]]:
    names = kinds()[one.kind].posts if one.kind in kinds() else {}
    return [(names.get(row.post, row.post), row.officer) for row in posts]


@page("residency_new")
@require_POST
def residency_new(request: HttpRequest) -> HttpResponse:
    officer, said = officer_of(request), request.POST
    kind = said.get("kind", "")
    posts = {
        post: number
        for post in (kinds()[kind].posts if kind in kinds() else ())
        if (number := number_of(said.get(f"post-{post}", ""))) is not None
    }
    try:
        made = actions.station(
            kind, number_of(said.get("subject", "")) or 0, posts,
            since=read_day(said.get("since", "")) or timezone.localdate(), by=officer.actor, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _list(request, officer, message_of(refused))
    return redirect("console:residency", made.pk)


@page("residency")
def residency(request: HttpRequest, residency_id: int) -> HttpResponse:
    return _show(request, officer_of(request), residency_id)


def _find(officer: Officer, residency_id: int) -> ResidencyPage:
    found = queries.residency_page(officer, residency_id)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, residency_id: int, trouble: str = "") -> HttpResponse:
    found, today = _find(officer, residency_id), timezone.localdate()
    day = read_day(request.GET.get("day", "")) or today
    note = queries.note_of(residency_id, officer.pk, day) if found.may_note else None
    pack = found.kind.needs.partition(".")[0]
    context = {
        "page": found,
        "one": found.residency,
        "kind": found.kind,
        "name": queries.subject_name(found.residency.subject),
        "posts": [(found.kind.posts.get(row.post, row.post), row, found.trained.get(row.officer_id, 0))
                  for row in found.posts],
        "notes": [(row, [found.kind.duties[code] for code in row.done if code in found.kind.duties],
                   [found.kind.disciplines[code] for code in row.broken if code in found.kind.disciplines])
                  for row in found.notes],
        "duties": [(code, name, code in (note.done if note else ())) for code, name in found.kind.duties.items()],
        "disciplines": [(code, name, code in (note.broken if note else ()))
                        for code, name in found.kind.disciplines.items()],
        "note": note,
        "day": day,
        "today": today,
        "colleagues": registry.officers_of(officer.unit_id or 0) if found.may_station else [],
        "case_kinds": [(one.code, one.name, one.code == found.kind.needs) for one in case_kinds()
                       if one.code.startswith(f"{pack}.")],
        "key": secrets.token_hex(16),
        "trouble": trouble,
    }  # fmt: skip
    return render(request, "console/residency.html", context, status=409 if trouble else 200)


@page("residency_act")
@require_POST
def residency_act(request: HttpRequest, residency_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _find(officer, residency_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](request, found, officer)
    except Refused as refused:
        return _show(request, officer, residency_id, message_of(refused))
    messages.success(request, _("Done."))
    return redirect("console:residency", residency_id)


def _note(request: HttpRequest, found: ResidencyPage, officer: Officer) -> None:
    said = request.POST
    day = read_day(said.get("day", "")) or timezone.localdate()
    note = DayNote(day, said.get("words", ""), said.getlist("done"), said.getlist("broken"))
    actions.note_day(found.residency.pk, note, by=officer.actor, at=timezone.now())


def _need(request: HttpRequest, found: ResidencyPage, officer: Officer) -> None:
    actions.raise_in_residency(found.residency.pk, need_of(request.POST), by=officer.actor, at=timezone.now())


def _post(request: HttpRequest, found: ResidencyPage, officer: Officer) -> None:
    said = request.POST
    actions.change_stationed(
        found.residency.pk, said.get("post", ""), number_of(said.get("officer", "")) or 0,
        since=timezone.localdate(), by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _end(request: HttpRequest, found: ResidencyPage, officer: Officer) -> None:
    until = read_day(request.POST.get("until", "")) or timezone.localdate()
    actions.end_residency(
        found.residency.pk, until=until, words=request.POST.get("words", ""), by=officer.actor, at=timezone.now()
    )


ACTS: Mapping[str, Callable[[HttpRequest, ResidencyPage, Officer], None]] = {
    "note": _note,
    "need": _need,
    "post": _post,
    "end": _end,
}
