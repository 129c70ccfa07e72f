"""Telling of policies that are new or about to end: to the officers who answer for the enterprises they fit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, tell_many
from jishiyu.policies import queries
from jishiyu.policies.kinds import SERVED
from jishiyu.policies.models import Card, Told
from jishiyu.registry.models import Subject
from jishiyu.registry.queries import duties

NEW_DAYS, ENDING_DAYS = 60, 30
AT_ONCE = 2000


def tell_fitting(card_id: int, why: str = Told.Why.NEW, *, at: datetime) -> int:
    """Tell of one card for each enterprise it fits today, once each; an officer hears of all theirs at once. Returns
    how many enterprises were told for. Twice is once, and one that comes to fit later is told for then."""
    card = queries.card_in_force(card_id, timezone.localdate(at))
    if card is None:
        return 0
    fits = queries.fitting_keys(card, timezone.localdate(at))
    there = set(Told.objects.filter(card__line=card.line, why=why).values_list("subject_id", flat=True))
    fresh = [key for key in fits if key not in there]
    return sum(_tell(card, why, fresh[start : start + AT_ONCE], at=at) for start in range(0, len(fresh), AT_ONCE))


@transaction.atomic
def _tell(card: Card, why: str, keys: Sequence[int], *, at: datetime) -> int:
    subjects = list(Subject.objects.filter(pk__in=keys))
    answer = duties.answerers(subjects, SERVED, timezone.localdate(at))
    rows = [
        Told(
            card=card, subject=one, why=why, reader=answer[one.pk].officer.actor if one.pk in answer else "", told_at=at
        )
        for one in subjects
    ]
    fresh = ledger.insert_new(rows, ["card_id", "subject_id", "why"])
    if not fresh:
        return 0
    mine: dict[str, int] = defaultdict(int)
    for row in fresh:
        mine[row.reader] += 1
    counts = {"enterprises": len(fresh), "officers": len([one for one in mine if one])}
    ledger.record(card.ref, "told", by="system:policies", at=at, data={"why": why, **counts, "nobody": mine.get("", 0)})
    link = f"/console/policies/told/?card={card.line}"
    news = [
        News((reader,), f"policy:{why}:{card.pk}:{fresh[0].pk}", f"policy_{why}", _params(card, count), link)
        for reader, count in sorted(mine.items())
        if reader
    ]
    tell_many(news, at=at)
    return len(fresh)


def _params(card: Card, count: int) -> dict[str, str]:
    return {"title": card.title, "number": str(count)}


def tell_new(*, days: int = NEW_DAYS, at: datetime) -> int:
    """Every card that came into force within so many days, for enterprises that have come to fit it since. Returns how
    many were told for."""
    today = timezone.localdate(at)
    fresh = queries.cards_in_force(today, since=today - timedelta(days=days))
    return sum(tell_fitting(card.pk, at=at) for card in fresh)


def tell_ending(*, days: int = ENDING_DAYS, at: datetime) -> int:
    """Cards whose document or time to apply ends within so many days. Returns how many were told for."""
    today = timezone.localdate(at)
    soon = queries.ending(today, today + timedelta(days=days))
    return sum(tell_fitting(card.pk, Told.Why.ENDING, at=at) for card in soon)


@transaction.atomic
def pass_on(told_id: int, *, by: str, at: datetime) -> Told:
    """The officer has told the enterprise; of one nobody answers for, anybody may. Raises Refused: told_unknown,
    not_yours."""
    row = Told.objects.select_for_update(of=("self",)).select_related("card").filter(pk=told_id).first()
    if row is None:
        raise Refused("told_unknown")
    if row.reader and row.reader != by:
        raise Refused("not_yours")
    if row.passed_on_at is None:
        row.passed_on_at, row.passed_on_by = at, by
        row.save(update_fields=["passed_on_at", "passed_on_by"])
        data = {"subject": row.subject_id, "why": row.why}
        ledger.record(row.card.ref, "passed_on", by=by, at=at, data=data)
    return row
