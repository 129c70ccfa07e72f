"""The head's page: who of the unit holds what, and handing a task from one to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework import queries
from jishiyu.console.rights import officer_of, page
from jishiyu.figures import queries as figures
from jishiyu.figures.queries import Figure
from jishiyu.figures.scopes import Scope, last_days
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry

DAYS = 30
SHOWN = ("on_time", "on_time_as_promised", "solved", "satisfied", "extended", "excluded", "returned", "redone")


@page("unit")
def unit(request: HttpRequest) -> HttpResponse:
    return render(request, "console/unit.html", {**_held(request), "figures": _figures(request), "days": DAYS})


def _figures(request: HttpRequest) -> list[Figure]:
    """How the unit does, and beside it how often it had something extended or excluded; in one query."""
    scope, period = Scope(unit=officer_of(request).unit_id or 0), last_days(timezone.now(), DAYS)
    board = {one.code: one for one in figures.overview(scope, period).board}
    return [board[code] for code in SHOWN]


@page("unit_held")
def unit_held(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_unit.html", _held(request))


def _held(request: HttpRequest) -> dict[str, object]:
    officer, said = officer_of(request), request.GET.get("of", "")
    alone = -1 if said == "-1" else number_of(said)  # -1: what nobody holds
    everybody = queries.held_in_unit(officer, alone)
    colleagues = [one.officer for one in everybody if one.officer is not None]
    if alone is not None and officer.unit_id:  # then everybody is not all of them
        colleagues = registry.officers_of(officer.unit_id)
    return {
        "everybody": everybody,
        "alone": alone,
        "officers": colleagues,
        "next_of": queries.promised_next({task.case_id for one in everybody for task in one.tasks}),
        "now": timezone.now(),
    }
