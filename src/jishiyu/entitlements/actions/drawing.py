"""The public lottery: the list is frozen, its hash published, then another keeper enters the seed and draws."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from jishiyu.entitlements import lottery
from jishiyu.entitlements.actions.queue_rows import (
    check_keeper,
    lock_queue,
    order_changed,
    own_key,
    queued_of,
    words_of,
)
from jishiyu.entitlements.models import Draw, Queue, Waiting
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused

LEAST_WORDS = 4


@transaction.atomic
def freeze_list(scheme: str, *, by: str, at: datetime) -> Draw:
    """The list of all who wait and were never drawn, and its hash. Raises Refused: not_keeper, scheme_unknown,
    not_queued, not_by_lottery, draw_open, nobody_to_draw."""
    queue, (declared, queued) = lock_queue(scheme), queued_of(scheme)
    check_keeper(by, scheme, at)
    if queued.order != "lottery":
        raise Refused("not_by_lottery", scheme=str(declared.name))
    earlier = Draw.objects.filter(scheme=queue.scheme)
    if earlier.filter(state__in=[Draw.State.FROZEN, Draw.State.PUBLISHED]).exists():
        raise Refused("draw_open")
    waiting = Waiting.objects.filter(scheme=scheme, state__in=Waiting.IN_LINE, round__isnull=True)
    numbers = list(waiting.values_list("claim__number", flat=True))
    if not numbers:
        raise Refused("nobody_to_draw")
    text, algorithm = lottery.list_text(numbers), settings.JISHIYU_HASH
    row = Draw.objects.create(
        scheme=scheme,
        round=earlier.count() + 1,
        listed=text,
        count=len(numbers),
        algorithm=algorithm,
        digest=lottery.digest_of(text, algorithm),
        frozen_by=by,
        frozen_at=at,
    )
    after = {"state": row.state, "round": row.round, "count": row.count, "algorithm": algorithm, "digest": row.digest}
    ledger.record(row.ref, "frozen", by=by, at=at, after=after, data={"scheme": scheme})
    return row


@transaction.atomic
def publish_list(draw_id: int, *, where: str, by: str, at: datetime) -> Draw:
    """Note where the hash was published, so that it can be proved to precede the seed. Raises Refused:
    draw_list_unknown, not_keeper, draw_step, say_why."""
    row = _locked(draw_id, by=by, at=at)
    _check_state(row, Draw.State.FROZEN)
    row.state, row.published_where, row.published_by, row.published_at = (
        Draw.State.PUBLISHED,
        words_of(where, LEAST_WORDS, 200),
        by,
        at,
    )
    row.save(update_fields=["state", "published_where", "published_by", "published_at"])
    after = {"state": row.state, "published_where": row.published_where}
    ledger.record(row.ref, "published", by=by, at=at, before={"state": Draw.State.FROZEN}, after=after)
    return row


@transaction.atomic
def draw(draw_id: int, *, seed: str, source: str, by: str, at: datetime) -> Draw:
    """Draw the order from the frozen list and a public seed, by another than who froze it. Those of the list who left
    since keep their line in the order. Raises Refused: draw_list_unknown, not_keeper, draw_step, same_hand,
    seed_length, say_why, list_changed."""
    row = _locked(draw_id, by=by, at=at)
    _check_state(row, Draw.State.PUBLISHED)
    if row.frozen_by == by:
        raise Refused("same_hand")
    if lottery.digest_of(row.listed, row.algorithm) != row.digest:
        raise Refused("list_changed")
    row.seed, row.seed_source = lottery.seed_of(seed), words_of(source, LEAST_WORDS, 200)
    row.order = lottery.draw_order(lottery.read_list(row.listed), row.seed, row.digest)
    row.state, row.drawn_by, row.drawn_at = Draw.State.DRAWN, by, at
    row.save(update_fields=["seed", "seed_source", "order", "state", "drawn_by", "drawn_at"])
    ledger.record(
        row.ref,
        "drawn",
        by=by,
        at=at,
        before={"state": Draw.State.PUBLISHED},
        after={"state": row.state, "seed": row.seed, "seed_source": row.seed_source},
        data={"scheme": row.scheme, "order": lottery.digest_of("\n".join(row.order), row.algorithm)},
    )
    _rank(row)
    order_changed(Queue.objects.get(scheme=row.scheme), at=at)
    return row


def _rank(row: Draw) -> None:
    """Everybody's rank and key. No entry of the ledger for each: list and seed, which it holds, say it of all."""
    _, queued = queued_of(row.scheme)
    rank_of = {number: rank for rank, number in enumerate(row.order, start=1)}
    waiting = Waiting.objects.filter(scheme=row.scheme, round__isnull=True).select_related("claim")
    drawn = [one for one in waiting if one.claim.number in rank_of]
    for one in drawn:
        one.round, one.rank = row.round, rank_of[one.claim.number]
        one.order_key = own_key(one, queued)
        one.version += 1
    ledger.update_rows(drawn, ["round", "rank", "order_key", "version"])


@transaction.atomic
def drop_list(draw_id: int, *, words: str, by: str, at: datetime) -> Draw:
    """Give a list up before the seed is known; it stays on show with the reason. Raises Refused: draw_list_unknown,
    not_keeper, draw_step, say_why."""
    row = _locked(draw_id, by=by, at=at)
    before = row.state
    _check_state(row, Draw.State.FROZEN, Draw.State.PUBLISHED)
    row.state, why = Draw.State.DROPPED, words_of(words, LEAST_WORDS)
    row.save(update_fields=["state"])
    ledger.record(
        row.ref, "dropped", by=by, at=at, before={"state": before}, after={"state": row.state}, data={"words": why}
    )
    return row


def _locked(draw_id: int, *, by: str, at: datetime) -> Draw:
    scheme = Draw.objects.filter(pk=draw_id).values_list("scheme", flat=True).first()
    if scheme is None:
        raise Refused("draw_list_unknown")
    lock_queue(scheme)
    check_keeper(by, scheme, at)
    return Draw.objects.select_for_update().get(pk=draw_id)


def _check_state(row: Draw, *states: str) -> None:
    if row.state not in states:
        raise Refused("draw_step", state=str(row.get_state_display()))
