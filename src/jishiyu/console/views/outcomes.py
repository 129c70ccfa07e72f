"""What came of a case, or of the cases of a consultation, in numbers: read, noted with its evidence, corrected."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import queries as casework
from jishiyu.casework.models import Case
from jishiyu.console.amounts import SCALES, amount_of
from jishiyu.console.rights import PAGES, officer_of, page
from jishiyu.console.views.gatherings import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.kinds import outcome_of, outcomes
from jishiyu.outreach.models import OutcomeRow
from jishiyu.registry.models import Officer


@dataclass(frozen=True, slots=True)
class About:
    """What the page is about: its cases, which of them this officer may write of, and where forms go to."""

    title: str
    back: str
    here: str
    cases: list[Case]
    writes: bool


@page("case_outcomes")
def case_outcomes(request: HttpRequest, number: str) -> HttpResponse:
    """Fetched by the case's page; a page of its own where nothing fetches parts."""
    officer = officer_of(request)
    return _show(request, officer, _of_case(officer, number))


@page("case_outcome_act")
@require_POST
def case_outcome_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    officer = officer_of(request)
    return _act(request, officer, _of_case(officer, number), act)


@page("consultation_outcomes")
def consultation_outcomes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    officer = officer_of(request)
    return _show(request, officer, _of_meeting(officer, meeting_id))


@page("consultation_outcome_act")
@require_POST
def consultation_outcome_act(request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    return _act(request, officer, _of_meeting(officer, meeting_id), act)


def _of_case(officer: Officer, number: str) -> About:
    case = queries.measured_case(officer, number, timezone.localdate())
    if case is None or not queries.measures_of(case.kind):
        raise Http404
    here, seen = reverse("console:case_outcomes", args=[number]), casework.case_id(officer, number)
    back = reverse("console:case", args=[number]) if seen else ""
    return About(f"{case.number} {case.title}", back, here, [case], officer.post in PAGES["case_outcome_act"])


def _of_meeting(officer: Officer, meeting_id: int) -> About:
    meeting = casework.visible_consultations(officer).filter(pk=meeting_id).first()
    if meeting is None:
        raise Http404
    cases = [item.case for item in meeting.agenda.select_related("case__requester__profile").order_by("place", "pk")]
    cases = [case for case in cases if queries.measures_of(case.kind)]
    may = queries.readable(officer, cases, timezone.localdate())
    here, back = (reverse(f"console:consultation_{name}", args=[meeting_id]) for name in ("outcomes", "page"))
    readable = [case for case in cases if case.pk in may]
    return About(meeting.title, back, here, readable, officer.post in PAGES["consultation_outcome_act"])


def _show(request: HttpRequest, officer: Officer, about: About, trouble: str = "") -> HttpResponse:
    rows, known = queries.outcomes_of([case.pk for case in about.cases]), outcomes()
    found = [(row, known.get(row.outcome)) for row in rows]
    part = request.headers.get("HX-Request") is not None and not trouble
    context = {
        "about": about,
        "part": part,
        "rows": found,
        "sums": [(one, known.get(one.code)) for one in queries.sums_of(rows)],
        "cases": [(case, _name(case)) for case in about.cases],
        "measures": _measures(about.cases),
        "scales": [(code, name) for code, (_power, name) in SCALES.items()],
        "key": request.POST.get("key") or secrets.token_hex(16),
        "today": timezone.localdate(),
        "said": request.POST,
        "trouble": trouble,
    }
    whole = "console/outcomes.html"
    return render(request, "console/_outcomes.html" if part else whole, context, status=409 if trouble else 200)


def _name(case: Case) -> str:
    """The enterprise's name; the title, where it asked in confidence or is no enterprise."""
    return queries.subject_name(case.requester) if queries.whose(case) and case.requester else case.title


def _measures(cases: list[Case]) -> list[object]:
    found = {one.code: one for case in cases for one in queries.measures_of(case.kind)}
    return list(found.values())


def _act(request: HttpRequest, officer: Officer, about: About, act: str) -> HttpResponse:
    if act not in ("note", "correct"):
        raise Http404
    try:
        if act == "note":
            _note(request, officer, about)
        else:
            _correct(request, officer, about)
    except Refused as refused:
        return _show(request, officer, about, message_of(refused))
    messages.success(request, _("Done."))
    return redirect(about.here)


def _day(request: HttpRequest) -> date:
    return read_day(request.POST.get("day", "")) or timezone.localdate()


def _note(request: HttpRequest, officer: Officer, about: About) -> None:
    said = request.POST
    chosen = said.get("case") or str(about.cases[0].pk if len(about.cases) == 1 else "")
    case = next((one for one in about.cases if str(one.pk) == chosen), None)
    code = said.get("outcome", "")
    if case is None:
        raise Refused("outcome_of_nothing")
    if code not in {one.code for one in queries.measures_of(case.kind)}:
        raise Refused("measure_unknown")
    actions.note_outcome(
        code, amount_of(said.get("amount", ""), outcome_of(code).places, said.get("scale", "")), day=_day(request),
        source=said.get("source", ""), case_id=case.pk, subject_id=queries.whose(case),
        key=said.get("key", "")[:64] or None, by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _correct(request: HttpRequest, officer: Officer, about: About) -> None:
    said = request.POST
    row: OutcomeRow | None = next(
        (one for one in queries.outcomes_of([case.pk for case in about.cases]) if str(one.pk) == said.get("row", "")),
        None,
    )
    if row is None or row.outcome not in outcomes():
        raise Refused("measure_unknown")
    actions.correct_outcome(
        row.pk, amount_of(said.get("amount", ""), outcome_of(row.outcome).places, said.get("scale", "")),
        source=said.get("source", ""), ground=said.get("ground", ""), by=officer.actor, at=timezone.now(),
    )  # fmt: skip
