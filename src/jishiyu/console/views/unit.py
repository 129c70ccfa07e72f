"""The head's page: who of the unit holds what, and handing a task from one to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.casework import queries
from jishiyu.console.rights import officer_of, page
from jishiyu.registry.models import Officer


@page("unit")
def unit(request: HttpRequest) -> HttpResponse:
    return render(request, "console/unit.html", _held(officer_of(request)))


@page("unit_held")
def unit_held(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_unit.html", _held(officer_of(request)))


def _held(officer: Officer) -> dict[str, object]:
    everybody = queries.held_in_unit(officer)
    return {
        "everybody": everybody,
        "officers": [one.officer for one in everybody if one.officer is not None],
        "next_of": queries.promised_next({task.case_id for one in everybody for task in one.tasks}),
        "now": timezone.now(),
    }
