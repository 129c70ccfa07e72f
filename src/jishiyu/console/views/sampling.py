"""How call-backs are chosen: the plan, set by the system administrator from a day on, and every draw with its seed."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import actions, queries
from jishiyu.casework.sampling import CLASSES, LEAST_SHARE, MOST_SHARE
from jishiyu.console.rights import RUNS, officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.sensing import queries as sensing


@page("sampling")
def sampling(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    today = timezone.localdate(now)
    may_set, trouble = officer.post in RUNS, ""
    if request.method == "POST":
        if not may_set:
            raise Http404
        try:
            _set(request, officer.actor)
        except Refused as refused:
            trouble = message_of(refused)
        else:
            messages.success(request, _("Set."))
            return redirect("console:sampling")
    context = {
        "plan": queries.plan_on(today),
        "plans": queries.plans(),
        "draws": [(draw, *_sums(draw.frame)) for draw in queries.draws()],
        "classes": CLASSES,
        "sources": sensing.sources() if may_set else [],
        "least": LEAST_SHARE,
        "most": MOST_SHARE,
        "may_set": may_set,
        "trouble": trouble,
        "today": today,
    }
    return render(request, "console/sampling.html", context, status=409 if trouble else 200)


def _set(request: HttpRequest, by: str) -> None:
    said = request.POST
    try:
        since = date.fromisoformat(said.get("since", ""))
    except ValueError:
        raise Refused("day_unreadable", day=said.get("since", "")[:20]) from None
    share = said.get("share", "")
    actions.set_sampling_plan(
        since,
        share=number_of(share, 3) or 0,
        whole=said.getlist("whole"),
        sources=said.getlist("sources"),
        note=said.get("note", ""),
        by=by,
        at=timezone.now(),
    )


def _sums(frame: dict[str, list[int]]) -> tuple[int, int]:
    """All rows of a day, and those called back."""
    return sum(rows for rows, _taken in frame.values()), sum(taken for _rows, taken in frame.values())
