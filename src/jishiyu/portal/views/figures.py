"""The published figures, and the rows behind each, through the mask: no names, no words, places to the town."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.models import Case
from jishiyu.casework.tally import Mark
from jishiyu.figures import queries
from jishiyu.figures.charts import Chart, Series
from jishiyu.figures.indicators import GROUPS, INDICATORS
from jishiyu.figures.reports import queries as reports
from jishiyu.figures.scopes import Period, Scope
from jishiyu.look.charts import bars
from jishiyu.look.drawn import spoken, svg
from jishiyu.registry import queries as registry

DAYS = 30
PER_PAGE, REPORTS = 50, 12
TOWN = 9


def figures(request: HttpRequest) -> HttpResponse:
    period = queries.last_days(timezone.now(), DAYS)
    found = queries.overview(Scope(), period)
    trend = _trend(period)
    context = {
        "trend": svg(trend),
        "spoken": spoken(trend),
        "places": queries.by_township(Scope(), period),
        "reports": reports.reports(public=True)[:REPORTS],
        "groups": GROUPS,
        "board": found.board,
        "kinds": found.kinds,
        "bars": bars(queries.per_day(Scope(), period)),
        "period": period,
        "days": DAYS,
    }
    return render(request, "portal/figures.html", context)


def _trend(period: Period) -> Chart:
    """The share on time of what fell due, day by day."""
    kept = INDICATORS["on_time"]
    due = queries.daily(Scope(), period, "due_at", bears=kept.bears, lacks=kept.lacks, outside=Mark.EXCLUDED)
    labels = [f"{one.day.month}-{one.day.day}" for one in due]
    shares = [100 * one.n / one.of if one.of else None for one in due]
    return Chart(_("On time, of those due that day"), labels, [Series(kept.name, shares)], unit="%")


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
