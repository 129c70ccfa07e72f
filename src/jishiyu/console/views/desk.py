"""The dispatcher's desk: what is being said, and what waits to be sent."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions
from jishiyu.casework import queries as casework
from jishiyu.casework.rights import OPENS
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry.models import Officer
from jishiyu.sensing import queries as sensing

SHOWN = 15


@page("desk")
def desk(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    return render(request, "console/desk.html", {**_stream(officer), **_board(officer), "now": timezone.now()})


@page("desk_stream")
def desk_stream(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_stream.html", {**_stream(officer_of(request)), "now": timezone.now()})


@page("desk_waiting")
def desk_waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_board.html", {**_board(officer_of(request)), "now": timezone.now()})


def _stream(officer: Officer) -> dict[str, object]:
    quiet = sensing.quiet_leads(officer, timezone.now() - timedelta(days=2))[:10]
    return {"stream": sensing.heard(officer, sensing.HeardFilter(), SHOWN), "quiet": list(quiet)}


def _board(officer: Officer) -> dict[str, object]:
    found = casework.board(officer, timezone.now())
    return {
        "board": found,
        "counts": found.counts,
        "opens": OPENS,
        "rulings_url": reverse("console:judging"),
    }


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
