"""Appraisal of those who go out (定职责、定任务、定目标、定奖惩): figures of each officer or unit, which all open."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.opening import DAYS, period_of
from jishiyu.figures.counted import counted
from jishiyu.figures.queries.appraising import FEWEST, FIGURES, appraise, units_that_go, who_goes
from jishiyu.figures.scopes import Scope
from jishiyu.look.requests import number_of
from jishiyu.outreach.kinds import goals, visiting
from jishiyu.registry.models import Officer, Post

PER_PAGE = 40


@page("appraisal")
def appraisal(request: HttpRequest) -> HttpResponse:
    officer, said, now = officer_of(request), request.GET, timezone.now()
    unit = officer.unit_id or 0 if officer.post in (Post.HEAD, Post.OFFICER) else number_of(said.get("unit", ""))
    by_unit = unit is None and said.get("by") != "officer"
    period = period_of(said, now)
    shown: Page[Any] = Paginator(
        units_that_go() if by_unit else _officers(officer, unit),
        PER_PAGE,
    ).get_page(said.get("page"))
    keep = said.copy()
    keep.pop("page", None)
    times = {name: said[name] for name in ("period", "since", "until", "days") if said.get(name)}
    context = {
        "rows": appraise(list(shown), Scope(), period),
        "figures": [counted(code) for code in FIGURES],
        "shown": shown,
        "by_unit": by_unit,
        "unit": unit,
        "units": () if officer.post in (Post.HEAD, Post.OFFICER) else units_that_go(),
        "period": period,
        "days": DAYS,
        "asked_days": said.get("days", "30"),
        "asked": "&".join(f"{name}={value}" for name, value in times.items()),
        "goals": sorted(goals().items(), key=lambda goal: goal[1]),
        "grades": next((one.grades for one in visiting() if one.grades), ()),
        "fewest": FEWEST,
        "keep": keep.urlencode(),
    }
    return render(request, "console/appraisal.html", context)


def _officers(officer: Officer, unit: int | None) -> QuerySet[Officer]:
    """An officer sees their own line, a head the unit's, who leads or watches whom they ask for."""
    found = who_goes(unit)
    return found.filter(pk=officer.pk) if officer.post == Post.OFFICER else found
