"""Extension (延期): once for a case, asked before it is due; the promised date stays beside the new one."""

from datetime import datetime
from typing import Any

from jishiyu.casework import asking
from jishiyu.casework.actions.reckoning import promise_to_resolve, reckon_again, would_be
from jishiyu.casework.models import Application, Case


def check(case: Case, asked: Application, at: datetime) -> None:
    """`asked.amount` is in the unit of the promise to resolve. Raises Refused as `asking.check_extension` does, and
    no_date_yet. `asked.until` says which date it would bring."""
    promise = promise_to_resolve(case)
    before = Application.objects.filter(case=case, kind=asking.EXTENSION).exclude(pk=asked.pk)
    asking.check_extension(
        asked.amount,
        promised=promise.terms.limit.amount,
        due_at=promise.effective_due_at or promise.terms.starts_at,
        asked_at=asked.asked_at,
        before=before.exclude(state=Application.State.LAPSED).exists(),
    )
    asked.until = would_be(case, extended_by=asked.amount, at=at)


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    """The date as if it had been known from the beginning. Raises Refused("no_date_yet")."""
    return reckon_again(case, extended_by=asked.amount, open_until=case.review_at, at=at)
