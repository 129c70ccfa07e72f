"""Sending a case to a unit: by a dispatcher, or at once to the one on duty."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.casework import queries
from jishiyu.casework.actions.changing import change_case, lock_case
from jishiyu.casework.models import Case, Task
from jishiyu.casework.workflow import CASE_MOVES, after
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, signal, tell_many
from jishiyu.registry.models import Officer, Unit

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
    return is refused, to another it is upheld; the requester's clock has run on in either case."""
    case = lock_case(case_id, seen=seen)
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
        case.state, case.dispatched_at, case.version = Case.State.DISPATCHED, at, case.version + 1
        data = {"task": task.pk, "unit": task.unit_id, "officer": task.officer_id, "reason": task.reason}
        deeds.append(ledger.Deed(case.ref, "dispatched", {"state": Case.State.RECEIVED}, {"state": case.state}, data))
    Case.objects.bulk_update(cases, ["state", "dispatched_at", "version"], batch_size=300)
    ledger.record_many(deeds, by=BY_DUTY, at=at)
    announce(tasks, at=at)
    return tasks


def announce(tasks: Sequence[Task], *, at: datetime, kind: str = "task_sent") -> None:
    """Tell the officer a task is for, and let the unit's open pages show it."""
    signal(
        {f"officer:{task.officer_id}" for task in tasks if task.officer_id}
        | {f"unit:{task.unit_id}" for task in tasks},
        "warning",
        {},
        at=at,
    )
    tell_many(
        [
            News(
                readers=(f"officer:{task.officer_id}",),
                key=f"task:{task.pk}",
                kind=kind,
                params={"title": task.case.title[:60], "number": task.case.number},
                link=f"/console/tasks/{task.pk}/",
                urgent=task.case.urgency >= 2,
            )
            for task in tasks
            if task.officer_id
        ],
        at=at,
    )
