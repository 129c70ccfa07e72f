"""Officers with what they answer for, and handing it over."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.console.views.opening_hours import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach.kinds import liaisons
from jishiyu.outreach.queries.documents import over_words
from jishiyu.registry import actions
from jishiyu.registry import queries as registry
from jishiyu.registry.kinds import roles
from jishiyu.registry.models import Duty, Officer, Post
from jishiyu.registry.queries import duties

PER_PAGE, MOST_SHOWN = 50, 300


@page("officers")
def officers(request: HttpRequest) -> HttpResponse:
    """Everybody who can answer for something, with their load by role."""
    reader, words = officer_of(request), request.GET.get("text", "").strip()[:40]
    unit = request.GET.get("unit", "")
    rows = duties.officers_to_answer(words)
    if reader.post == Post.HEAD:
        rows = rows.filter(unit_id=reader.unit_id or 0)
    elif unit.isdigit():
        rows = rows.filter(unit_id=int(unit))
    keep = request.GET.copy()
    keep.pop("page", None)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    loads = duties.loads(timezone.localdate(), [one.pk for one in shown])
    context = {
        "shown": shown,
        "rows": [(one, _by_role(loads.get(one.pk))) for one in shown],
        "text": words,
        "unit": unit,
        "units": registry.units() if reader.post != Post.HEAD else [],
        "keep": keep.urlencode(),
    }
    return render(request, "console/officers.html", context)


def _by_role(load: duties.Load | None) -> tuple[list[tuple[str, int]], int, int]:
    """Subjects by role in words, all of them, and other duties."""
    if load is None:
        return [], 0, 0
    return [(_role(code), count) for code, count in sorted(load.subjects.items())], load.total, load.others


def _role(code: str) -> str:
    role = roles().get(code)
    return str(role.name) if role else code


def _seen(request: HttpRequest, key: int) -> Officer:
    """The officer of a page, for themselves, their head, and whoever watches all."""
    reader = officer_of(request)
    found = duties.officer_by_key(key)
    own = found is not None and (
        found.pk == reader.pk or (reader.post == Post.HEAD and found.unit_id == reader.unit_id)
    )
    if found is None or not (own or reader.post in (Post.LEADER, Post.DISPATCHER, Post.CALLER)):
        raise Http404
    return found


def _may_hand_over(reader: Officer, one: Officer) -> bool:
    return reader.post in DECIDES or (reader.post == Post.HEAD and reader.unit_id == one.unit_id)


@page("officer_page")
def officer_page(request: HttpRequest, officer_id: int) -> HttpResponse:
    """What one officer answers for."""
    one = _seen(request, officer_id)
    today = timezone.localdate()
    shown = Paginator(duties.held_by(one.pk, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "one": one,
        "shown": shown,
        "rows": [(duty, _role(duty.role), over_words(duty)) for duty in shown],
        "load": _by_role(duties.loads(today, [one.pk]).get(one.pk)),
        "hands_over": _may_hand_over(officer_of(request), one),
        "run": next((run.role for run in liaisons() if run.leaders == (one.post == Post.LEADER)), ""),
        "keep": "",
    }
    return render(request, "console/officer_page.html", context)


@page("hand_over")
def hand_over(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Duties go to another: chosen, looked at, then done in one deed."""
    one, reader = _seen(request, officer_id), officer_of(request)
    if not _may_hand_over(reader, one):
        raise Http404
    held = list(duties.held_by(one.pk, timezone.localdate())[:MOST_SHOWN])
    said = {name: request.POST.get(name, "").strip()[:400] for name in ("to", "on", "note")}
    context: dict[str, object] = {
        "one": one,
        "rows": [(duty, _role(duty.role), over_words(duty)) for duty in held],
        "said": said if request.POST else {"on": str(timezone.localdate())},
        "chosen": {int(key) for key in request.POST.getlist("duty") if key.isdigit()} or {duty.pk for duty in held},
        "today": str(timezone.localdate()),
    }
    if request.method == "POST":
        try:
            chosen, to, on = _chosen(request, held, reader, said)
            if request.POST.get("step") == "do":
                made = actions.hand_over_duties(
                    {duty.pk: to.pk for duty in chosen}, on=on, note=said["note"], by=reader.actor, at=timezone.now()
                )
                messages.success(
                    request, _("%(n)s duties handed over to %(name)s.") % {"n": len(made), "name": to.name}
                )
                return redirect("console:officer_page", one.pk)
            context |= {"preview": chosen, "to": to, "on": on, "loads": _loads(one, to, len(chosen))}
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/hand_over.html", context, status=409 if "trouble" in context else 200)


def _chosen(
    request: HttpRequest, held: Sequence[Duty], reader: Officer, said: Mapping[str, str]
) -> tuple[list[Duty], Officer, date]:
    """What is handed over, to whom, from which day. Raises Refused: duty_unknown, officer_unknown, day_unreadable."""
    keys = set(request.POST.getlist("duty"))
    chosen = [duty for duty in held if str(duty.pk) in keys]
    if not chosen:
        raise Refused("duty_unknown")
    to = registry.officer_named(said["to"])
    if to is None or (reader.post == Post.HEAD and to.unit_id != reader.unit_id):
        raise Refused("officer_unknown", username=said["to"])
    return chosen, to, read_day(said["on"])


def _loads(one: Officer, to: Officer, moved: int) -> list[tuple[Officer, int, int]]:
    """Each of the two, with how many duties before and after."""
    loads = duties.loads(timezone.localdate(), [one.pk, to.pk])
    counts = {key: load.total + load.others for key, load in loads.items()}
    before, after = counts.get(one.pk, 0), counts.get(to.pk, 0)
    return [(one, before, before - moved), (to, after, after + moved)]
