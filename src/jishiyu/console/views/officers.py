"""Officers with what they answer for."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.look.requests import number_of
from jishiyu.outreach.kinds import run_for
from jishiyu.outreach.queries.documents import over_words
from jishiyu.registry import queries as registry
from jishiyu.registry.kinds import roles
from jishiyu.registry.models import Officer, Post
from jishiyu.registry.queries import duties

PER_PAGE = 50


@page("officers")
def officers(request: HttpRequest) -> HttpResponse:
    """Everybody who can answer for something, with their load by role."""
    reader, words = officer_of(request), request.GET.get("text", "").strip()[:40]
    unit = number_of(request.GET.get("unit", ""))
    rows = duties.officers_to_answer(words)
    if reader.post == Post.HEAD:
        rows = rows.filter(unit_id=reader.unit_id or 0)
    elif unit is not None:
        rows = rows.filter(unit_id=unit)
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
    return [(role_name(code), count) for code, count in sorted(load.subjects.items())], load.total, load.others


def role_name(code: str) -> str:
    role = roles().get(code)
    return str(role.name) if role else code


def seen_officer(request: HttpRequest, key: int) -> Officer:
    """The officer of a page, for themselves, their head, and whoever watches all."""
    reader = officer_of(request)
    found = duties.officer_by_key(key)
    own = found is not None and (
        found.pk == reader.pk or (reader.post == Post.HEAD and found.unit_id == reader.unit_id)
    )
    if found is None or not (own or reader.post in (Post.LEADER, Post.DISPATCHER, Post.CALLER)):
        raise Http404
    return found


def may_hand_over(reader: Officer, one: Officer) -> bool:
    return reader.post in DECIDES or (reader.post == Post.HEAD and reader.unit_id == one.unit_id)


@page("officer_page")
def officer_page(request: HttpRequest, officer_id: int) -> HttpResponse:
    """What one officer answers for."""
    one = seen_officer(request, officer_id)
    today, run = timezone.localdate(), run_for(leads=one.post == Post.LEADER)
    shown = Paginator(duties.held_by(one.pk, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "one": one,
        "shown": shown,
        "rows": [(duty, role_name(duty.role), over_words(duty)) for duty in shown],
        "load": _by_role(duties.loads(today, [one.pk]).get(one.pk)),
        "hands_over": may_hand_over(officer_of(request), one),
        "run": run.role if run else "",
        "keep": "",
    }
    return render(request, "console/officer_page.html", context)
