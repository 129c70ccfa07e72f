"""The head's page: who of the unit holds what, and handing a task from one to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework import queries
from jishiyu.console.rights import officer_of, page
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry


@page("unit")
def unit(request: HttpRequest) -> HttpResponse:
    return render(request, "console/unit.html", _held(request))


@page("unit_held")
def unit_held(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_unit.html", _held(request))


def _held(request: HttpRequest) -> dict[str, object]:
    officer, said = officer_of(request), request.GET.get("of", "")
    alone = -1 if said == "-1" else number_of(said)  # -1: what nobody holds
    everybody = queries.held_in_unit(officer, alone)
    return {
        "everybody": everybody,
        "alone": alone,
        "officers": registry.officers_of(officer.unit_id) if officer.unit_id else [],
        "next_of": queries.promised_next({task.case_id for one in everybody for task in one.tasks}),
        "now": timezone.now(),
    }
