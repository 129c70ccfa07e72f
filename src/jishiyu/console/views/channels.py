"""How an officer is reached outside the product: their own channels, added and ended by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jishiyu.console.rights import KEEPS_KEYS, officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.notices import actions, queries


@sensitive_post_parameters("address")
@page("channels")
def channels(request: HttpRequest) -> HttpResponse:
    officer, trouble = officer_of(request), ""
    if request.method == "POST":
        try:
            _add(request)
        except Refused as refused:
            trouble = message_of(refused)
        else:
            messages.success(request, _("The channel is added. Its address is kept sealed and not shown again."))
            return redirect("console:channels")
    context = {
        "rows": queries.channels_of(officer.actor),
        "trouble": trouble,
        "label": request.POST.get("label", ""),
        "keys": officer.post in KEEPS_KEYS,
    }
    return render(request, "console/channels.html", context, status=422 if trouble else 200)


def _add(request: HttpRequest) -> None:
    actor = officer_of(request).actor
    actions.add_channel(
        actor,
        address=request.POST.get("address", "").strip()[:500],
        label=request.POST.get("label", "").strip(),
        urgent_only=request.POST.get("urgent_only") == "1",
        by=actor,
        at=timezone.now(),
    )


@require_POST
@page("channel_end")
def channel_end(request: HttpRequest, channel_id: int) -> HttpResponse:
    try:
        actions.end_channel(channel_id, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:channels")
