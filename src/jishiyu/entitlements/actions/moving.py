"""Moving somebody by hand: asked by one keeper, granted by another, and shown to everybody."""

from datetime import datetime

from django.db import transaction

from jishiyu.entitlements.actions.queue_rows import change, check_keeper, order_changed, words_of
from jishiyu.entitlements.actions.queueing import locked
from jishiyu.entitlements.models import Move, Queue, Waiting
from jishiyu.entitlements.ordering import key_behind
from jishiyu.ledger import actions as ledger
from jishiyu.lib.masks import mask_text
from jishiyu.lib.refused import Refused

LEAST_WORDS = 10


@transaction.atomic
def ask_move(waiting_id: int, *, behind: str, reason: str, words: str, by: str, at: datetime) -> Move:
    """Ask that one who waits stands right behind the claim of this number; empty is the front. The words are public.
    Raises Refused: waiting_unknown, not_keeper, left_already, code_unknown, say_why, behind_unknown, asked_already."""
    row, _ = locked(waiting_id)
    check_keeper(by, row.scheme, at)
    if row.state not in Waiting.IN_LINE:
        raise Refused("left_already")
    if reason not in Move.Reason.values:
        raise Refused("code_unknown")
    if Move.objects.filter(waiting=row, state=Move.State.ASKED).exists():
        raise Refused("asked_already")
    move = Move.objects.create(
        waiting=row,
        behind=_behind(row, behind.strip()),
        reason=reason,
        words=mask_text(words_of(words, LEAST_WORDS)),
        place_before=row.place,
        asked_by=by,
        asked_at=at,
    )
    ledger.record(row.ref, "move_asked", by=by, at=at, data=_told(move))
    return move


def _behind(row: Waiting, number: str) -> Waiting | None:
    if not number:
        return None
    found = Waiting.objects.filter(scheme=row.scheme, claim__number=number, state__in=Waiting.IN_LINE)
    target = found.exclude(pk=row.pk).first()
    if target is None:
        raise Refused("behind_unknown", number=number[:20])
    return target


@transaction.atomic
def rule_move(move_id: int, *, granted: bool, words: str = "", by: str, at: datetime) -> Move:
    """Grant or refuse what another keeper asked. Raises Refused: move_unknown, not_keeper, decided_already, same_hand,
    left_already, say_why, moved_too_often."""
    found = Move.objects.filter(pk=move_id).values_list("waiting_id", flat=True).first()
    if found is None:
        raise Refused("move_unknown")
    row, queue = locked(found)
    check_keeper(by, row.scheme, at)
    move = Move.objects.select_for_update(of=("self",)).select_related("behind__claim").get(pk=move_id)
    if move.state != Move.State.ASKED:
        raise Refused("decided_already")
    if move.asked_by == by:
        raise Refused("same_hand")
    said = words.strip()[:400] if granted else words_of(words, 4)
    move.state = Move.State.GRANTED if granted else Move.State.REFUSED
    move.ruled_by, move.ruled_at, move.ruled_words = by, at, mask_text(said)
    move.save(update_fields=["state", "ruled_by", "ruled_at", "ruled_words"])
    if granted:
        _put(row, move, queue, by=by, at=at)
    else:
        ledger.record(row.ref, "move_refused", by=by, at=at, data=_told(move) | {"ruled_words": move.ruled_words})
    return move


def _put(row: Waiting, move: Move, queue: Queue, *, by: str, at: datetime) -> None:
    behind = move.behind
    if row.state not in Waiting.IN_LINE or (behind is not None and behind.state not in Waiting.IN_LINE):
        raise Refused("left_already")
    queue.moves += 1
    queue.save(update_fields=["moves"])
    try:
        key = key_behind(behind.order_key if behind else "", queue.moves)
    except ValueError:
        raise Refused("moved_too_often") from None
    change(row, "moved", {"order_key": key, "moved": True}, by=by, at=at, data=_told(move))
    order_changed(queue, at=at)


def _told(move: Move) -> dict[str, object]:
    behind = move.behind.claim.number if move.behind else ""
    return {"move": move.pk, "behind": behind, "reason": move.reason, "words": move.words}
