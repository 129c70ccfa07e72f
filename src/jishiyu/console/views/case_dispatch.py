"""The centre sends a case out, or closes it without a unit."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.casework import actions
from jishiyu.casework.queries import CasePage
from jishiyu.console.rights import page
from jishiyu.console.views.case_page import act, seen
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer


@page("case_dispatch")
@require_POST
def case_dispatch(request: HttpRequest, number: str) -> HttpResponse:
    unit, _sep, chosen_officer = request.POST.get("unit", "").partition(":")

    def deed(found: CasePage, officer: Officer) -> None:
        if not unit.isdigit():
            raise Refused("unit_unknown", unit=unit[:20])
        fitting = [one for one in found.suggestions if one.unit == int(unit)]
        actions.dispatch(
            found.case.pk,
            int(unit),
            officer_id=int(chosen_officer) if chosen_officer.isdigit() else None,
            reason=fitting[0].reasons if fitting else (("chosen", ""),),
            entry_id=fitting[0].entry if fitting else None,
            seen=seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return act(request, number, "dispatch", deed)


@page("case_close")
@require_POST
def case_close(request: HttpRequest, number: str) -> HttpResponse:
    def deed(found: CasePage, officer: Officer) -> None:
        actions.close_case(
            found.case.pk,
            outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", ""),
            seen=seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return act(request, number, "close", deed)
