"""A closed case that its requester brings back: within fifteen days the same, afterwards a new one that names it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jishiyu.casework.actions.changing import change_case, lock_case, next_due_of
from jishiyu.casework.actions.opening import open_case
from jishiyu.casework.actions.verifying import check_not_own_work, send_again
from jishiyu.casework.models import Case, Promise, Task
from jishiyu.casework.needs import Need
from jishiyu.casework.secrecy import hidden
from jishiyu.casework.workflow import CASE_MOVES
from jishiyu.lib.moves import after, check
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

FEWEST_WORDS = 4
MOST_WORDS = 2000


@transaction.atomic
def reopen_case(case_id: int, *, words: str, by: str, at: datetime) -> Case:
    """The requester says that it is not over, or a caller notes that they say so. Back to the unit that led, or to the
    dispatcher when none ever finished, on the clock that started when the need was first heard.

    The fifteen days run from the moment it was closed, which nothing written later moves. Raises Refused: not_now,
    not_yours, own_work, reopen_too_late, words_too_short.
    """
    case = lock_case(case_id)
    check(CASE_MOVES, case.state, "reopen")
    check_not_own_work(case, by)
    until = case.reopens_until
    if until is None or at > until:
        raise Refused("reopen_too_late", number=case.number)
    said = _said(case, words)
    changes: dict[str, Any] = {"outcome": "", "closed_at": None, "reopened_at": at}
    answered_by = case.merged_into_id or case.pk
    if Task.objects.filter(case=answered_by, state=Task.State.FINISHED, role=Task.Role.LEAD).exists():
        send_again(case, "reopen", "reopened", changes, {"words": said}, by=by, at=at)
    else:
        _to_the_centre(case, changes, said, by=by, at=at)
    return case


def _to_the_centre(case: Case, changes: dict[str, Any], said: str, *, by: str, at: datetime) -> None:
    """Nobody ever finished work on it: a dispatcher looks again."""
    Promise.objects.filter(case=case, what="resolve").update(met_at=None)
    fields = {
        "state": after(CASE_MOVES, case.state, "reopen", Case.State.RECEIVED),
        "redo_count": case.redo_count + 1,
        "answered_at": None,
        "next_due_at": next_due_of(case),
        "merged_into_id": None,
        **changes,
    }
    change_case(case, "reopened", fields, by=by, at=at, data={"words": said})


@transaction.atomic
def say_again(case_id: int, *, words: str, by: str, at: datetime) -> Case:
    """After the fifteen days: a new case of the same requester, kind and place that names the old one. Said twice
    while the new one is open, it is the same. Raises Refused: not_now while the old one may still be brought back or
    is open, words_too_short, not_yours, own_work."""
    case = lock_case(case_id)
    check_not_own_work(case, by)
    if case.reopens_until is None or at <= case.reopens_until:
        raise Refused("not_now", act="say_again", state=case.state)
    said = words.strip()[:MOST_WORDS]
    if len(said) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    still_open = Case.objects.filter(
        recurrence_of=case, closed_at__isnull=True, origin_key__startswith="again:"
    ).first()
    if still_open is not None:
        return still_open
    count = Case.objects.filter(recurrence_of=case).count()
    need = Need(
        pack=case.pack,
        kind=case.kind,
        title=" ".join(said.split())[:60],
        text=said,
        source_id=case.source_id,
        heard_at=at,
        requester_id=case.requester_id,
        division_code=case.division_id,
        cell_id=case.cell_id,
        place_words=case.place_words,
        urgency=case.urgency,
        vulnerable=case.vulnerable,
        purpose=case.purpose,
        secret=case.secret,
        against_id=case.against_id,
        recurrence_of=case.pk,
        origin_key=f"again:{case.pk}:{count}",
    )
    return open_case(need, by=by, at=at)


def _said(case: Case, words: str) -> str:
    """What the record keeps of the requester's words, covered as all words of theirs are."""
    said = words.strip()[:MOST_WORDS]
    if len(said) < FEWEST_WORDS:
        raise Refused("words_too_short", least=FEWEST_WORDS)
    return hidden(case, said, sealer())
