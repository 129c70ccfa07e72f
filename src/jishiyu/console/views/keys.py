"""Keys with which other systems act as an officer: made and ended by them; the security administrator sees all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import WORKS, officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import actions, queries


@page("keys")
def keys(request: HttpRequest) -> HttpResponse:
    """The list; a key that was just made is shown this once."""
    officer, trouble, made = officer_of(request), "", ""
    if request.method == "POST":
        label = request.POST.get("label", "").replace("\x00", "")
        try:
            made = actions.make_key(officer.pk, label, by=officer.actor, at=timezone.now())[1]
        except Refused as refused:
            trouble = message_of(refused)
    context = {
        "rows": queries.keys_for(officer),
        "own": officer.post in WORKS,
        "made": made,
        "trouble": trouble,
        "now": timezone.now(),
    }
    return render(request, "console/keys.html", context, status=422 if trouble else 200)


@require_POST
@page("key_end")
def key_end(request: HttpRequest, name: str) -> HttpResponse:
    try:
        actions.end_key(name, by=officer_of(request).actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("The key opens nothing any more."))
    return redirect("console:keys")
