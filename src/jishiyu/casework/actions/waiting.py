"""Waiting for the requester (等待诉求人): a question was put to them, and the unit's date waits for the answer.

The requester's own clock, from being heard to being answered, runs on.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jishiyu.casework import asking, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case
from jishiyu.casework.actions.dispatching import answering_for
from jishiyu.casework.actions.going_on import end_aside
from jishiyu.casework.actions.reckoning import promise_to_resolve, reckon_again
from jishiyu.casework.models import Application, Case, Pause, Task
from jishiyu.casework.secrecy import hidden
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell
from jishiyu.registry.people import sealer

BATCH = 200
FEWEST_WORDS = 2
MOST_WORDS = 2000


def check(case: Case, asked: Application, at: datetime) -> None:
    """`asked.amount` is in natural days, `asked.ground` the question as it was put. Raises Refused as
    `asking.check_wait` does, and no_contact, no_date_yet."""
    if case.requester_id is None:
        raise Refused("no_contact", number=case.number)
    promise_to_resolve(case)
    waited = sum(
        ((until or at) - since for since, until in Pause.objects.filter(case=case).values_list("since", "until")),
        start=timedelta(),
    )
    asking.check_wait(asked.amount, aside=case.aside, waited=waited)


def grant(case: Case, asked: Application, *, by: str, at: datetime) -> dict[str, Any]:
    """The pause starts now, not when it was asked for, and ends by itself."""
    asked.until = at + timedelta(days=asked.amount)
    Pause.objects.create(case=case, since=at, question=asked.ground)
    fields = reckon_again(case, open_until=asked.until, at=at)
    return {**fields, "aside": Case.Aside.WAITING, "review_at": asked.until}


@transaction.atomic
def answer_question(case_id: int, *, words: str, by: str, at: datetime) -> Case:
    """The requester answers on the follow-up page, or a caller notes what they said: the unit's date runs on at once.

    Raises Refused: not_yours, not_now when nothing is asked, answer_needed, words_too_long."""
    case = lock_case(case_id)
    check_post(by, rights.VERIFIES, number=case.number)
    if case.aside != Case.Aside.WAITING:
        raise Refused("not_now", act="answer_question", state=case.state)
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("answer_needed")
    if len(words) > MOST_WORDS:
        raise Refused("words_too_long", most=MOST_WORDS)
    pause = Pause.objects.select_for_update().get(case=case, until__isnull=True)
    pause.answer = hidden(case, words.strip(), sealer())
    pause.save(update_fields=["answer"])
    change_case(case, "question_answered", end_aside(case, by=by, at=at), by=by, at=at, data={"pause": pause.pk})
    tell_holder(case, "question_answered", key=f"wait:{pause.pk}", at=at)
    return case


def end_waits(*, by: str, at: datetime) -> int:
    """Nobody answered in time: the case goes on, from the moment the time was over. Returns how many."""
    over = Case.objects.filter(aside=Case.Aside.WAITING, review_at__lte=at).order_by("review_at")
    count = 0
    for case_id in list(over.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            case = lock_case(case_id)
            if case.aside != Case.Aside.WAITING or case.review_at is None or case.review_at > at:
                continue
            key = f"wait:{case.pk}:{case.review_at.isoformat()}"
            change_case(case, "wait_over", end_aside(case, by=by, at=at), by=by, at=at)
            tell_holder(case, "wait_over", key=key, at=at)
            count += 1
    return count


def tell_holder(case: Case, kind: str, *, key: str, at: datetime) -> None:
    """Tell whoever holds the lead's task that the case goes on."""
    task = Task.objects.filter(case=case, role=Task.Role.LEAD, state__in=[Task.State.SENT, Task.State.ACCEPTED]).first()
    if task is None:
        return
    readers = (f"officer:{task.officer_id}",) if task.officer_id else answering_for({task.unit_id})[task.unit_id]
    params = {"title": case.title[:60], "number": case.number}
    tell(readers, key=key, kind=kind, params=params, link=f"/console/tasks/{task.pk}/", at=at)
