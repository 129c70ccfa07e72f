"""One gathering: whom it is for, who came, needs raised, what came of it, minutes."""

import secrets
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework.kinds import kinds as case_kinds
from jishiyu.console.amounts import SCALES, amount_of
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.consultations import read_moment, read_units
from jishiyu.console.views.gatherings import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.minutes import minutes_of
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.actions import Came, NeedRaised
from jishiyu.outreach.kinds import gathering_of, gatherings, outcome_of, outcomes
from jishiyu.outreach.models import Gathering
from jishiyu.outreach.queries.gatherings import GatheringPage
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

MOST_OFFERED = 60
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("gathering")
def gathering(request: HttpRequest, gathering_id: int) -> HttpResponse:
    return _show(request, officer_of(request), gathering_id)


def _find(officer: Officer, gathering_id: int) -> GatheringPage:
    found = queries.gathering_page(officer, gathering_id)
    if found is None or found.gathering.kind not in gatherings():
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, gathering_id: int, trouble: str = "") -> HttpResponse:
    found = _find(officer, gathering_id)
    one, kind = found.gathering, gathering_of(found.gathering.kind)
    words = request.GET.get("q", "")[:40]
    guests = {row.guest.subject_id for row in found.guests} | {None}
    context = {
        "page": found,
        "one": one,
        "kind": kind,
        "begun": one.starts_at <= timezone.now(),
        "q": words,
        "found": [row for row in queries.enterprises_named(words) if row.pk not in guests] if words else [],
        "reached": _reached(found) if kind.roster else ([], 0),
        "colleagues": registry.officers_of(officer.unit_id or 0) if kind.invites == "officer" else [],
        "case_kinds": _kinds_of_need(kind.needs),
        "outcomes": [outcome_of(code) for code in kind.outcomes if code in outcomes()],
        "rows": [(row, outcomes().get(row.outcome)) for row in found.outcomes],
        "scales": [(code, name) for code, (_power, name) in SCALES.items()],
        "lengths": Gathering.Length.choices,
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
        "said": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/gathering.html", context, status=409 if trouble else 200)


def _reached(found: GatheringPage) -> tuple[list[tuple[int, str, str]], int]:
    """The first of those it reaches who are not invited yet, by name and place, and how many they are in all."""
    if not found.may_hold or found.gathering.state != Gathering.State.PLANNED:
        return [], 0
    rows = queries.to_invite(found.gathering)
    some = list(rows[:MOST_OFFERED])
    total = len(some) if len(some) < MOST_OFFERED else rows.count()
    place = {row.pk: row.subject.division.name if row.subject.division else "" for row in some}
    return [(row.pk, queries.subject_name(row.subject), place[row.pk]) for row in some], total


def _kinds_of_need(first: str) -> list[tuple[str, object, bool]]:
    """Kinds a need may be of: those of the same service line, the one of this gathering chosen."""
    pack = first.partition(".")[0]
    return [
        (one.code, one.name, one.code == first) for one in case_kinds() if not pack or one.code.startswith(f"{pack}.")
    ]


@page("gathering_act")
@require_POST
def gathering_act(request: HttpRequest, gathering_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _find(officer, gathering_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](request, found, officer)
    except Refused as refused:
        return _show(request, officer, gathering_id, message_of(refused))
    messages.success(request, _("Done."))
    return redirect("console:gathering", gathering_id)


def _seen(request: HttpRequest) -> int | None:
    said = request.POST.get("seen", "")
    return number_of(said)


def _invite(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    actions.invite_guests(
        found.gathering.pk, subject_ids=read_units(request.POST, "subject"),
        officer_ids=read_units(request.POST, "officer"), by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _invite_reached(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    actions.invite_reached(found.gathering.pk, by=officer.actor, at=timezone.now())


def _sign(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    """One guest comes or does not."""
    chosen = request.POST.get("guest", "")
    guest = next((row.guest for row in found.guests if str(row.guest.pk) == chosen), None)
    if guest is None:
        raise Refused("guest_unknown")
    actions.answer_for(
        found.gathering.pk, subject_id=guest.subject_id, officer_id=guest.officer_id,
        coming=request.POST.get("coming") == "1", by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _came(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    """Ticked came, not ticked did not."""
    said = request.POST
    came = {
        row.guest.pk: Came(
            f"came-{row.guest.pk}" in said, _number(said.get(f"times-{row.guest.pk}", ""), 1),
            said.get(f"reason-{row.guest.pk}", ""),
        )
        for row in found.guests
    }  # fmt: skip
    actions.note_came(
        found.gathering.pk, came, others=_number(said.get("others", ""), 0), seen=_seen(request), by=officer.actor,
        at=timezone.now(),
    )  # fmt: skip


def _number(said: str, plain: int) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else plain


def _hold(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    said = request.POST
    actions.hold_gathering(
        found.gathering.pk, minutes=said.get("minutes", ""), chair=said.get("chair", ""),
        length=said.get("length", ""), seen=_seen(request), by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _move(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    actions.move_gathering(
        found.gathering.pk, starts_at=read_moment(request.POST.get("starts_at", "")),
        place=request.POST.get("place", ""), seen=_seen(request), by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _drop(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    actions.drop_gathering(
        found.gathering.pk, words=request.POST.get("words", ""), seen=_seen(request), by=officer.actor,
        at=timezone.now(),
    )  # fmt: skip


def _need(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    actions.raise_at_gathering(found.gathering.pk, need_of(request.POST), by=officer.actor, at=timezone.now())


def need_of(said: Mapping[str, str]) -> NeedRaised:
    """A need as a form says it."""
    subject = said.get("subject", "")
    return NeedRaised(
        said.get("key", ""), said.get("kind", ""), said.get("text", ""), number_of(subject),
        said.get("urgent") == "1",
    )  # fmt: skip


def _outcome(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    said, subject = request.POST, request.POST.get("subject", "")
    code = said.get("outcome", "")
    if code not in outcomes():
        raise Refused("measure_unknown")
    actions.note_outcome(
        code, amount_of(said.get("amount", ""), outcome_of(code).places, said.get("scale", "")),
        day=read_day(said.get("day", "")) or timezone.localdate(), source=said.get("source", ""),
        gathering_id=found.gathering.pk, subject_id=number_of(subject),
        key=said.get("key", "")[:64] or None, by=officer.actor, at=timezone.now(),
    )  # fmt: skip


def _correct(request: HttpRequest, found: GatheringPage, officer: Officer) -> None:
    said = request.POST
    row = next((one for one in found.outcomes if str(one.pk) == said.get("row", "")), None)
    if row is None or row.outcome not in outcomes():
        raise Refused("measure_unknown")
    actions.correct_outcome(
        row.pk, amount_of(said.get("amount", ""), outcome_of(row.outcome).places, said.get("scale", "")),
        ground=said.get("ground", ""), by=officer.actor, at=timezone.now(),
    )  # fmt: skip


ACTS: Mapping[str, Callable[[HttpRequest, GatheringPage, Officer], None]] = {
    "invite": _invite,
    "invite_reached": _invite_reached,
    "sign": _sign,
    "came": _came,
    "hold": _hold,
    "move": _move,
    "drop": _drop,
    "need": _need,
    "outcome": _outcome,
    "correct": _correct,
}


@page("gathering_minutes")
def gathering_minutes(request: HttpRequest, gathering_id: int) -> HttpResponse:
    """The minutes as a Word file."""
    found = _find(officer_of(request), gathering_id)
    if not found.gathering.minutes:
        raise Http404
    response = HttpResponse(minutes_of(found), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="minutes-{gathering_id}.docx"'
    return response
