"""The judge's queue: what others ask for, decided on the spot with words."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.asking import CODES
from jishiyu.casework.queries import Item
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

RETURN = "return"


@page("judging")
def judging(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    queue = queries.judging(officer, now)
    names = registry.actor_names(item.by for item in queue.items)
    return render(request, "console/judging.html", {"queue": queue, "actors": names, "now": now})


@page("judge")
@require_POST
def judge(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Decide one thing. Where parts are fetched, what is decided vanishes and what is refused says why in its place."""
    if kind not in (RETURN, *CODES):
        raise Http404
    officer, now = officer_of(request), timezone.now()
    part = bool(request.headers.get("HX-Request"))
    try:
        _decide(kind, key, request, officer, now)
    except Refused as refused:
        item = queries.item_of(officer, kind, key, now) if part else None
        if item is not None:
            return _again(request, item, message_of(refused), now)
        if part:
            return render(request, "console/_judge_gone.html", {"trouble": message_of(refused)})
        messages.error(request, message_of(refused))
        return redirect("console:judging")
    if part:
        return HttpResponse()
    messages.success(request, _("Done."))
    return redirect("console:judging")


def _decide(kind: str, key: int, request: HttpRequest, officer: Officer, now: datetime) -> None:
    grant, words = request.POST.get("ruling") == "grant", request.POST.get("words", "")
    if request.POST.get("ruling") not in ("grant", "refuse"):
        raise Refused("not_now", act="judge", state="")
    if kind == RETURN:
        actions.decide_return(key, uphold=grant, words=words, by=officer.actor, at=now)
    else:
        actions.decide(key, grant=grant, words=words, by=officer.actor, at=now)


def _again(request: HttpRequest, item: Item, trouble: str, now: datetime) -> HttpResponse:
    names = registry.actor_names([item.by])
    context = {"item": item, "trouble": trouble, "actors": names, "said": request.POST, "now": now}
    return render(request, "console/_judge_item.html", context)
