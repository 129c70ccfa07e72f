"""Figures for those who work here, and the rows behind each."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jishiyu.console.rights import HANDLES, officer_of, page
from jishiyu.console.views import renewing
from jishiyu.figures import queries
from jishiyu.figures.indicators import GROUPS
from jishiyu.figures.queries import Scope
from jishiyu.look.charts import bars
from jishiyu.look.requests import number_of
from jishiyu.packs.loader import answering
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

PERIODS = (7, 30, 90)
PARTS = {"board": "console/_figures_board.html", "rest": "console/_figures_rest.html"}


@page("figures")
def figures(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    scope, days = _asked(request, officer)
    period = queries.last_days(now, days)
    found = queries.overview(scope, period)
    context = {
        **_frame(request, scope, days),
        "groups": GROUPS,
        "board": found.board,
        "spans": queries.spans(scope, period),
        "kinds": found.kinds,
        "places": queries.by_township(scope, period),
        "bars": bars(queries.per_day(scope, period)),
        "now": now,
    }
    return renewing.shown(request, "console/figures.html", PARTS, context)


def _asked(request: HttpRequest, officer: Officer) -> tuple[Scope, int]:
    """Whose cases and how many days. Those who handle see their own unit's figures."""
    said = request.GET
    days = int(said["days"]) if said.get("days") in {str(days) for days in PERIODS} else 30
    pack = said.get("pack", "")
    unit = said.get("unit", "")
    chosen = number_of(unit)
    own = officer.unit_id or 0
    return Scope(
        pack=pack if pack in {one.code for one in answering()} else "", unit=own if officer.post in HANDLES else chosen
    ), days


def _frame(request: HttpRequest, scope: Scope, days: int) -> dict[str, object]:
    keep = request.GET.copy()
    for name in ("page", "side", renewing.SEEN):
        keep.pop(name, None)
    return {
        "scope": scope,
        "days": days,
        "periods": PERIODS,
        "packs": answering(),
        "units": registry.units(),
        "keep": keep.urlencode(),
    }
