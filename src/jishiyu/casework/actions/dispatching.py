"""Sending a case to units: by a dispatcher, at once to those on duty, one more beside them, or to another instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishiyu.casework import queries, rights, workflow
from jishiyu.casework.actions.changing import (
    announce_answer,
    change_case,
    check_post,
    lock_case,
    officer_of,
    part_of,
    plain,
    settled,
)
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Task
from jishiyu.casework.suggest import Suggestion
from jishiyu.casework.workflow import CASE_MOVES, TASK_MOVES
from jishiyu.ledger import actions as ledger
from jishiyu.lib.kept import SAMPLE, Kept
from jishiyu.lib.moves import after, check
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import Change, News, signal, tell_many
from jishiyu.registry.models import Officer, Post, Unit

BY_DUTY = "system:duty"
FEWEST_WORDS = 4
Row = tuple[int, str, str, str, int]  # of a task: unit, role, state, decision on its return, round
UNDECIDED = (Task.Role.LEAD, Task.State.RETURNED, "")
_UNIT = Kept[Unit](lambda key: Unit.objects.filter(active=True, pk=key), SAMPLE)
_TASKS = Kept[Task](
    lambda case: Task.objects.filter(case=case).values_list("unit_id", "role", "state", "return_decision", "round"),
    SAMPLE,
)
_UNDECIDED = Kept[Task](
    lambda case: Task.objects.filter(
        case=case, state=Task.State.RETURNED, role=Task.Role.LEAD, return_decision=""
    ).order_by("-returned_at"),
    SAMPLE,
)
_OF_UNIT = Kept[Officer](
    lambda unit: Officer.objects.filter(unit_id=unit, post__in=rights.SEES_UNIT, is_active=True), SAMPLE
)


@dataclass(frozen=True, slots=True)
class Sending:
    """One unit a case is sent to: on which line, leading or assisting, perhaps to one officer, and why this unit."""

    unit_id: int
    line: str = "territory"
    role: str = Task.Role.LEAD
    officer_id: int | None = None
    reason: Sequence[tuple[str, str]] = ()
    entry_id: int | None = None  # the catalogue entry it rests on
    consultation_id: int | None = None  # the meeting that assigned it


@transaction.atomic
def dispatch(
    case_id: int,
    unit_id: int,
    *,
    line: str = "territory",
    officer_id: int | None = None,
    reason: Sequence[tuple[str, str]] = (),
    entry_id: int | None = None,
    also: Sequence[Sending] = (),
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Task:
    """Send a case to the unit that leads, and to those that assist it on other lines (`also`), in one act. After a
    return this decides it: to the same unit means the return is refused, to another it is upheld; the requester's
    clock has run on in either case. Returns the lead's task.

    Raises Refused: not_yours, changed_meanwhile, not_now, unit_unknown, unit_concerned, unit_twice,
    officer_not_of_unit, consultation_needed, own_unit (after a return by the dispatcher's own unit).
    """
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if case.to_consult:
        raise Refused("consultation_needed", number=case.number)
    lead = Sending(unit_id, line, Task.Role.LEAD, officer_id, reason, entry_id)
    return send(case, [lead, *also], act="dispatch", recorded="dispatched", by=by, at=at)[0]


@transaction.atomic
def add_unit(case_id: int, sending: Sending, *, seen: int | None = None, by: str, at: datetime) -> Task:
    """One more unit assists (加派) while the others go on. Raises Refused as `dispatch` does."""
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if sending.role != Task.Role.ASSIST:
        raise Refused("not_now", act="add", state=case.state)
    return send(case, [sending], act="add", recorded="added", by=by, at=at)[0]


@transaction.atomic
def recall_task(task_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Task:
    """The centre takes a task back, to send the case elsewhere (改派). The requester's clock runs on, and the unit's
    own holding time ends. Raises Refused: task_unknown, not_yours, changed_meanwhile, words_too_short, not_now."""
    found = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("task_unknown", task=task_id)
    case = lock_case(found, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    check(CASE_MOVES, case.state, "recall")
    task = recall(case, Task.objects.get(pk=task_id), words=words.strip(), by=by, at=at)
    if case.state == Case.State.ANSWERED:
        announce_answer(case, at=at)
    return task


def recall(case: Case, task: Task, *, words: str, by: str, at: datetime) -> Task:
    """Take one task of a locked case back, in the caller's transaction."""
    task.state, task.recalled_at = after(TASK_MOVES, task.state, "recall"), at
    ledger.save_fields(task, ["state", "recalled_at"])
    data = {"task": task.pk, "unit": task.unit_id, "words": words}
    change_case(case, "recalled", settled(case, "recall", at=at), by=by, at=at, data=data)
    signal({f"unit:{task.unit_id}"}, "task", {}, at=at)
    return task


def send(
    case: Case,
    sendings: Sequence[Sending],
    *,
    act: str,
    recorded: str,
    data: Mapping[str, object] | None = None,
    changes: Mapping[str, object] | None = None,
    told: str = "task_sent",
    by: str,
    at: datetime,
) -> list[Task]:
    """Make the tasks of a locked case and record one entry for each, in the caller's transaction. `changes` are more
    fields of the case that change with it, `data` what else the first entry says.

    Raises Refused: not_now, unit_unknown, unit_concerned, unit_twice, officer_not_of_unit."""
    check(CASE_MOVES, case.state, act)
    if case.merged_into_id:
        raise Refused("not_now", act=act, state=case.state)
    before: list[Row] = _TASKS.all(case.pk)
    _check_units(case, sendings, {unit for unit, _, state, _, _ in before if state in queries.LIVE})
    decided = {}
    if sendings[0].role == Task.Role.LEAD and any(row[1:4] == UNDECIDED for row in before):
        decided = _decide_return(case, sendings[0], by=by, at=at)
    tasks = ledger.insert_rows([_task(case, one, at) for one in sendings])
    parts = [part_of(role, state, ruled) for _, role, state, ruled, round_ in before if round_ == case.redo_count]
    standing = workflow.standing([*parts, *(part_of(task.role, task.state, "") for task in tasks)])
    fields = {
        "state": after(CASE_MOVES, case.state, act, standing),
        "dispatched_at": case.dispatched_at or at,
        **(changes or {}),
    }
    first, *others = tasks
    change_case(case, recorded, fields, by=by, at=at, data={**_said(first), **decided, **(data or {})})
    for task in others:
        change_case(case, "added", {}, by=by, at=at, data=_said(task))
    announce(tasks, at=at, kind=told)
    return tasks


def _said(task: Task) -> dict[str, object]:
    """What the record says of a task that is sent."""
    return {
        "task": task.pk,
        "unit": task.unit_id,
        "officer": task.officer_id,
        "line": task.line,
        "role": task.role,
        "reason": task.reason,
    }


def _task(case: Case, sending: Sending, at: datetime) -> Task:
    return Task(
        case=case,
        unit_id=sending.unit_id,
        officer_id=sending.officer_id,
        line=sending.line,
        role=sending.role,
        round=case.redo_count,
        reason=[list(pair) for pair in sending.reason],
        entry_id=sending.entry_id,
        consultation_id=sending.consultation_id,
        sent_at=at,
    )


def _check_units(case: Case, sendings: Sequence[Sending], live: set[int]) -> None:
    """Each unit is there, works, is not the one the case is about, and is not among those with a live task of it."""
    units = {unit.pk: unit for one in sendings for unit in _UNIT.all(one.unit_id)}
    for one in sendings:
        unit = units.get(one.unit_id)
        if unit is None:
            raise Refused("unit_unknown", unit=one.unit_id)
        if case.against_id == one.unit_id:
            raise Refused("unit_concerned", unit=unit.name)
        if one.unit_id in live:
            raise Refused("unit_twice", unit=unit.name)
        live.add(one.unit_id)
        if (
            one.officer_id
            and not Officer.objects.filter(pk=one.officer_id, unit_id=one.unit_id, is_active=True).exists()
        ):
            raise Refused("officer_not_of_unit", unit=unit.name)


def _decide_return(case: Case, lead: Sending, *, by: str, at: datetime) -> dict[str, object]:
    """Sending the lead on decides the return before it. What goes into the record."""
    returned: Task | None = _UNDECIDED.first(case.pk)
    if returned is None:
        return {}
    officer = officer_of(by)
    if officer is not None and officer.unit_id == returned.unit_id and not lead.consultation_id:
        raise Refused("own_unit", unit=returned.unit.name)
    decision = Task.Decision.REFUSED if returned.unit_id == lead.unit_id else Task.Decision.UPHELD
    if lead.consultation_id:
        decision = Task.Decision.CONSULTED
    returned.return_decision, returned.return_decided_at, returned.return_decided_by = decision, at, by
    ledger.save_fields(returned, ["return_decision", "return_decided_at", "return_decided_by"])
    return {"return": str(decision), "returned_task": returned.pk}


def dispatch_direct(cases: Sequence[Case], *, at: datetime) -> list[Task]:
    """Send fresh cases to whoever is on duty in their place, and on every other line of their kind to whom the
    catalogue names, many at once, in the caller's transaction. Where nobody is sure enough a person decides: such a
    case stays received."""
    if not cases:
        return []
    tasks = Task.objects.bulk_create(
        [_task(case, sending, at) for case, sendings in _best(cases, at) for sending in sendings], batch_size=300
    )
    deeds, seen = [], set[int]()
    for task in tasks:
        case = task.case
        data = _said(task)
        case.version += 1
        if case.pk in seen:
            deeds.append(ledger.Deed(case.ref, "added", {}, {}, data))
            continue
        seen.add(case.pk)
        before = {"state": case.state, "dispatched_at": plain(case.dispatched_at)}
        case.state, case.dispatched_at = after(CASE_MOVES, case.state, "dispatch", Case.State.DISPATCHED), at
        told = {"state": case.state, "dispatched_at": plain(at)}
        deeds.append(ledger.Deed(case.ref, "dispatched", before, told, data))
    Case.objects.bulk_update(cases, ["state", "dispatched_at", "version"], batch_size=300)
    ledger.record_many(deeds, by=BY_DUTY, at=at)
    announce(tasks, at=at)
    return tasks


def _best(cases: Sequence[Case], at: datetime) -> list[tuple[Case, list[Sending]]]:
    """For each case the best unit of each line of its kind, the lead first; no unit twice, never the one concerned."""
    lines = {line for case in cases for line in kind_of(case.kind).lines}
    found = queries.suggest_lines(cases, at, sorted(lines), with_precedents=False)
    chosen = []
    for place, case in enumerate(cases):
        sendings: list[Sending] = []
        for line in kind_of(case.kind).lines:
            taken = {one.unit_id for one in sendings}
            best = next((one for one in found[line][place] if one.unit not in taken), None)
            if best is None and not sendings:
                break
            if best is not None:
                if not sendings and best.confidence < queries.sure_from(kind_of(case.kind)):
                    break
                role = Task.Role.ASSIST if sendings else Task.Role.LEAD
                sendings.append(Sending(best.unit, line, role, best.officer, best.reasons, best.entry))
        chosen.append((case, [*sendings, *_assisting(sendings, found[queries.ASSIST][place])]))
    return chosen


def _assisting(sendings: Sequence[Sending], fitting: Sequence[Suggestion]) -> list[Sending]:
    """Who assists by the catalogue, where anybody leads, and does not have it already."""
    taken = {one.unit_id for one in sendings}
    return [
        Sending(one.unit, sendings[0].line, Task.Role.ASSIST, None, one.reasons, one.entry)
        for one in fitting
        if sendings and one.unit not in taken
    ]


def announce(tasks: Sequence[Task], *, at: datetime, kind: str = "task_sent") -> None:
    """Tell whom a task is for, the unit's heads where it names nobody, and let the unit's open pages show it."""
    whose = {f"officer:{task.officer_id}" for task in tasks if task.officer_id}
    pages = Change((*whose, *(f"unit:{task.unit_id}" for task in tasks)), "warning")
    answering = answering_for({task.unit_id for task in tasks if not task.officer_id})
    news = [
        News(
            readers=(f"officer:{task.officer_id}",) if task.officer_id else answering.get(task.unit_id, ()),
            key=f"task:{task.pk}",
            kind=kind,
            params={"title": task.case.title[:60], "number": task.case.number},
            link=f"/console/tasks/{task.pk}/",
            urgent=task.case.urgency >= 2,
        )
        for task in tasks
    ]
    tell_many([item for item in news if item.readers], changes=[pages], at=at)


def answering_for(units: set[int]) -> dict[int, tuple[str, ...]]:
    """Who is told of what names nobody of a unit: its heads, or all its officers where it has no head."""
    found: dict[int, list[Officer]] = {unit: _OF_UNIT.all(unit) for unit in units} if len(units) == 1 else {}
    if len(units) > 1:
        for officer in Officer.objects.filter(unit_id__in=units, post__in=rights.SEES_UNIT, is_active=True):
            found.setdefault(officer.unit_id or 0, []).append(officer)
    heads = {unit: [one for one in found[unit] if one.post == Post.HEAD] for unit in found}
    return {unit: tuple(one.actor for one in heads[unit] or found[unit]) for unit in found}
