"""The caller's deeds: take the next call, note that nobody answered, note what the requester said."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from jishiyu.casework import calling, queries, rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case
from jishiyu.casework.actions.verifying import Word, check_not_own_work, hear_word, row_of_round
from jishiyu.casework.models import CallBack, CallTry, Case
from jishiyu.casework.workflow import CASE_MOVES
from jishiyu.lib.masks import mask_text
from jishiyu.lib.moves import after
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer

FEWEST_WORDS = 2


@transaction.atomic
def take_call(*, call_id: int | None = None, by: str, at: datetime) -> CallBack | None:
    """The next call-back for this caller, theirs alone for a while; the one they hold already, if any. None when
    nobody is to be rung now. Raises Refused: not_yours, call_held when the one they ask for is another's or not due.
    """
    officer = check_post(by, rights.VERIFIES, number="")
    if officer is None:
        raise Refused("not_yours", by=by[:40])
    held = queries.held_call(officer, at)
    if held is not None and call_id in (None, held.pk):
        return held
    found = _free(officer, call_id, at)
    if found is None:
        if call_id is not None:
            raise Refused("call_held")
        return None
    CallBack.objects.filter(held_by=by, state=CallBack.State.WAITING).update(held_by="", held_until=None)
    found.held_by, found.held_until = by, at + calling.HOLD
    found.save(update_fields=["held_by", "held_until"])
    return found


def _free(officer: Officer, call_id: int | None, at: datetime) -> CallBack | None:
    """Two callers who ask at the same moment get two different cases."""
    rows = queries.calls_for(officer, at)
    if call_id is not None:
        rows = rows.filter(pk=call_id)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.first()


@transaction.atomic
def leave_call(call_id: int, *, by: str, at: datetime) -> None:
    """Give a call-back to whoever comes next. Raises Refused: call_held."""
    call = CallBack.objects.select_for_update().filter(pk=call_id).first()
    if call is None or call.held_by != by:
        raise Refused("call_held")
    call.held_by, call.held_until = "", None
    call.save(update_fields=["held_by", "held_until"])


@transaction.atomic
def note_unreached(call_id: int, *, note: str, by: str, at: datetime) -> CallBack:
    """Nobody answered. The next try is not in the same half-day; after the third, on the second day at the earliest,
    the case is closed as one whose requester could not be reached: neither solved nor satisfied.

    Raises Refused: call_held, own_work, not_yours, link_dead, call_later, reason_needed.
    """
    call, case = _mine(call_id, by, at)
    if len(note.strip()) < FEWEST_WORDS:
        raise Refused("reason_needed")
    tries = [timezone.localtime(one) for one in call.tries.filter(reached=False).values_list("at", flat=True)]
    now = timezone.localtime(at)
    if at < call.call_after or calling.too_soon(tries, now):
        raise Refused("call_later", at=_words(max(calling.next_call(now), timezone.localtime(call.call_after))))
    said = mask_text(note.strip())[:200]
    CallTry.objects.create(call_back=call, by=by, at=at, reached=False, note=said)
    tries.append(now)
    over = calling.tried_enough(tries)
    call.state = CallBack.State.UNREACHABLE if over else CallBack.State.WAITING
    call.call_after, call.held_by, call.held_until = calling.next_call(now), "", None
    call.save(update_fields=["state", "call_after", "held_by", "held_until"])
    change_case(case, "not_reached", {}, by=by, at=at, data={"round": call.round, "try": len(tries), "note": said})
    if over:
        _close_unreachable(case, len(tries), by=by, at=at)
    return call


def _words(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _close_unreachable(case: Case, tries: int, *, by: str, at: datetime) -> None:
    fields = {
        "state": after(CASE_MOVES, case.state, "close"),
        "outcome": Case.Outcome.UNREACHABLE,
        "closed_at": at,
        "next_due_at": None,
    }
    change_case(case, "closed", fields, by=by, at=at, data={"tries": tries})


@transaction.atomic
def note_reached(call_id: int, word: Word, *, by: str, at: datetime) -> Case:
    """What the requester said on the phone. Solved closes the case; partly or not solved sends it back.

    Raises Refused: call_held, own_work, not_yours, link_dead, rating_unknown.
    """
    call, case = _mine(call_id, by, at)
    CallTry.objects.create(call_back=call, by=by, at=at, reached=True, note="")
    call.state, call.held_by, call.held_until = CallBack.State.REACHED, "", None
    call.save(update_fields=["state", "held_by", "held_until"])
    return hear_word(case, row_of_round(case, at), word, by=by, at=at)


def _mine(call_id: int, by: str, at: datetime) -> tuple[CallBack, Case]:
    """The call-back this caller holds and its case, the case locked first."""
    found = CallBack.objects.filter(pk=call_id).values_list("case_id", flat=True).first()
    if found is None:
        raise Refused("call_held")
    case = lock_case(found)
    check_not_own_work(case, by)
    call = CallBack.objects.select_for_update().get(pk=call_id)
    if call.held_by != by or call.held_until is None or call.held_until < at:
        raise Refused("call_held")
    if call.state != CallBack.State.WAITING or call.round != case.redo_count or case.state != Case.State.ANSWERED:
        raise Refused("link_dead")
    return call, case
