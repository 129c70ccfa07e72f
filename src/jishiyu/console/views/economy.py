"""The economy page: indicators with rank and the province's own figure, groups of projects, chains."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.programmes import day_said
from jishiyu.programmes import growth, queries
from jishiyu.registry.models import Officer


@page("indicators")
def economy(request: HttpRequest) -> HttpResponse:
    officer, day, spans = officer_of(request), day_said(request), queries.spans()
    span = next((one for one in spans if f"{one[0]}_{one[1]}" == request.GET.get("span")), spans[0] if spans else None)
    places = queries.places(*span) if span else []
    place = _place(request, officer, places)
    rows = queries.indicators(place, *span) if span else []
    told = [row for row in rows if row.difference is not None]
    at_least = sum(row.at_least for row in told)
    growth.adding_up(len(told), [("at_least", at_least), ("below", sum(not row.at_least for row in told))])
    context = {
        "spans": spans,
        "span": span,
        "places": places,
        "place": place,
        "rows": rows,
        "told": len(told),
        "at_least": at_least,
        "groups": queries.grouped(span[1] if span else day),
        "chains": queries.chains(timezone.localdate()),
    }
    return render(request, "console/economy.html", context)


def _place(request: HttpRequest, officer: Officer, places: list[tuple[str, str]]) -> str:
    """The place asked for; else the one the officer's unit lies in; else the first."""
    asked = request.GET.get("place", "")
    if asked in dict(places):
        return asked
    own = officer.unit.division_id if officer.unit and officer.unit.division_id else ""
    near = next((code for code, _ in places if own and code.rstrip("0")[:4] == own[:4]), "")
    return near or (places[0][0] if places else "")
