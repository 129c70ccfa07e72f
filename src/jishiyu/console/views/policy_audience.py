"""Whom a policy is for: conditions written as rows, with how many enterprises they fit shown while one writes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.policies import versions
from jishiyu.lib.refused import Refused
from jishiyu.look.attribute_fields import Choices
from jishiyu.look.audience_form import Row, read_rows, rows_of, rule_of_rows
from jishiyu.look.policies import place_names
from jishiyu.look.refusals import message_of
from jishiyu.policies import actions, queries
from jishiyu.policies.audience import plain_of
from jishiyu.policies.kinds import known
from jishiyu.policies.wording import sentence
from jishiyu.registry import queries as registry


@page("policy_audience")
def policy_audience(request: HttpRequest, line: int) -> HttpResponse:
    """The rows; `rows` in the request asks for them alone, after one was added, dropped or turned to something else."""
    card, attributes, places = versions(line)[0], known(), _places()
    rows: list[Row] | None
    context: dict[str, object] = {"card": card, "attributes": attributes.values(), "places": places}
    if request.method == "POST":
        rows = read_rows(request.POST, attributes, places, more=1)
        if not {"more", "only"} & request.POST.keys():
            try:
                rule = plain_of(rule_of_rows(rows, attributes, places))
                actions.set_audience(line, rule, by=officer_of(request).actor, at=timezone.now())
                messages.success(request, _("Kept as a draft. Somebody else releases it."))
                return redirect("console:policy", line)
            except Refused as refused:
                context["trouble"] = message_of(refused)
    else:
        rows = rows_of(queries.rule_of(card), attributes, places)
        context["by_hand"] = rows is None
        rows = [*(rows or ()), Row(len(rows or ()))]
    context |= {"rows": rows} | _told(rows, places)
    alone = request.headers.get("HX-Target") == "rows"
    name = "console/_audience_rows.html" if alone else "console/policy_audience.html"
    return render(request, name, context, status=409 if "trouble" in context else 200)


@page("policy_preview")
@require_POST
def policy_preview(request: HttpRequest, line: int) -> HttpResponse:
    """How many the rows fit as they stand."""
    places = _places()
    return render(request, "console/_audience_fits.html", _told(read_rows(request.POST, known(), places), places))


def _told(rows: list[Row], places: Choices) -> dict[str, object]:
    """The rule in a sentence and how many it fits, or why it cannot be said yet."""
    try:
        rule = rule_of_rows(rows, known(), places)
    except Refused as refused:
        return {"unready": message_of(refused)}
    told = sentence(rule, known(), place_names([rule]))
    return {"sentence": told, "fits": queries.fits_of(rule, timezone.localdate())}


def _places() -> Choices:
    return [(place.code, place.name) for place in registry.office_divisions()]
