"""Closing a case without the requester's word: by the dispatcher with a reason, or after nobody answered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, meet
from jishiyu.casework.actions.merging import let_go
from jishiyu.casework.models import CallBack, Case
from jishiyu.casework.workflow import CASE_MOVES, OUTCOMES_BY_DISPATCHER
from jishiyu.lib.moves import after
from jishiyu.lib.refused import Refused
from jishiyu.sensing.actions import answer_lead

UNHEARD_AFTER = timedelta(days=7)
FEWEST_WORDS = 4
BATCH = 200


@transaction.atomic
def close_case(case_id: int, *, outcome: str, words: str, seen: int | None = None, by: str, at: datetime) -> Case:
    """A dispatcher closes a case that no unit holds: not true, outside our duty, explained.

    The row stays in every count. Whose duty a case is that waits for a consultation, the consultation says. Raises
    Refused: not_yours, changed_meanwhile, outcome_unknown, words_too_short, not_now, consultation_needed.
    """
    case = lock_case(case_id, seen=seen)
    check_post(by, rights.DISPATCHES, number=case.number)
    if outcome not in OUTCOMES_BY_DISPATCHER:
        raise Refused("outcome_unknown", outcome=outcome[:20])
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    if case.state != Case.State.RECEIVED:
        raise Refused("not_now", act="close", state=case.state)
    if case.to_consult and outcome == Case.Outcome.OUT_OF_DUTY:
        raise Refused("consultation_needed", number=case.number)
    meet(case, "close", at=at)
    fields = {
        "state": after(CASE_MOVES, case.state, "close"),
        "outcome": outcome,
        "answer": words.strip(),
        "answered_at": at,
        "closed_at": at,
        "next_due_at": None,
        "to_consult": False,
    }
    change_case(case, "closed", fields, by=by, at=at)
    let_go(case, by=by, at=at)
    if case.lead_id and outcome == Case.Outcome.NOT_TRUE:
        answer_lead(case.lead_id, real=False, by=by, at=at)
    return case


def close_unheard(*, by: str, at: datetime) -> int:
    """Close what was answered a week ago and nobody confirmed or disputed, as unverified: never as solved. What was
    drawn to be called back waits for its calls."""
    calls = CallBack.objects.filter(case=OuterRef("pk"), round=OuterRef("redo_count"), state=CallBack.State.WAITING)
    stale = Case.objects.filter(~Exists(calls), state=Case.State.ANSWERED, answered_at__lt=at - UNHEARD_AFTER)
    count = 0
    for case_id in list(stale.order_by("answered_at").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            case = lock_case(case_id)
            if case.state != Case.State.ANSWERED:
                continue
            fields = {
                "state": after(CASE_MOVES, case.state, "close"),
                "outcome": Case.Outcome.UNVERIFIED,
                "closed_at": at,
                "next_due_at": None,
            }
            change_case(case, "closed", fields, by=by, at=at)
            count += 1
    return count
