"""One consultation: its agenda, who came, what is ruled and given out, and its minutes."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.actions import Assignment, Came
from jishiyu.casework.catalogue import Draft, words_of
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.queries import AgendaRow, ConsultationPage
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.consultations import read_moment, read_names, read_units, topics_of
from jishiyu.lib.divisions import ancestors
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

CAME: Mapping[str, bool | None] = {"yes": True, "no": False}


@page("consultation_page")
def consultation_page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    return _show(request, officer_of(request), meeting_id)


def _find(officer: Officer, meeting_id: int) -> ConsultationPage:
    found = queries.consultation_page(officer, meeting_id)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, meeting_id: int, trouble: str = "", did: str = "") -> HttpResponse:
    found = _find(officer, meeting_id)
    context: dict[str, object] = {
        "page": found,
        "meeting": found.meeting,
        "trouble": trouble,
        "did": did,
        "said": request.POST,
        "now": timezone.now(),
    }
    if found.may_run:
        context |= _to_run(found)
    return render(request, "console/consultation.html", context, status=409 if trouble else 200)


def _to_run(page: ConsultationPage) -> dict[str, object]:
    """What the forms of a meeting need: units at the table first, their people, and the places a rule may hold in."""
    at_table = {party.unit_id for party in page.parties if party.unit_id}
    units = list(registry.units())
    names = registry.names([row.case.division_id for row in page.agenda if row.case.division_id])
    return {
        "at_table": [unit for unit in units if unit.pk in at_table],
        "elsewhere": [unit for unit in units if unit.pk not in at_table],
        "officers": queries.officers_of_units(at_table),
        "ruled": [row for row in page.agenda if row.item.ruling],
        "to_enter": [
            (row, _leading(row), _places(row.case.division_id, names))
            for row in page.agenda
            if row.item.ruling and _leading(row)
        ],
        "ground": _("Minutes of %(day)s: %(title)s")
        % {"day": f"{timezone.localtime(page.meeting.meets_at):%Y-%m-%d}", "title": page.meeting.title},
    }


def _leading(row: AgendaRow) -> int | None:
    """The unit that leads by this meeting's ruling."""
    return next((task.unit_id for task in row.assigned if task.role == "lead"), None)


def _places(code: str | None, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """A case's place and those around it, the nearest first."""
    return [(one, names.get(one, one)) for one in (code, *ancestors(code))] if code else []


@page("consultation_act")
@require_POST
def consultation_act(request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _find(officer, meeting_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](request, found, officer)
    except Refused as refused:
        return _show(request, officer, meeting_id, message_of(refused), act)
    messages.success(request, _("Done."))
    return redirect("console:consultation_page", meeting_id)


def _seen(request: HttpRequest) -> int | None:
    return number_of(request.POST.get("seen", ""))


def _rule(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    said = request.POST
    lead, assignment = number_of(said.get("lead", "")), None
    if lead is not None:
        assists = [unit for unit in read_units(said, "assist") if unit != lead]
        assignment = Assignment(lead, number_of(said.get("officer", "")), assists)
    actions.rule_on_case(
        found.meeting.pk,
        number_of(said.get("case", "")) or 0,
        ruling=said.get("ruling", ""),
        assignment=assignment,
        seen=_seen(request),
        by=officer.actor,
        at=timezone.now(),
    )


def _attendance(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    came = {
        party.pk: Came(CAME.get(request.POST.get(f"came-{party.pk}", "")), request.POST.get(f"person-{party.pk}", ""))
        for party in found.parties
    }
    actions.note_attendance(found.meeting.pk, came, seen=_seen(request), by=officer.actor, at=timezone.now())


def _invite(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    actions.invite(
        found.meeting.pk,
        unit_ids=read_units(request.POST),
        outside=read_names(request.POST),
        seen=_seen(request),
        by=officer.actor,
        at=timezone.now(),
    )


def _agenda(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    topics = topics_of(officer, request.POST)
    actions.add_to_agenda(found.meeting.pk, topics, seen=_seen(request), by=officer.actor, at=timezone.now())


def _postpone(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    actions.postpone_consultation(
        found.meeting.pk,
        meets_at=read_moment(request.POST.get("meets_at", "")),
        place=request.POST.get("place", ""),
        seen=_seen(request),
        by=officer.actor,
        at=timezone.now(),
    )


def _drop(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    words = request.POST.get("words", "")
    actions.drop_consultation(found.meeting.pk, words=words, seen=_seen(request), by=officer.actor, at=timezone.now())


def _close(request: HttpRequest, found: ConsultationPage, officer: Officer) -> None:
    drafts = {row.case.pk: _draft(request, row) for row in found.agenda if f"enter-{row.case.pk}" in request.POST}
    actions.close_consultation(
        found.meeting.pk,
        minutes=request.POST.get("minutes", ""),
        entries=drafts,
        seen=_seen(request),
        by=officer.actor,
        at=timezone.now(),
    )


def _draft(request: HttpRequest, row: AgendaRow) -> Draft:
    """The rule a ruling becomes, as it was filled in under the minutes."""
    said, key = request.POST, row.case.pk
    return Draft(
        kind=row.case.kind,
        unit_id=_leading(row) or 0,
        ground=said.get(f"ground-{key}", "").strip(),
        item=said.get(f"item-{key}", "").strip(),
        words=words_of(said.get(f"words-{key}", "")),
        line=kind_of(row.case.kind).lines[0],
        division=said.get(f"where-{key}", "") or None,
    )


ACTS: Mapping[str, Callable[[HttpRequest, ConsultationPage, Officer], None]] = {
    "rule": _rule,
    "attendance": _attendance,
    "invite": _invite,
    "agenda": _agenda,
    "postpone": _postpone,
    "drop": _drop,
    "close": _close,
}
