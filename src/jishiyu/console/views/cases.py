"""The list of cases: search, filters, pages."""

from datetime import time

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework import queries
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CaseFilter
from jishiyu.console.rights import officer_of, page
from jishiyu.look.requests import day_of, moment_of, number_of
from jishiyu.registry import queries as registry

PER_PAGE = 30


@page("cases")
def cases(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    asked = asked_of(request)
    found = queries.OpenFirst(officer, asked, now)
    shown: Page[Case] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    places = registry.place_names({(case.division_id, case.cell_id) for case in shown})
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "rows": [(case, places[(case.division_id, case.cell_id)]) for case in shown],
        "shown": shown,
        "asked": asked,
        "said": request.GET,
        "states": Case.State.choices,
        "kinds": kinds(),
        "units": registry.units(),
        "reach": found.reach,
        "keep": keep.urlencode(),
        "now": now,
    }
    return render(request, "console/cases.html", context)


def asked_of(request: HttpRequest) -> CaseFilter:
    """The filter a query string asks for; what makes no sense asks for nothing."""
    said = request.GET
    return CaseFilter(
        text=said.get("text", "")[:80],
        state=said.get("state", "") if said.get("state") in {"open", *Case.State.values} else "",
        kind=said.get("kind", "")[:60],
        unit=number_of(said.get("unit", "")),
        late=said.get("late") == "1",
        returned=said.get("returned") == "1",
        unassigned=said.get("unassigned") == "1",
        unsigned=said.get("unsigned") == "1",
        aside=said.get("aside", "") if said.get("aside") in {"any", *Case.Aside.values} else "",
        band=said["band"] if said.get("band") in queries.BANDS else "",
        holder=number_of(said.get("holder", "")),
        since=moment_of(said.get("since", "")) or day_of(said.get("since", ""), time.min),
        until=day_of(said.get("until", ""), time.max),
    )
