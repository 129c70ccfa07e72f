"""The published figures, and the rows behind each, through the mask: no names, no words, places to the town."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.figures import queries
from jishiyu.figures.indicators import GROUPS, INDICATORS
from jishiyu.figures.queries import Scope
from jishiyu.look.charts import bars
from jishiyu.registry import queries as registry

DAYS = 30
PER_PAGE = 50
TOWN = 9


def figures(request: HttpRequest) -> HttpResponse:
    period = queries.last_days(timezone.now(), DAYS)
    found = queries.overview(Scope(), period)
    context = {
        "groups": GROUPS,
        "board": found.board,
        "kinds": found.kinds,
        "bars": bars(queries.per_day(Scope(), period)),
        "period": period,
        "days": DAYS,
    }
    return render(request, "portal/figures.html", context)


def figure(request: HttpRequest, code: str) -> HttpResponse:
    if code not in INDICATORS:
        raise Http404
    opened = queries.open_figure(code, Scope(), queries.last_days(timezone.now(), DAYS))
    side = request.GET.get("side", "part")[:8]
    rows: Page[Case] = Paginator(opened.rows(side), PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    towns = registry.place_names({(_town(case.division_id), None) for case in rows})
    context = {
        "opened": opened,
        "side": side,
        "shown": rows,
        "rows": [(case, towns[(_town(case.division_id), None)]) for case in rows],
        "keep": urlencode({"side": side}) if side != "part" else "",
        "days": DAYS,
    }
    return render(request, "portal/figure.html", context)


def _town(code: str | None) -> str | None:
    return code[:TOWN] if code else None
