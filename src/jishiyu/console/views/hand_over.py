"""Handing over what an officer answers for: narrowed, chosen by pages or as a whole, looked at, done in one deed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.officers import PER_PAGE, may_hand_over, role_name, seen_officer
from jishiyu.console.views.opening_hours import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import numbers_of
from jishiyu.outreach.queries.documents import over_words
from jishiyu.registry import actions
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Duty, Officer, Post
from jishiyu.registry.queries import duties


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is handed over, to whom and from which day. `seen` stands for exactly these duties: a deed done after a look
    at all that fit is refused when they are no longer the same."""

    keys: list[int]
    whole: bool
    to: Officer
    on: date

    @property
    def seen(self) -> str:
        return hashlib.sha256(",".join(map(str, self.keys)).encode()).hexdigest()[:32]


@page("hand_over")
def hand_over(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Duties go to another: chosen, looked at, then done in one deed."""
    one, reader = seen_officer(request, officer_id), officer_of(request)
    if not may_hand_over(reader, one):
        raise Http404
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("text", "role")}
    fitting = duties.to_hand_over(one.pk, today, role=asked["role"], words=asked["text"])
    said = {name: request.POST.get(name, "").strip()[:400] for name in ("to", "on", "note")}
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            chosen = _chosen(request, fitting, reader, said)
            if request.POST.get("step") == "do":
                return _do(request, one, chosen, said["note"])
            context = {"preview": chosen, "loads": _loads(one, chosen.to, len(chosen.keys))}
        except Refused as refused:
            context = {"trouble": message_of(refused)}
    context |= _shown(request, one, fitting) | {"one": one, "asked": asked, "today": str(today)}
    context["said"] = said if request.POST else {"on": str(today)}
    context["keep"] = urlencode({name: value for name, value in asked.items() if value})
    return render(request, "console/hand_over.html", context, status=409 if "trouble" in context else 200)


def _shown(request: HttpRequest, one: Officer, fitting: QuerySet[Duty]) -> dict[str, object]:
    """One page of what fits; all of it ticked until somebody has chosen."""
    shown = Paginator(fitting, PER_PAGE).get_page(request.GET.get("page"))
    ticked = set(numbers_of(request.POST.getlist("duty")))
    return {
        "shown": shown,
        "rows": [(duty, role_name(duty.role), over_words(duty)) for duty in shown],
        "chosen": ticked or {duty.pk for duty in shown},
        "whole": request.POST.get("whole") == "1",
        "roles": [(code, role_name(code), n) for code, n in duties.roles_to_hand_over(one.pk, timezone.localdate())],
    }


def _chosen(request: HttpRequest, fitting: QuerySet[Duty], reader: Officer, said: Mapping[str, str]) -> Chosen:
    """What is handed over: those ticked, or all that fit. Raises Refused: duty_unknown, officer_unknown,
    day_unreadable."""
    whole, ticked = request.POST.get("whole") == "1", request.POST.getlist("duty")
    if not whole:
        fitting = fitting.filter(pk__in=numbers_of(ticked[:PER_PAGE]))
    keys = sorted(fitting.values_list("pk", flat=True))
    if not keys:
        raise Refused("duty_unknown")
    to = registry.officer_named(said["to"])
    if to is None or (reader.post == Post.HEAD and to.unit_id != reader.unit_id):
        raise Refused("officer_unknown", username=said["to"])
    return Chosen(keys, whole, to, read_day(said["on"]))


def _do(request: HttpRequest, one: Officer, chosen: Chosen, note: str) -> HttpResponse:
    if chosen.whole and request.POST.get("seen") != chosen.seen:
        raise Refused("duties_changed", n=len(chosen.keys))
    moves = dict.fromkeys(chosen.keys, chosen.to.pk)
    made = actions.hand_over_duties(moves, on=chosen.on, note=note, by=officer_of(request).actor, at=timezone.now())
    messages.success(request, _("%(n)s duties handed over to %(name)s.") % {"n": len(made), "name": chosen.to.name})
    return redirect("console:officer_page", one.pk)


def _loads(one: Officer, to: Officer, moved: int) -> list[tuple[Officer, int, int]]:
    """Each of the two, with how many duties before and after."""
    loads = duties.loads(timezone.localdate(), [one.pk, to.pk])
    counts = {key: load.total + load.others for key, load in loads.items()}
    before, after = counts.get(one.pk, 0), counts.get(to.pk, 0)
    return [(one, before, before - moved), (to, after, after + moved)]
