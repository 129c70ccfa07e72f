"""Everything that is said, as it is said, with what was made of it."""

from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework.kinds import kinds
from jishiyu.console.rights import officer_of, page
from jishiyu.look.requests import day_of, number_of
from jishiyu.registry import queries as registry
from jishiyu.sensing import queries
from jishiyu.sensing.queries import HeardFilter

PER_PAGE = 40
GROUPS_OFFERED = 500
ID_DIGITS = 15
FURTHER = ("urgency", "kind", "source", "group", "since", "until")  # filters that lie folded until one is set


@page("stream")
def stream(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    context = {
        **_rows(request),
        "kinds": kinds(),
        "groups": queries.groups(officer)[:GROUPS_OFFERED],
        "sources": queries.sources(),
    }
    return render(request, "console/stream.html", context)


@page("stream_rows")
def rows(request: HttpRequest) -> HttpResponse:
    """The rows alone, for a page that is open while more is said."""
    return render(request, "console/_stream_rows.html", _rows(request))


def _rows(request: HttpRequest) -> dict[str, object]:
    asked = asked_of(request)
    found = queries.heard(officer_of(request), asked, PER_PAGE + 1)
    shown = found[:PER_PAGE]
    places = registry.place_names({(one.division_id, one.cell_id) for one in shown if one.risk})
    keep = request.GET.copy()
    keep.pop("before", None)
    return {
        "rows": [(one, places.get((one.division_id, one.cell_id), "")) for one in shown],
        "older": shown[-1].pk if len(found) > PER_PAGE else None,
        "asked": asked,
        "said": request.GET,
        "keep": keep.urlencode(),
        "narrowed": any(request.GET.get(name) for name in FURTHER),
        "reach": queries.WORDS_REACH if asked.text and asked.since is None else None,
        "now": timezone.now(),
    }


def asked_of(request: HttpRequest) -> HeardFilter:
    """The filter a query string asks for; what makes no sense asks for nothing."""
    said = request.GET
    return HeardFilter(
        verdict=said["verdict"] if said.get("verdict") in ("risk", "ordinary") else "",
        kind=said.get("kind", "")[:60],
        urgency=number_of(said.get("urgency", "")) or 0,
        group=number_of(said.get("group", "")),
        source=number_of(said.get("source", "")),
        text=said.get("text", "").strip()[:80],
        version=said.get("version", "")[:64],
        since=day_of(said.get("since", ""), time.min),
        until=day_of(said.get("until", ""), time.max),
        before=number_of(said.get("before", ""), ID_DIGITS),
    )
