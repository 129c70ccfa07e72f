"""Hanging (挂账): real, and it cannot be solved now. Moves no date, stays in every count, comes back by itself."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions.changing import change_case, lock_case, officer_of
from jishiyu.casework.actions.going_on import end_aside
from jishiyu.casework.actions.waiting import tell_holder
from jishiyu.casework.models import Application, Case, Task
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell
from jishiyu.registry.models import Officer, Post

BATCH = 200


def check(case: Case, asked: Application, at: datetime) -> None:
    """`asked.until` is the day on which it is looked at again. Raises Refused as `asking.check_hang` does."""
    asking.check_hang(asked.until, aside=case.aside, at=at)


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    """It stays with its unit, its dates as they were."""
    return {"aside": Case.Aside.HUNG, "review_at": asked.until}


@transaction.atomic
def go_on(case_id: int, *, seen: int | None = None, by: str, at: datetime) -> Case:
    """The unit that leads, or a dispatcher, takes a case up again that was hung or waited.

    Raises Refused: not_yours, changed_meanwhile, not_now when it is not set aside."""
    case = lock_case(case_id, seen=seen)
    officer = officer_of(by)
    if officer is not None and officer.post not in rights.DISPATCHES:
        mine = rights.task_of_unit(officer, list(Task.objects.filter(case=case, role=Task.Role.LEAD)))
        if not rights.holds(officer, mine):
            raise Refused("not_yours", number=case.number)
    if not case.aside:
        raise Refused("not_now", act="go_on", state=case.state)
    return change_case(case, "went_on", end_aside(case, by=by, at=at), by=by, at=at)


def review_hung(*, by: str, at: datetime) -> int:
    """What was hung until now is open work again, before the eyes of the centre. Returns how many."""
    over = Case.objects.filter(aside=Case.Aside.HUNG, review_at__lte=at).order_by("review_at")
    centre = [one.actor for one in Officer.objects.filter(post=Post.DISPATCHER, is_active=True)]
    count = 0
    for case_id in list(over.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            case = lock_case(case_id)
            if case.aside != Case.Aside.HUNG or case.review_at is None or case.review_at > at:
                continue
            key = f"review:{case.pk}:{case.review_at.isoformat()}"
            change_case(case, "came_back", end_aside(case, by=by, at=at), by=by, at=at)
            params = {"title": case.title[:60], "number": case.number}
            tell(centre, key=key, kind="case_review_due", params=params, link=f"/console/cases/{case.number}/", at=at)
            tell_holder(case, "case_review_due", key=key, at=at)
            count += 1
    return count
