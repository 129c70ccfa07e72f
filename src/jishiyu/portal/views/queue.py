"""Queues as everybody sees them, the lottery to be checked by anybody, and the applicant's own place."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.kinds import Scheme, offered, schemes
from jishiyu.entitlements.models import Draw, Offer, Waiting
from jishiyu.entitlements.queries import QueueFilter
from jishiyu.lib.refused import Refused
from jishiyu.look.queueing import wishes_said
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry

PER_PAGE, SHOWN = 50, 500


def queues(request: HttpRequest) -> HttpResponse:
    """Every queue this office keeps: of what it offers, and of what somebody waits for."""
    known = [(scheme, queries.queue_of(scheme.code)) for scheme in schemes() if scheme.queued]
    rows = [(scheme, queue) for scheme, queue in known if scheme in offered() or (queue and queue.total)]
    return render(request, "portal/queues.html", {"rows": rows})


def _scheme(code: str) -> Scheme:
    found = next((scheme for scheme in schemes() if scheme.code == code and scheme.queued), None)
    if found is None:
        raise Http404
    return found


def queue(request: HttpRequest, scheme: str) -> HttpResponse:
    """The order, names masked, and every act that changed it by hand."""
    found, number = _scheme(scheme), request.GET.get("number", "").strip()[:20]
    rows = queries.queue_rows(scheme, QueueFilter(number=number))
    context = {
        "scheme": found,
        "queue": queries.queue_of(scheme),
        "shown": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "number": number,
        "keep": f"number={number}" if number.isascii() and number.replace("-", "").isalnum() else "",
        "counts": queries.counts_of(scheme),
        "log": queries.order_log(scheme, ruled_only=True),
        "draws": queries.draws_of(scheme),
    }
    return render(request, "portal/queue.html", context)


def draw(request: HttpRequest, scheme: str, number: int) -> HttpResponse:
    """One list of the lottery with all it takes to draw it again."""
    found, row = _scheme(scheme), _draw(scheme, number)
    return render(request, "portal/draw.html", {"scheme": found, "draw": row, "order": row.order[:SHOWN]})


def draw_list(request: HttpRequest, scheme: str, number: int) -> HttpResponse:
    """The frozen list, byte for byte."""
    _scheme(scheme)
    row, name = _draw(scheme, number), f'attachment; filename="{scheme}-{number}.txt"'
    headers = {"Content-Disposition": name}
    return HttpResponse(row.listed.encode(), content_type="text/plain; charset=utf-8", headers=headers)


def _draw(scheme: str, number: int) -> Draw:
    row = queries.draw_of(scheme, number)
    if row is None:
        raise Http404
    return row


def own_place(request: HttpRequest, token: str) -> HttpResponse:
    """The applicant's place, offer and needs, by the address of their claim."""
    row = _own(token)
    scheme = _scheme(row.scheme)
    offers = queries.offers_to(row)
    gives_homes = scheme.gives == "home"
    context: dict[str, Any] = {
        "scheme": scheme,
        "row": row,
        "token": token,
        "in_line": row.state in Waiting.IN_LINE,
        "came_free": queries.came_free(row, timezone.now()) if gives_homes else None,
        "open": next((offer for offer in offers if offer.state == Offer.State.OPEN), None),
        "offers": offers,
        "reasons": Offer.Reason.choices,
        "today": timezone.localdate(),
        "places": registry.office_divisions() if gives_homes else [],
        "institutions": [] if gives_homes else queries.institutions(row.scheme),
    }
    return render(request, "portal/own_place.html", context)


def _own(token: str) -> Waiting:
    row = queries.waiting_by_token(token)
    if row is None:
        raise Http404
    return row


@require_POST
def own_answer(request: HttpRequest, token: str, offer_id: int) -> HttpResponse:
    """Take the offer, or refuse it: told before what that costs, and to be said twice."""
    row, said = _own(token), request.POST
    if offer_id not in {offer.pk for offer in queries.offers_to(row)}:
        raise Http404
    taken = said.get("taken") == "yes"
    if said.get("sure") != "yes":
        messages.error(request, _("Say that you are sure."))
        return redirect(reverse("portal:own_place", args=[token]))
    try:
        actions.answer_offer(
            offer_id,
            taken=taken,
            reason=said.get("reason", ""),
            words=said.get("words", ""),
            by=actions.APPLICANT,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(
            request, _("It is yours once the contract is signed.") if taken else _("Your answer is noted.")
        )
    return redirect("portal:own_place", token)


@require_POST
def own_wishes(request: HttpRequest, token: str) -> HttpResponse:
    """What the household can use."""
    row = _own(token)
    try:
        actions.set_wishes(row.pk, wishes_said(request.POST), by=actions.APPLICANT, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Noted. Your number stays the same."))
    return redirect("portal:own_place", token)
