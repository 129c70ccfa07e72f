"""Another kind (更正类别): a case was taken for one kind and is another. What was promised never moves; where the kind
it is promises less time, that counts, from the moment the need was heard. What was heard becomes a label."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import asking, clock, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, next_due_of
from jishiyu.casework.actions.dispatching import dispatch_direct
from jishiyu.casework.actions.reckoning import reckon_again
from jishiyu.casework.actions.waiting import tell_holder
from jishiyu.casework.kinds import CaseKind, kind_of
from jishiyu.casework.models import Application, Case, Pause, Promise, Task
from jishiyu.lib.refused import Refused
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import note_calendar_version
from jishiyu.registry.models import CalendarVersion
from jishiyu.sensing.actions import label_kind


def check(case: Case, asked: Application, at: datetime) -> None:
    """Raises Refused: kind_unknown, kind_there_already, kind_keeps_secret."""
    _kind(case, asked.to_kind)


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    return _corrected(case, _kind(case, asked.to_kind), by=by, at=at)


@transaction.atomic
def correct_kind(
    case_id: int, kind: str, *, code: str, words: str, seen: int | None = None, by: str, at: datetime
) -> Case:
    """A dispatcher says what kind a case is that is not answered yet, at once; one whose own unit works on it, and
    whoever handles it, asks for it instead (`ask`). What nobody was sent for yet goes to the one on duty, where the
    new kind goes there directly.

    Raises Refused: not_yours, own_unit_works, changed_meanwhile, code_unknown, ground_too_short, not_now, kind_unknown,
    kind_there_already, kind_keeps_secret.
    """
    case = lock_case(case_id, seen=seen)
    officer = check_post(by, rights.DISPATCHES, number=case.number)
    if officer is not None and officer.unit_id is not None:
        at_it = Task.objects.filter(case=case, unit_id=officer.unit_id).exclude(state=Task.State.RETURNED)
        if at_it.exists():
            raise Refused("own_unit_works", unit=officer.unit.name if officer.unit else "")
    asking.check_words(asking.CORRECTION, code, words)
    if case.state not in asking.STATES[asking.CORRECTION] or case.merged_into_id:
        raise Refused("not_now", act="correct_kind", state=case.state)
    was = case.kind
    fields = _corrected(case, _kind(case, kind), by=by, at=at)
    data = {"code": code, "words": words.strip(), "was_kind": was, "to_kind": kind}
    waiting = Application.objects.filter(case=case, kind=asking.CORRECTION, state=Application.State.OPEN)
    lapsed = list(waiting.values_list("pk", flat=True))
    waiting.update(state=Application.State.LAPSED, decided_at=at)
    change_case(case, "kind_corrected", fields, by=by, at=at, data=data | ({"lapsed": lapsed} if lapsed else {}))
    send_directly(case, at=at)
    return case


def send_directly(case: Case, *, at: datetime) -> None:
    """What goes to the one on duty by its kind and was never sent goes there now."""
    fresh = case.state == Case.State.RECEIVED and case.dispatched_at is None and not case.to_consult
    if fresh and kind_of(case.kind).direct:
        dispatch_direct([case], at=at)


def _kind(case: Case, code: str) -> CaseKind:
    try:
        kind = kind_of(code)
    except LookupError:
        raise Refused("kind_unknown", kind=code[:60]) from None
    if kind.code == case.kind:
        raise Refused("kind_there_already", number=case.number)
    if kind.confidential and not case.secret:  # who asked was read by units already: no later act takes that back
        raise Refused("kind_keeps_secret")
    return kind


def _corrected(case: Case, kind: CaseKind, *, by: str, at: datetime) -> dict[str, Any]:
    """Write the promises, label what was heard, tell the holder; returns the fields that change."""
    fields: dict[str, Any] = {"kind": kind.code, "pack": kind.code.partition(".")[0]}
    fields |= _promise_anew(case, kind, at=at)
    if case.lead_id:
        label_kind(case.lead_id, kind.code, by=by, at=at)
    tell_holder(case, "kind_corrected", key=f"kind:{case.pk}:{case.version}", at=at)
    return fields


def _promise_anew(case: Case, kind: CaseKind, *, at: datetime) -> dict[str, Any]:
    """Of each promise the earlier date of both kinds; one that only the new kind makes is made, from when the need was
    heard. Returns the dates of the case that change."""
    calendar = registry.calendar()
    version = note_calendar_version(calendar, at=at)
    day = timezone.localdate(case.heard_at)
    made = clock.promises_of(
        kind,
        heard_at=timezone.localtime(case.heard_at),
        urgency=case.urgency,
        setting=registry.setting_of(case.division, case.cell),
        hours=registry.opening_hours_of([day])[day],
        calendar=calendar,
    )
    rows = {row.what: row for row in Promise.objects.select_for_update().filter(case=case)}
    met = _met(case)
    for one in made:
        row = rows.get(one.what)
        if row is None:
            rows[one.what] = _new_promise(case, one, kind, version, met.get(one.what))
        elif row.met_at is None and one.due_at and (row.terms.due_at is None or one.due_at < row.terms.due_at):
            _tighten(row, one, kind, version)
    fields: dict[str, Any] = {}
    resolve = rows.get("resolve")
    if resolve is not None and resolve.terms.due_at is not None:
        if resolve.extended_by or Pause.objects.filter(case=case).exists():
            return reckon_again(case, open_until=case.review_at, at=at)
        fields["due_at"] = resolve.effective_due_at
    return fields | {"next_due_at": next_due_of(case)}


def _tighten(row: Promise, made: clock.Made, kind: CaseKind, version: CalendarVersion) -> None:
    """An extension was granted in a unit of the time promised then; in another unit it says nothing."""
    if row.terms.limit.unit != made.limit.unit:
        row.extended_by = 0
    row.extended_to = None
    row.tightened_to = made.due_at
    row.tightened = {
        "kind": kind.code,
        "starts_at": made.starts_at.isoformat(),
        "amount": made.limit.amount,
        "unit": made.limit.unit,
        "hours": made.hours.plain() if made.limit.is_working else [],
        "calendar": version.pk if made.limit.is_working else None,
        "ground": made.ground[:200],
        "rule": clock.version_of(kind),
    }
    row.save(update_fields=["extended_by", "extended_to", "tightened_to", "tightened"])


def _new_promise(
    case: Case, made: clock.Made, kind: CaseKind, version: CalendarVersion, met_at: datetime | None
) -> Promise:
    return Promise.objects.create(
        case=case,
        what=made.what,
        amount=made.limit.amount,
        unit=made.limit.unit,
        starts_at=made.starts_at,
        due_at=made.due_at,
        calendar=version if made.limit.is_working else None,
        hours=made.hours.plain() if made.limit.is_working else [],
        ground=made.ground[:200],
        rule=clock.version_of(kind),
        met_at=met_at,
    )


def _met(case: Case) -> Mapping[str, datetime]:
    """When what a promise of the new kind asks for was done already."""
    tasks: Sequence[tuple[datetime | None, datetime | None]] = list(
        Task.objects.filter(case=case).values_list("accepted_at", "arrived_at")
    )
    arrived = min((there for _, there in tasks if there), default=None)
    contacted = min((one for one in (case.contacted_at, arrived) if one), default=None)
    accepted = min((taken for taken, _ in tasks if taken), default=None)
    responded = min((one for one in (accepted, contacted) if one), default=None)
    found = {"respond": responded, "contact": contacted, "arrive": arrived}
    return {what: moment for what, moment in found.items() if moment is not None}
