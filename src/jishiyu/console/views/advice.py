"""Advice by season and weather: what I have to pass on, and how far it has got."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jishiyu.console.rights import CALLS_WEATHER, officer_of, page
from jishiyu.lib.masks import mask_name
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions
from jishiyu.outreach.advising import WEATHERS, Advice, advices
from jishiyu.outreach.models import AdviceTold
from jishiyu.outreach.queries import advice as queries
from jishiyu.registry import queries as registry
from jishiyu.registry.people import sealer

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ToPass:
    """One piece of advice and the households that still have to hear it."""

    advice: Advice
    rows: Sequence[tuple[AdviceTold, str]]  # and the household's name
    more: int


@page("advice")
def advice(request: HttpRequest) -> HttpResponse:
    officer, known = officer_of(request), advices()
    waiting: dict[str, list[AdviceTold]] = {}
    for row in queries.to_pass_on(officer):
        waiting.setdefault(row.advice, []).append(row)
    opened = sealer().open
    mine = [
        ToPass(
            known[code],
            [(row, mask_name(opened(row.subject.name_sealed))) for row in rows[:MOST_SHOWN]],
            max(0, len(rows) - MOST_SHOWN),
        )
        for code, rows in waiting.items()
        if code in known
    ]
    year = timezone.localdate().year
    far: list[tuple[Phrase, dict[str, object]]] = [
        (known[str(row["advice"])].stage, row) for row in queries.how_far(year) if row["advice"] in known
    ]
    weathers = sorted({one.weather for one in known.values() if one.weather})
    context = {
        "mine": mine, "far": far, "year": year, "may_call": officer.post in CALLS_WEATHER and bool(weathers),
        "weathers": [(code, WEATHERS[code]) for code in weathers], "places": registry.office_divisions(),
    }  # fmt: skip
    return render(request, "console/advice.html", context)


@page("advice_act")
@require_POST
def advice_act(request: HttpRequest, act: str) -> HttpResponse:
    """pass: these households have heard it. weather: it is coming over a place."""
    officer, now = officer_of(request), timezone.now()
    if act not in ("pass", "weather") or (act == "weather" and officer.post not in CALLS_WEATHER):
        raise Http404
    try:
        if act == "weather":
            said = request.POST
            count = actions.call_weather(
                said.get("weather", "")[:10], division_code=said.get("division", "")[:12], by=officer.actor, at=now
            )
            told = ngettext("%(count)s household is being told.", "%(count)s households are being told.", count)
        else:
            keys = [key for key in map(number_of, request.POST.getlist("row")) if key is not None]
            count = actions.pass_on(request.POST.get("advice", "")[:60], keys, by=officer.actor, at=now)
            told = ngettext("%(count)s household has heard it.", "%(count)s households have heard it.", count)
        messages.success(request, told % {"count": count})
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:advice")
