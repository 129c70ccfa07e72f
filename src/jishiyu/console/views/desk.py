"""The dispatcher's desk: what is being said, and what waits to be sent."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions
from jishiyu.casework import queries as casework
from jishiyu.casework.queries import CaseFilter
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Unit
from jishiyu.sensing import queries as sensing

SHOWN = 40


@page("desk")
def desk(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    return render(request, "console/desk.html", {**_stream(officer), **_waiting(officer), "now": timezone.now()})


@page("desk_stream")
def desk_stream(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_stream.html", {**_stream(officer_of(request)), "now": timezone.now()})


@page("desk_waiting")
def desk_waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_waiting.html", {**_waiting(officer_of(request)), "now": timezone.now()})


def _stream(officer: Officer) -> dict[str, object]:
    quiet = sensing.quiet_leads(officer, timezone.now() - timedelta(days=2))[:10]
    return {"stream": sensing.stream(officer, most=SHOWN), "quiet": list(quiet)}


def _waiting(officer: Officer) -> dict[str, object]:
    now = timezone.now()
    cases = list(casework.desk(officer, CaseFilter(unassigned=True), now)[:SHOWN])
    best = casework.suggest_many(cases, now) if cases else []
    units = dict(Unit.objects.filter(pk__in={found[0].unit for found in best}).values_list("pk", "name"))
    places = registry.place_names({(case.division_id, case.cell_id) for case in cases})
    rows = [
        (case, found[0], units[found[0].unit], places[(case.division_id, case.cell_id)])
        for case, found in zip(cases, best, strict=True)
    ]
    return {"waiting": rows, "counts": casework.counts(officer, now)}


@page("lead_open")
@require_POST
def lead_open(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Open a case by hand from a lead below the threshold."""
    officer = officer_of(request)
    if not sensing.quiet_leads(officer, timezone.now() - timedelta(days=30)).filter(pk=lead_id).exists():
        raise Http404
    try:
        opened = actions.take_leads([lead_id], by=officer.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("console:desk")
    messages.success(request, _("Case %(number)s is open.") % {"number": opened[0].number})
    return redirect("console:case", opened[0].number)
