"""Sending a case to a unit: by a dispatcher, or at once to the one on duty."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.casework import queries, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, plain
from jishiyu.casework.models import Case, Task
from jishiyu.casework.workflow import CASE_MOVES, after
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, signal, tell_many
from jishiyu.registry.models import Officer, Post, Unit

BY_DUTY = "system:duty"


@transaction.atomic
def dispatch(
    case_id: int,
    unit_id: int,
    *,
    line: str = "territory",
    officer_id: int | None = None,
    reason: Sequence[tuple[str, str]] = (),
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Task:
    """Send a case to a unit, perhaps to one officer of it. After a return this decides it: to the same unit means the
    return is refused, to another it is upheld; the requester's clock has run on in either case.

    Raises Refused: not_yours, changed_meanwhile, not_now, unit_unknown, officer_not_of_unit.
    """
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    state = after(CASE_MOVES, case.state, "dispatch")
    unit = Unit.objects.filter(pk=unit_id, active=True).first()
    if unit is None:
        raise Refused("unit_unknown", unit=unit_id)
    if officer_id and not Officer.objects.filter(pk=officer_id, unit_id=unit_id, is_active=True).exists():
        raise Refused("officer_not_of_unit", unit=unit.name)
    returned = case.tasks.filter(state=Task.State.RETURNED).order_by("-returned_at").first()
    decided = {}
    if returned is not None:
        decided = {"return": "refused" if returned.unit_id == unit_id else "upheld", "returned_task": returned.pk}
    task = Task.objects.create(
        case=case,
        unit=unit,
        officer_id=officer_id,
        line=line,
        round=case.redo_count,
        reason=[list(pair) for pair in reason],
        sent_at=at,
    )
    change_case(
        case,
        "dispatched",
        {"state": state, "dispatched_at": case.dispatched_at or at},
        by=by,
        at=at,
        data={"task": task.pk, "unit": unit_id, "officer": officer_id, "reason": task.reason, **decided},
    )
    announce([task], at=at)
    return task


def dispatch_direct(cases: Sequence[Case], *, at: datetime) -> list[Task]:
    """Send fresh cases to whoever is on duty in their place, many at once, in the caller's transaction."""
    if not cases:
        return []
    best = {case.pk: found[0] for case, found in zip(cases, queries.suggest_many(cases, at), strict=True)}
    tasks = Task.objects.bulk_create(
        [
            Task(
                case=case,
                unit_id=best[case.pk].unit,
                officer_id=best[case.pk].officer,
                reason=[list(pair) for pair in best[case.pk].reasons],
                sent_at=at,
            )
            for case in cases
        ],
        batch_size=300,
    )
    deeds = []
    for case, task in zip(cases, tasks, strict=True):
        before = {"state": case.state, "dispatched_at": plain(case.dispatched_at)}
        case.state = after(CASE_MOVES, case.state, "dispatch")
        case.dispatched_at, case.version = at, case.version + 1
        data = {"task": task.pk, "unit": task.unit_id, "officer": task.officer_id, "reason": task.reason}
        told = {"state": case.state, "dispatched_at": plain(at)}
        deeds.append(ledger.Deed(case.ref, "dispatched", before, told, data))
    Case.objects.bulk_update(cases, ["state", "dispatched_at", "version"], batch_size=300)
    ledger.record_many(deeds, by=BY_DUTY, at=at)
    announce(tasks, at=at)
    return tasks


def announce(tasks: Sequence[Task], *, at: datetime, kind: str = "task_sent") -> None:
    """Tell whom a task is for, the unit's heads where it names nobody, and let the unit's open pages show it."""
    signal(
        {f"officer:{task.officer_id}" for task in tasks if task.officer_id}
        | {f"unit:{task.unit_id}" for task in tasks},
        "warning",
        {},
        at=at,
    )
    answering = _answering({task.unit_id for task in tasks if not task.officer_id})
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
    tell_many([item for item in news if item.readers], at=at)


def _answering(units: set[int]) -> dict[int, tuple[str, ...]]:
    """Who is told of a unit's task that names nobody: its heads, or all its officers where it has no head."""
    found: dict[int, list[Officer]] = {}
    if units:
        for officer in Officer.objects.filter(unit_id__in=units, post__in=rights.SEES_UNIT, is_active=True):
            found.setdefault(officer.unit_id or 0, []).append(officer)
    heads = {unit: [one for one in found[unit] if one.post == Post.HEAD] for unit in found}
    return {unit: tuple(one.actor for one in heads[unit] or found[unit]) for unit in found}
