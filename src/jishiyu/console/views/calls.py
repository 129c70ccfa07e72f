"""The caller's screen: whom to ring next, what was promised and answered, and what came of the call."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.models import CallBack
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

SHOWN = 30


@page("calls")
def calls(request: HttpRequest) -> HttpResponse:
    return _show(request, officer_of(request))


def _show(request: HttpRequest, officer: Officer, *, trouble: str = "", contact: object = None) -> HttpResponse:
    now = timezone.now()
    held = queries.held_call(officer, now)
    waiting = queries.waiting_calls(officer, now)
    rows = [] if held else list(waiting[:SHOWN])
    places = registry.place_names({(row.case.division_id, row.case.cell_id) for row in rows})
    context = {
        "page": queries.call_page(held, now) if held else None,
        "rows": [(row, places[(row.case.division_id, row.case.cell_id)]) for row in rows],
        "count": waiting.count(),
        "trouble": trouble,
        "contact": contact,
        "said": request.POST,
        "now": now,
    }
    return render(request, "console/calls.html", context, status=409 if trouble else 200)


@page("call_next")
def call_next(request: HttpRequest) -> HttpResponse:
    """Take the next call, or the one that was chosen from the list."""
    officer, chosen = officer_of(request), request.POST.get("call", "")
    if request.method != "POST":
        return redirect("console:calls")
    try:
        call = actions.take_call(call_id=number_of(chosen), by=officer.actor, at=timezone.now())
    except Refused as refused:
        return _show(request, officer, trouble=message_of(refused))
    if call is None:
        messages.info(request, _("Nobody is to be rung now."))
    return redirect("console:calls")


@page("call_act")
@require_POST
def call_act(request: HttpRequest, call_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    if act not in ACTS:
        raise Http404
    try:
        return ACTS[act](request, call_id, officer)
    except Refused as refused:
        return _show(request, officer, trouble=message_of(refused))


def _leave(request: HttpRequest, call_id: int, officer: Officer) -> HttpResponse:
    actions.leave_call(call_id, by=officer.actor, at=timezone.now())
    return redirect("console:calls")


def _look(request: HttpRequest, call_id: int, officer: Officer) -> HttpResponse:
    """Whom to ring; the look is recorded with the case."""
    held = queries.held_call(officer, timezone.now())
    if held is None or held.pk != call_id:
        raise Refused("call_held")
    contact = actions.reveal_contact(held.case_id, why=_("call-back"), by=officer.actor, at=timezone.now())
    return _show(request, officer, contact=contact)


def _unreached(request: HttpRequest, call_id: int, officer: Officer) -> HttpResponse:
    note = request.POST.get("other", "").strip() or request.POST.get("note", "")
    call = actions.note_unreached(call_id, note=note, by=officer.actor, at=timezone.now())
    over = call.state == CallBack.State.UNREACHABLE
    messages.success(
        request,
        _("Closed: three tries on two days did not reach the requester. It counts as neither solved nor satisfied.")
        if over
        else _("Noted. It comes again in another half-day."),
    )
    return redirect("console:calls")


def _reached(request: HttpRequest, call_id: int, officer: Officer) -> HttpResponse:
    said, rating = request.POST.get("said", ""), request.POST.get("rating", "")
    if said not in ("solved", "partly", "not_solved"):
        return _show(request, officer, trouble=_("Say whether it was solved."))
    word = actions.Word(
        solved=said == "solved",
        partly=said == "partly",
        rating=number_of(rating),
        words=request.POST.get("words", ""),
    )
    actions.note_reached(call_id, word, by=officer.actor, at=timezone.now())
    messages.success(
        request, _("Closed as solved.") if word.solved else _("Sent back to be redone, on the original clock.")
    )
    return redirect("console:calls")


ACTS: Mapping[str, Callable[[HttpRequest, int, Officer], HttpResponse]] = {
    "leave": _leave,
    "look": _look,
    "unreached": _unreached,
    "reached": _reached,
}
