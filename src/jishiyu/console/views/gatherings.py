"""Gatherings: the list of those to come and those held, planning one, starting a series."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.console.rights import HANDLES, officer_of, page
from jishiyu.console.views.consultations import read_moment
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.kinds import gatherings as kinds
from jishiyu.outreach.models import Gathering
from jishiyu.outreach.queries import GatheringFilter
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post, Unit

PER_PAGE = 30
HOLDS = HANDLES | {Post.DISPATCHER}


@page("gatherings")
def gatherings(request: HttpRequest) -> HttpResponse:
    return _show(request, officer_of(request))


def _show(request: HttpRequest, officer: Officer, trouble: str = "") -> HttpResponse:
    asked = _asked(request.GET)
    shown: Page[Gathering] = Paginator(queries.gatherings_for(officer, asked), PER_PAGE).get_page(
        request.GET.get("page")
    )
    numbers = queries.numbers_of([one.pk for one in shown])
    names = queries.kinds_of({one.kind for one in shown})
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "rows": [(one, names[one.kind], numbers.get(one.pk)) for one in shown],
        "shown": shown,
        "asked": asked,
        "kinds": list(kinds().values()),
        "recurring": [kind for kind in kinds().values() if kind.every],
        "states": Gathering.State.choices,
        "series": queries.series_for(officer),
        "may_hold": officer.post in HOLDS,
        "units": _units(officer),
        "keep": keep.urlencode(),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "said": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/gatherings.html", context, status=409 if trouble else 200)


def _units(officer: Officer) -> list[Unit]:
    """Units whose gatherings this officer may hold."""
    if officer.post == Post.DISPATCHER:
        return list(registry.units())
    return [officer.unit] if officer.unit and officer.post in HOLDS else []


def _asked(said: Mapping[str, str]) -> GatheringFilter:
    """What a query string asks for; what makes no sense asks for nothing."""
    kind, state = said.get("kind", ""), said.get("state", Gathering.State.PLANNED)
    return GatheringFilter(
        kind=kind if kind in kinds() else "",
        state=state if state in Gathering.State.values else "",
        since=read_day(said.get("since", "")),
        until=read_day(said.get("until", "")),
    )


def read_day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@page("gathering_new")
@require_POST
def gathering_new(request: HttpRequest, act: str) -> HttpResponse:
    """Plan a single one, or start a series."""
    officer, said = officer_of(request), cast("Mapping[str, str]", request.POST)
    unit = number_of(said.get("unit", "")) or 0
    try:
        if act == "series":
            actions.start_series(
                said.get("kind", ""), said.get("title", ""), unit_id=unit, starts=_time(said.get("starts", "")),
                since=read_day(said.get("since", "")) or timezone.localdate(), place=said.get("place", ""),
                by=officer.actor, at=timezone.now(),
            )  # fmt: skip
            return redirect("console:gatherings")
        made = actions.plan_gathering(
            said.get("kind", ""), said.get("title", ""), unit_id=unit, starts_at=_moment(said.get("starts_at", "")),
            place=said.get("place", ""), form=said.get("form", ""), key=said.get("key", "")[:64] or None,
            by=officer.actor, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _show(request, officer, message_of(refused))
    return redirect("console:gathering", made.pk)


def _moment(said: str) -> datetime:
    return read_moment(said)


def _time(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return time(9)
