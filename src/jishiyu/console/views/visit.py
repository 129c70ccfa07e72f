"""Writing a visit down, with the network or without, and the page of one visit.

The note's page is kept on the phone by a service worker (look/static/look/visit-worker.js) and its drafts by a script
(drafts.js); both are for the addresses below visits/note/ alone, and without them the form is a plain form.
"""

from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework.queries import visible_cases
from jishiyu.console.rights import officer_of, page
from jishiyu.console.visit_form import offered, said_of
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions, queries, rights
from jishiyu.outreach.models import Visit
from jishiyu.outreach.visits import MOST_NEEDS
from jishiyu.registry import queries as registry


@page("visit_note")
def note(request: HttpRequest) -> HttpResponse:
    officer, now, trouble = officer_of(request), timezone.now(), ""
    if request.method == "POST":
        try:
            made = _record(request)
            messages.success(request, _("The visit is written down."))
            return redirect("console:visit", made.pk)
        except Refused as refused:
            trouble = message_of(refused)
    context = {
        "mine": queries.choices(officer, now),
        "chosen": request.POST.get("subject") or request.GET.get("for", ""),
        "appointment": request.POST.get("appointment") or request.GET.get("appointment", ""),
        "offered": offered(),
        "needs": range(1, MOST_NEEDS + 1),
        "colleagues": [one for one in registry.officers_of(officer.unit_id or 0) if one.pk != officer.pk],
        "ways": Visit.Way.choices,
        "said": request.POST,
        "trouble": trouble,
        "at": f"{timezone.localtime(now):%Y-%m-%dT%H:%M}",
        "now": now,
    }
    return render(request, "console/visit_note.html", context, status=422 if trouble else 200)


def _record(request: HttpRequest) -> Visit:
    return actions.record_visit(said_of(request), by=officer_of(request).actor, at=timezone.now())


@page("visit_send")
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """A draft of the phone, sent as often as it takes: 200 with the visit, or 422 with why not in words."""
    try:
        made = _record(request)
    except Refused as refused:
        return JsonResponse({"state": "refused", "code": refused.code, "why": message_of(refused)}, status=422)
    cases = [need.case.number for need in made.needs.select_related("case").order_by("number")]
    return JsonResponse({"state": "sent", "address": reverse("console:visit", args=[made.pk]), "cases": cases})


@page("visit_hand")
def hand(request: HttpRequest) -> JsonResponse:
    """Whose session this is, and its token for a form: a draft is sent only by the officer who wrote it."""
    return JsonResponse({"officer": officer_of(request).pk, "token": get_token(request)})


@page("visit_worker")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from where it may reach no further than the note's page."""
    found = finders.find("look/visit-worker.js")
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")


@page("visit")
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    found = queries.visit_of(officer, visit_id, now)
    if found is None:
        raise Http404
    cases = [need.case for need in sorted(found.needs.all(), key=lambda one: one.number)]
    open_to = set(visible_cases(officer).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
    context = {
        "visit": found,
        "name": queries.name_of(found.subject),
        "place": registry.place_name(found.subject.division_id),
        "cases": cases,
        "open_to": open_to,
        "may_strike": found.struck_at is None and rights.may_strike(officer, found.by_id),
        "later": (found.arrived_at - found.took_place_at).days,
        "now": now,
    }
    return render(request, "console/visit.html", context)


@page("visit_strike")
@require_POST
def strike(request: HttpRequest, visit_id: int) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    if queries.visit_of(officer, visit_id, now) is None:
        raise Http404
    try:
        actions.strike_visit(visit_id, why=request.POST.get("why", ""), by=officer.actor, at=now)
        messages.success(request, _("Struck. It counts no more and stays listed."))
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:visit", visit_id)


@page("visit_photo")
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    found = queries.visit_photo(officer_of(request), photo_id, timezone.now())
    if found is None:
        raise Http404
    with found.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
