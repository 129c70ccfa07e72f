"""An officer's own enterprises on the phone: whose visit is due, what is open, how to reach them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions, queries


@page("mine")
def mine(request: HttpRequest) -> HttpResponse:
    now, words = timezone.now(), request.GET.get("q", "")[:40]
    context = {
        "phone": queries.on_the_phone(officer_of(request), now, words),
        "q": words,
        "now": now,
        "day": timezone.localdate(now),
    }
    return render(request, "console/mine.html", context)


@page("mine_contact")
@require_POST
def contact(request: HttpRequest, subject_id: int) -> HttpResponse:
    """How to reach one, with a reason; the look is recorded. A part of the page, or a page of its own."""
    officer = officer_of(request)
    context: dict[str, object] = {"subject_id": subject_id}
    try:
        reached = actions.reveal_subject(
            subject_id, why=request.POST.get("why", ""), by=officer.actor, at=timezone.now()
        )
        context |= {"reached": reached}
    except Refused as refused:
        context |= {"trouble": message_of(refused)}
    part = "console/_mine_contact.html" if request.headers.get("HX-Request") else "console/mine_contact.html"
    return render(request, part, context, status=200 if "reached" in context else 422)


@page("mine_appoint")
@require_POST
def appoint(request: HttpRequest, subject_id: int) -> HttpResponse:
    on = _day(request.POST.get("on", ""))
    try:
        if on is None:
            raise Refused("appointment_day")
        words = request.POST.get("words", "")
        by = officer_of(request).actor
        row = actions.appoint_visit(subject_id, on=on, words=words, by=by, at=timezone.now())
        messages.success(request, _("Appointed for %(day)s.") % {"day": row.on})
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:mine")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@page("mine_drop")
@require_POST
def drop(request: HttpRequest, appointment_id: int) -> HttpResponse:
    try:
        actions.drop_appointment(appointment_id, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:mine")
