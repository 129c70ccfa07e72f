"""A unit gives a task back, with the reason, the unit that should have it, and the ground."""

from datetime import datetime

from django.db import transaction

from jishiyu.casework.actions.changing import change_case, lock_task
from jishiyu.casework.models import Task
from jishiyu.casework.workflow import CASE_MOVES, RETURN_CODES, TASK_MOVES, after
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import signal
from jishiyu.registry.models import Unit
from jishiyu.sensing.actions import answer_lead

FEWEST_WORDS = 4


@transaction.atomic
def return_task(task_id: int, *, code: str, ground: str, to_unit_id: int | None = None, by: str, at: datetime) -> Task:
    """Give a task back to the dispatcher, who decides. One return per unit per case; the requester's clock runs on.

    A unit that says somebody else should have it must say who. Raises Refused: not_yours, return_code_unknown,
    ground_too_short, returned_before, unit_needed, unit_unknown, not_now.
    """
    task, case = lock_task(task_id, by=by)
    state = after(TASK_MOVES, task.state, "return")
    if code not in RETURN_CODES:
        raise Refused("return_code_unknown", given=code[:30])
    if len(ground.strip()) < FEWEST_WORDS:
        raise Refused("ground_too_short", least=FEWEST_WORDS)
    if Task.objects.filter(case=case, unit=task.unit, state=Task.State.RETURNED).exists():
        raise Refused("returned_before", unit=task.unit.name)
    if code in ("wrong_place", "wrong_owner") and not to_unit_id:
        raise Refused("unit_needed", given=code)
    if to_unit_id and (to_unit_id == task.unit_id or not Unit.objects.filter(pk=to_unit_id, active=True).exists()):
        raise Refused("unit_unknown", unit=to_unit_id)
    task.state, task.returned_at = state, at
    task.return_code, task.return_to_id, task.return_ground = code, to_unit_id, ground.strip()
    task.save(update_fields=["state", "returned_at", "return_code", "return_to", "return_ground"])
    fields = {"state": after(CASE_MOVES, case.state, "return")}
    data = {"task": task.pk, "unit": task.unit_id, "code": code, "to": to_unit_id, "ground": task.return_ground}
    change_case(case, "returned", fields, by=by, at=at, data=data)
    if case.lead_id and code == "false_alarm":
        answer_lead(case.lead_id, real=False, by=by, at=at)
    signal({f"unit:{task.unit_id}"}, "task", {}, at=at)
    return task
