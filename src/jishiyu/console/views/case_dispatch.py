"""The centre sends a case out, asks one more unit to assist, takes a task back, or closes it without a unit."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.actions import Sending
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.queries import CasePage
from jishiyu.casework.suggest import Suggestion
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.case_page import act, find, seen
from jishiyu.lib.refused import Refused
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

CHOSEN = (("chosen", ""),)


@page("case_dispatch")
@require_POST
def case_dispatch(request: HttpRequest, number: str) -> HttpResponse:
    """To the unit that leads, and on each further line of the kind to the one that assists, in one act."""

    def deed(found: CasePage, officer: Officer) -> None:
        lead = _chosen(request.POST.get("unit", ""), found.suggestions)
        also = []
        for line, fitting in found.others:
            said = request.POST.get(f"also-{line}", "")
            one = _chosen(said, fitting) if said else lead
            if one.unit != lead.unit:  # a unit that leads does not assist itself
                also.append(Sending(one.unit, line, "assist", one.officer, one.reasons, one.entry))
        actions.dispatch(
            found.case.pk,
            lead.unit,
            line=kind_of(found.case.kind).lines[0],
            officer_id=lead.officer,
            reason=lead.reasons,
            entry_id=lead.entry,
            also=also,
            seen=seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return act(request, number, "dispatch", deed)


def _chosen(said: str, fitting: Sequence[Suggestion]) -> Suggestion:
    """What a form says as "unit" or "unit:officer": the suggestion with its reasons and its entry, or a choice of the
    dispatcher's own. Raises Refused("unit_unknown")."""
    unit, _sep, officer = said.partition(":")
    chosen, key = number_of(unit), number_of(officer)
    if chosen is None or (officer and key is None):
        raise Refused("unit_unknown", unit=said[:20])
    same = [one for one in fitting if one.unit == chosen]
    return Suggestion(chosen, key, same[0].reasons if same else CHOSEN, same[0].entry if same else None)


@page("case_elsewhere")
def case_elsewhere(request: HttpRequest, number: str) -> HttpResponse:
    """Any unit to choose from: one that leads while the case waits to be sent, one that assists afterwards. A part of
    the case's page, and a page of its own where nothing fetches parts."""
    found = find(officer_of(request), number)
    adds = "add" in found.may
    lines = queries.suggested_on_lines(found.case, timezone.now(), found.tasks) if adds else []
    held = {task.unit_id for task in found.tasks if task.state in queries.LIVE}
    free = [(line, [one for one in fitting if one.unit not in held][:2]) for line, fitting in lines]
    context = {
        "page": found,
        "case": found.case,
        "may": found.may,
        "free": [(line, fitting) for line, fitting in free if fitting],
        "lines": kind_of(found.case.kind).lines,
        "units": [unit for unit in registry.units() if unit.pk not in held and unit.pk != found.case.against_id],
    }
    whole = "console/case_elsewhere.html"
    return render(request, "console/_case_elsewhere.html" if request.headers.get("HX-Request") else whole, context)


@page("case_add")
@require_POST
def case_add(request: HttpRequest, number: str) -> HttpResponse:
    """One more unit assists (加派)."""

    def deed(found: CasePage, officer: Officer) -> None:
        line = request.POST.get("line", "")
        known = kind_of(found.case.kind).lines
        said, _sep, of_line = request.POST.get("unit", "").partition("@")
        line = of_line or (line if line in known else known[-1])
        fitting = dict(queries.suggested_on_lines(found.case, timezone.now(), found.tasks)).get(line, [])
        one = _chosen(said, fitting)
        sending = Sending(one.unit, line, "assist", one.officer, one.reasons, one.entry)
        actions.add_unit(found.case.pk, sending, seen=seen(request), by=officer.actor, at=timezone.now())

    return act(request, number, "add", deed)


@page("case_recall")
@require_POST
def case_recall(request: HttpRequest, number: str) -> HttpResponse:
    """Take one task back; the page then offers to send the case elsewhere (改派)."""

    def deed(found: CasePage, officer: Officer) -> None:
        said = request.POST.get("task", "")
        task = next((one.pk for one in found.tasks if str(one.pk) == said), None)
        if task is None:
            raise Refused("task_unknown", task=said[:20])
        words = request.POST.get("words", "")
        actions.recall_task(task, words=words, seen=seen(request), by=officer.actor, at=timezone.now())

    return act(request, number, "recall", deed)


@page("case_nudge")
@require_POST
def case_nudge(request: HttpRequest, number: str) -> HttpResponse:
    """Urge (催办) or supervise (督办) with words of one's own."""
    level = request.POST.get("level", "")

    def deed(found: CasePage, officer: Officer) -> None:
        words = request.POST.get("words", "")
        actions.nudge(found.case.pk, level=level, words=words, by=officer.actor, at=timezone.now())

    return act(request, number, level if level == "supervise" else "urge", deed)


@page("case_close")
@require_POST
def case_close(request: HttpRequest, number: str) -> HttpResponse:
    def deed(found: CasePage, officer: Officer) -> None:
        actions.close_case(
            found.case.pk,
            outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", ""),
            seen=seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return act(request, number, "close", deed)
