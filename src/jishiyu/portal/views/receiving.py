"""What a household receives, on its own pages: an invitation, its payments, its permits; and for anybody, whether a
permit holds."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.entitlements import actions, permits
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Claim, Permit
from jishiyu.entitlements.queries import awards, due, payments
from jishiyu.lib.refused import Refused
from jishiyu.look.due_reasons import reasons_of
from jishiyu.look.refusals import message_of

MOST_LINES = 60


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation: why it is due, and one button that is the whole application. Looking changes nothing."""
    found = due.invitation_by_token(token)
    if found is None:
        raise Http404
    scheme = scheme_of(found.scheme)
    context = {
        "one": found,
        "scheme": scheme,
        "reasons": reasons_of(scheme, found, timezone.localdate()),
        "open": found.state == found.State.INVITED,
        "token": token,
    }
    return render(request, "portal/invited.html", context)


@require_POST
def invited_answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        if request.POST.get("answer") == "yes":
            actions.accept_invitation(token, by="requester", at=timezone.now())
            messages.success(request, _("Thank you. Your application is there; you need do nothing more for now."))
        else:
            actions.decline_invitation(token, by="requester", at=timezone.now())
            messages.success(request, _("Noted. You will not be asked again."))
    except Refused as refused:
        if refused.code == "invitation_unknown":
            raise Http404 from None
        messages.error(request, message_of(refused))
    return redirect("portal:invited", token)


def received(request: HttpRequest, token: str) -> HttpResponse:
    """The payments and permits of the claim whose address this is."""
    claim = Claim.objects.filter(token=token).first()
    if claim is None:
        raise Http404
    own = Award.objects.filter(claim=claim).order_by("pk")
    context = {
        "claim": claim,
        "scheme": scheme_of(claim.scheme),
        "awards": list(own),
        "lines": payments.own_payments([claim.household_id])
        .filter(award__in=own)
        .select_related("account")[:MOST_LINES],
        "permits": list(Permit.objects.filter(award__in=own).order_by("-pk")),
    }
    return render(request, "portal/received.html", context)


def permit_shown(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a permit holds today, masked: for whoever scanned or typed its code, or reads what its QR says."""
    permit, said = awards.permit_by_code(code), request.GET.get("text", "")
    if permit is None and said:
        pass_ = permits.read(said[:2000], permits.public_key(settings.JISHIYU_PERMIT_KEY))
        permit = Permit.objects.filter(number=pass_.number).first() if pass_ else None
    scheme = scheme_of(Award.objects.get(pk=permit.award_id).scheme) if permit else None
    context = {"permit": permit, "scheme": scheme, "today": timezone.localdate()}
    return render(request, "portal/permit.html", context, status=200 if permit else 404)


def permit_key(request: HttpRequest) -> HttpResponse:
    """The public key by which permits are verified off-line, in hex and as a QR."""
    return render(request, "portal/permit_key.html", {"key": permits.public_key(settings.JISHIYU_PERMIT_KEY)})
