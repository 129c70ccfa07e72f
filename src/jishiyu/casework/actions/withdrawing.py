"""Withdrawal (撤回): by the requester, or noted for them by one whose unit has nothing to gain; never by a handler."""

from datetime import datetime

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, meet
from jishiyu.casework.actions.merging import let_go, take_back
from jishiyu.casework.models import Case, Task
from jishiyu.casework.secrecy import hidden
from jishiyu.casework.workflow import CASE_MOVES
from jishiyu.lib.moves import after, check
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer


@transaction.atomic
def withdraw(case_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Case:
    """The requester takes their need back; the row stays in every count. After a unit had been in contact it is an
    outcome of its own, and never counts as on time.

    `words` are the requester's; whoever notes them for the requester must say what they said. Raises Refused:
    not_yours, changed_meanwhile, own_work for anybody whose unit had a task of it, say_why, not_now.
    """
    case = lock_case(case_id, seen=seen)
    officer = check_post(by, rights.VERIFIES, number=case.number)
    if officer is not None:
        concerned = [case.pk, *([case.merged_into_id] if case.merged_into_id else [])]
        if Task.objects.filter(case__in=concerned, unit_id=officer.unit_id or 0).exists():
            raise Refused("own_work", number=case.number)
        if len(words.strip()) < asking.FEWEST_WORDS:
            raise Refused("say_why", least=asking.FEWEST_WORDS)
    check(CASE_MOVES, case.state, "withdraw")
    take_back(case, words=case.number, by=by, at=at)
    meet(case, "close", at=at)
    after_contact = case.contacted_at is not None
    fields = {
        "state": after(CASE_MOVES, case.state, "withdraw"),
        "outcome": Case.Outcome.WITHDRAWN_AFTER_CONTACT if after_contact else Case.Outcome.WITHDRAWN,
        "answered_at": case.answered_at or at,
        "closed_at": at,
        "next_due_at": None,
        "to_consult": False,
    }
    change_case(case, "withdrawn", fields, by=by, at=at, data={"words": hidden(case, words.strip()[:2000], sealer())})
    let_go(case, by=by, at=at)
    return case
