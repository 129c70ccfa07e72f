"""Programmes: all of them with lights and sums, and one with its items, groups, money and meetings."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.programmes import actions, queries, rights, standing
from jishiyu.programmes.models import Meeting
from jishiyu.programmes.queries.programmes import ProgrammePage

PER_PAGE = 100


def day_said(request: HttpRequest) -> date:
    """The day a page is asked for as ?day=2022-10-31, else today; no day to come."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return min(asked, today) if asked else today


@page("programmes")
def programmes(request: HttpRequest) -> HttpResponse:
    """All of them; with ?light=red the items of that light, whatever their programme."""
    day, light = day_said(request), request.GET.get("light", "")[:40]
    rows = queries.overviews(day)
    lit = [one for row in rows for one in row.standings if one.colour == light] if light else []
    context = {"rows": rows, "day": day, "states": standing.STATES, "light": light, "lit": lit}
    return render(request, "console/programmes.html", context)


@page("programme")
def programme(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, code)


def _find(code: str, day: date) -> ProgrammePage:
    found = queries.programme_page(code, day)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, code: str, trouble: str = "") -> HttpResponse:
    officer, day = officer_of(request), day_said(request)
    found = _find(code, day)
    asked = {name: request.GET.get(name, "")[:40] for name in ("state", "group", "light", "entering")}
    rows = [
        row
        for row in found.overview.standings
        if asked["state"] in ("", row.state) and asked["group"] in ("", row.item.group)
        and asked["light"] in ("", row.colour) and asked["entering"] in ("", row.entering)
    ]  # fmt: skip
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": found,
        "programme": found.overview.programme,
        "shown": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "keep": kept.urlencode(),
        "day": day,
        "asked": asked,
        "keeps": rights.may_keep(officer, found.overview.programme),
        "meeting_kinds": Meeting.Kind.choices,
        "trouble": trouble,
        "now": timezone.now(),
    }
    return render(request, "console/programme.html", context, status=409 if trouble else 200)


@page("programme_meeting")
@require_POST
def programme_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """A meeting or an inspection was held."""
    officer = officer_of(request)
    found = _find(code, timezone.localdate()).overview.programme
    if not rights.may_keep(officer, found):
        raise Http404
    said = request.POST
    try:
        actions.hold_meeting(
            found.pk, said.get("kind", ""), said.get("title", ""), held_on=read_day(said.get("held_on", "")),
            words=said.get("words", ""), items=[key for key in map(number_of, said.getlist("items")) if key],
            by=officer.actor, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _show(request, code, message_of(refused))
    messages.success(request, _("Noted."))
    return redirect("console:programme", code)


def read_day(said: str) -> date:
    """Raises Refused day_unreadable."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None
