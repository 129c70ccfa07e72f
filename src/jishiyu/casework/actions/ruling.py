"""What a consultation rules: assignments made on the spot, and minutes that close the question and enter the
catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.casework.actions.catalogue import enter, standing, take_over
from jishiyu.casework.actions.changing import announce_answer, change_case, lock_case, settled
from jishiyu.casework.actions.consulting import OPEN, change_meeting, lock_meeting, tell_parties
from jishiyu.casework.actions.dispatching import Sending, recall, send
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import AgendaItem, Case, CatalogueEntry, Consultation, Task
from jishiyu.lib.refused import Refused

SHORTEST_RULING = 4
LIVE = (Task.State.SENT, Task.State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who leads, perhaps one officer of it, and who assists."""

    lead_unit_id: int
    officer_id: int | None = None
    assist_unit_ids: Sequence[int] = ()


@transaction.atomic
def rule_on_case(
    consultation_id: int,
    case_id: int,
    *,
    ruling: str,
    assignment: Assignment | None = None,
    seen: int | None = None,
    by: str,
    at: datetime,
) -> AgendaItem:
    """What the meeting rules on one case, and whom it gives it to, there and then. A lead that has it and is not to
    have it is recalled first, in the same act; who has it and keeps it goes on. Undecided returns are settled by it.
    Without an assignment the case waits for the closing of the meeting. A ruling may be amended until then.

    Raises Refused: not_yours, meeting_unknown, meeting_closed, changed_meanwhile, not_on_agenda, ruling_short, not_now,
    unit_unknown, unit_concerned, unit_twice, officer_not_of_unit.
    """
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    if len(ruling.strip()) < SHORTEST_RULING:
        raise Refused("ruling_short", least=SHORTEST_RULING)
    item = AgendaItem.objects.filter(consultation=meeting, case_id=case_id).first()
    if item is None:
        raise Refused("not_on_agenda")
    case = lock_case(case_id)
    if case.state not in OPEN or case.merged_into_id:
        raise Refused("not_now", act="rule", state=case.state)
    item.ruling, item.ruled_at = ruling.strip(), at
    item.save(update_fields=["ruling", "ruled_at"])
    if assignment is None:
        change_case(case, "ruled", {}, by=by, at=at, data=_said(meeting, item, []))
    else:
        _assign(meeting, item, case, assignment, by=by, at=at)
    told = {"case": case.pk, "ruling": item.ruling, "assigned": _plain(assignment)}
    change_meeting(meeting, "ruled", {}, told, by=by, at=at)
    return item


@transaction.atomic
def close_consultation(
    consultation_id: int,
    *,
    minutes: str,
    entries: Mapping[int, Draft] | None = None,
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Consultation:
    """Minutes that close the meeting, and with it the question of each case it ruled on; a case it did not rule on
    waits for the next one. A ruling may enter the catalogue: `entries` has the drafts by case. An entry that says
    otherwise is taken over by a new version.

    Raises Refused: not_yours, meeting_unknown, meeting_closed, changed_meanwhile, ruling_short, not_ruled,
    and as the catalogue does.
    """
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    if len(minutes.strip()) < SHORTEST_RULING:
        raise Refused("ruling_short", least=SHORTEST_RULING)
    items = {item.case_id: item for item in meeting.agenda.order_by("case_id")}
    drafts = entries or {}
    for case_id in drafts:
        if case_id not in items or not items[case_id].ruling:
            raise Refused("not_ruled")
    for item in items.values():
        _close_question(meeting, item, by=by, at=at)
    made = [_to_catalogue(meeting, draft, by=by, at=at).pk for _, draft in sorted(drafts.items())]
    ruled = [case_id for case_id, item in items.items() if item.ruling]
    fields = {"state": Consultation.State.CLOSED, "minutes": minutes.strip(), "closed_at": at}
    change_meeting(meeting, "closed", fields, {"ruled": ruled, "entries": made}, by=by, at=at)
    tell_parties(meeting, "consultation_closed", at=at)
    return meeting


def _assign(
    meeting: Consultation, item: AgendaItem, case: Case, assignment: Assignment, *, by: str, at: datetime
) -> None:
    """Settle what was returned, recall what is in the wrong hands, send what is missing."""
    settled_tasks = _settle_returns(case, item.ruling, by=by, at=at)
    lead = assignment.lead_unit_id
    live = {task.unit_id: task for task in Task.objects.filter(case=case, state__in=LIVE).order_by("pk")}
    for unit, task in list(live.items()):
        misplaced = task.role == Task.Role.LEAD if unit != lead else task.role != Task.Role.LEAD
        if misplaced:
            recall(case, task, words=item.ruling, by=by, at=at)
            del live[unit]
    lines, reason = kind_of(case.kind).lines, (("consulted", meeting.title[:60]),)
    sendings = []
    done = Task.objects.filter(case=case, round=case.redo_count, unit_id=lead, state=Task.State.FINISHED)
    if lead not in live and not done.filter(role=Task.Role.LEAD).exists():
        sendings.append(Sending(lead, lines[0], Task.Role.LEAD, assignment.officer_id, reason, None, meeting.pk))
    elif lead in live:
        _bind(live[lead], meeting)
    for unit in dict.fromkeys(assignment.assist_unit_ids):
        if unit not in live and unit != lead:
            sendings.append(Sending(unit, lines[-1], Task.Role.ASSIST, None, reason, None, meeting.pk))
    data, changes = _said(meeting, item, settled_tasks), {"to_consult": False}
    if not sendings:
        change_case(case, "ruled", {**settled(case, "decide", at=at), **changes}, by=by, at=at, data=data)
        if case.state == Case.State.ANSWERED:
            announce_answer(case, at=at)
        return
    leads = sendings[0].role == Task.Role.LEAD
    act, recorded = ("dispatch", "dispatched") if leads else ("add", "added")
    send(case, sendings, act=act, recorded=recorded, data=data, changes=changes, by=by, at=at)


def _bind(task: Task, meeting: Consultation) -> None:
    """Who has it and keeps it has it from the meeting now, and cannot give it back."""
    task.consultation = meeting
    task.save(update_fields=["consultation"])


def _close_question(meeting: Consultation, item: AgendaItem, *, by: str, at: datetime) -> None:
    case = lock_case(item.case_id)
    data: dict[str, Any] = {"consultation": meeting.pk}
    if not item.ruling:
        change_case(case, "consultation_left_open", {}, by=by, at=at, data=data)
        return
    if case.state not in OPEN:
        change_case(case, "consultation_closed", {"to_consult": False}, by=by, at=at, data=data)
        return
    data["returns"] = _settle_returns(case, item.ruling, by=by, at=at)
    fields = {**settled(case, "decide", at=at), "to_consult": False}
    change_case(case, "consultation_closed", fields, by=by, at=at, data=data)
    if case.state == Case.State.ANSWERED:
        announce_answer(case, at=at)


def _settle_returns(case: Case, ruling: str, *, by: str, at: datetime) -> list[int]:
    """Returns nobody has ruled on are settled by what the meeting says. Their tasks."""
    waiting = Task.objects.select_for_update().filter(case=case, state=Task.State.RETURNED, return_decision="")
    tasks = list(waiting.order_by("pk"))
    for task in tasks:
        task.return_decision, task.return_decided_at = Task.Decision.CONSULTED, at
        task.return_decided_by, task.return_decision_words = by, ruling
    Task.objects.bulk_update(
        tasks, ["return_decision", "return_decided_at", "return_decided_by", "return_decision_words"]
    )
    return [task.pk for task in tasks]


def _to_catalogue(meeting: Consultation, draft: Draft, *, by: str, at: datetime) -> CatalogueEntry:
    """The minutes become the rule, from today on."""
    today = timezone.localdate(at)
    rival = standing(draft, today).select_for_update().order_by("pk").first()
    if rival is None or rival.until is not None:
        return enter(draft, since=today, consultation_id=meeting.pk, by=by, at=at)
    return take_over(rival, draft, since=today, consultation_id=meeting.pk, by=by, at=at)


def _said(meeting: Consultation, item: AgendaItem, returns: Sequence[int]) -> dict[str, Any]:
    said = {"consultation": meeting.pk, "title": meeting.title, "ruling": item.ruling}
    return {**said, "return": "consulted", "returns": list(returns)} if returns else said


def _plain(assignment: Assignment | None) -> list[int]:
    return [assignment.lead_unit_id, *assignment.assist_unit_ids] if assignment else []
