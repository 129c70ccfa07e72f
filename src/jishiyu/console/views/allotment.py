"""Allotment: what would be offered to whom, the offers, and their answers noted at the counter."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.queue import scheme_for
from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.models import Offer
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of

PER_PAGE, SHOWN = 50, 200


@page("allotment")
def allotment(request: HttpRequest, scheme: str) -> HttpResponse:
    """The offers, and for a keeper who asks for it the preview of the next ones."""
    found, keeps = scheme_for(request, scheme)
    state = request.GET.get("state", "")[:10]
    preview = queries.preview_offers(scheme, SHOWN) if keeps and request.GET.get("preview") == "1" else None
    context = {
        "scheme": found,
        "keeps": keeps,
        "preview": preview,
        "shown": Paginator(queries.offers(scheme, state), PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": Offer.State.choices,
        "reasons": Offer.Reason.choices,
        "today": timezone.localdate(),
        "keep": f"state={state}" if state else "",
    }
    return render(request, "console/allotment.html", context)


@page("offers_make")
@require_POST
def offers_make(request: HttpRequest, scheme: str) -> HttpResponse:
    """Make the offers of a preview, and just these."""
    scheme_for(request, scheme)
    seen = request.POST.get("seen", "") or "-"
    try:
        made = actions.make_offers(scheme, seen=seen, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("%(n)d offers are made.") % {"n": len(made)})
    return redirect("console:allotment", scheme)


@page("offer_act")
@require_POST
def offer_act(request: HttpRequest, scheme: str, offer_id: int, act: str) -> HttpResponse:
    """An answer noted, an offer withdrawn, a contract signed."""
    scheme_for(request, scheme)
    if not queries.offers(scheme).filter(pk=offer_id).exists():
        raise Http404
    try:
        _do(request, offer_id, act)
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Noted."))
    return redirect("console:allotment", scheme)


def _do(request: HttpRequest, offer_id: int, act: str) -> None:
    said, by, now = request.POST, officer_of(request).actor, timezone.now()
    if act == "take":
        actions.answer_offer(offer_id, taken=True, by=by, at=now)
    elif act == "refuse":
        reason, words = said.get("reason", ""), said.get("words", "")
        actions.answer_offer(offer_id, taken=False, reason=reason, words=words, by=by, at=now)
    elif act == "withdraw":
        actions.withdraw_offer(offer_id, words=said.get("words", ""), by=by, at=now)
    elif act == "sign":
        actions.sign_offer(offer_id, since=_day(said.get("since", "")), by=by, at=now)
    else:
        raise Http404


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None
