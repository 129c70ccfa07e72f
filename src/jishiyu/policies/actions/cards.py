"""Cards: written by one, released by another, followed by a new version, taken back."""

import secrets
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.policies import rights
from jishiyu.policies.audience import plain_of, read
from jishiyu.policies.drafts import CardDraft, checked_card
from jishiyu.policies.kinds import known
from jishiyu.policies.models import Card, Clause

FIELDS = tuple(one.name for one in fields(CardDraft))


@transaction.atomic
def write_card(clause_id: int, draft: CardDraft, *, line: int | None = None, by: str, at: datetime) -> Card:
    """Write a new card about a clause, or the draft that follows a card. Saying the same again changes nothing.

    Raises Refused: not_yours, policy_field_needed, policy_field_wrong, clause_gone, card_unknown, audience_unreadable,
    attribute_unknown, condition_unfit.
    """
    rights.check(by, rights.WRITES)
    draft = checked_card(draft)
    if not Clause.objects.filter(pk=clause_id).exists():
        raise Refused("clause_gone")
    said: dict[str, Any] = {name: getattr(draft, name) for name in FIELDS}
    said["audience"] = plain_of(read(draft.audience, known()))
    said["clause_id"] = clause_id
    if line is not None:
        return _change(_draft_of(line, by=by, at=at), said, by=by, at=at)
    card = Card(line=-1 - secrets.randbelow(1 << 30), writers=[by], written_by=by, written_at=at, **said)
    card.save()
    card.line = card.pk  # the first version gives the line its number
    card.save(update_fields=["line"])
    ledger.record(card.ref, "written", by=by, at=at, after=_plain(said), data={"edition": 1})
    return card


@transaction.atomic
def set_audience(line: int, rule: Mapping[str, Any], *, by: str, at: datetime) -> Card:
    """Say whom a card is for; of a released card in its next version. Raises Refused: not_yours, card_unknown,
    audience_unreadable, attribute_unknown, condition_unfit."""
    rights.check(by, rights.WRITES)
    plain = plain_of(read(rule, known()))
    return _change(_draft_of(line, by=by, at=at), {"audience": plain}, by=by, at=at)


@transaction.atomic
def revise_card(line: int, *, by: str, at: datetime) -> Card:
    """The draft of a card's next version, made from what is public where there is none. Raises Refused: not_yours,
    card_unknown."""
    rights.check(by, rights.WRITES)
    return _draft_of(line, by=by, at=at)


def _draft_of(line: int, *, by: str, at: datetime) -> Card:
    versions = list(Card.objects.select_for_update().filter(line=line).order_by("-edition"))
    if not versions:
        raise Refused("card_unknown")
    last = versions[0]
    if last.state == Card.State.DRAFT:
        return last
    said = {name: getattr(last, name) for name in FIELDS} | {"clause_id": last.clause_id}
    card = Card(line=line, edition=last.edition + 1, writers=[by], written_by=by, written_at=at, **said)
    card.save()
    ledger.record(card.ref, "written", by=by, at=at, after=_plain(said), data={"edition": card.edition})
    return card


def _change(card: Card, said: Mapping[str, Any], *, by: str, at: datetime) -> Card:
    before = {name: getattr(card, name) for name in said}
    changed = {name: value for name, value in said.items() if before[name] != value}
    if not changed:
        return card
    for name, value in changed.items():
        setattr(card, name, value)
    card.written_by, card.written_at, card.version = by, at, card.version + 1
    card.writers = sorted({*card.writers, by})
    names = [name.removesuffix("_id") for name in changed]
    card.save(update_fields=[*names, "written_by", "written_at", "version", "writers"])
    was = _plain({name: before[name] for name in changed})
    data = {"edition": card.edition}
    ledger.record(card.ref, "rewritten", by=by, at=at, before=was, after=_plain(changed), data=data)
    return card


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}


@transaction.atomic
def release_card(card_id: int, *, seen: int | None = None, by: str, at: datetime) -> Card:
    """Make a draft public in place of the version before it; never by one who wrote in it. `seen` is the version of the
    draft that was looked at. Leaves the errand `policy.released`.

    Raises Refused: not_yours, card_unknown, card_not_draft, card_own, card_changed.
    """
    rights.check(by, rights.RELEASES)
    card = _locked(card_id)
    if card.state != Card.State.DRAFT:
        raise Refused("card_not_draft")
    if by in card.writers:
        raise Refused("card_own")
    if seen is not None and seen != card.version:
        raise Refused("card_changed")
    for old in Card.objects.select_for_update().filter(line=card.line, state=Card.State.RELEASED):
        _end(old, Card.State.REPLACED, by=by, at=at)
    card.state, card.released_by, card.released_at, card.version = Card.State.RELEASED, by, at, card.version + 1
    card.save(update_fields=["state", "released_by", "released_at", "version"])
    after = {"state": card.state}
    data = {"edition": card.edition, "writers": card.writers}
    ledger.record(card.ref, "released", by=by, at=at, before={"state": Card.State.DRAFT}, after=after, data=data)
    ledger.errand("policy.released", f"policy.released:{card.pk}", {"card": card.pk}, at=at)
    return card


@transaction.atomic
def end_card(card_id: int, *, words: str, by: str, at: datetime) -> Card:
    """Take a card back, public or not, and say why. Raises Refused: not_yours, card_unknown, card_over, say_why."""
    rights.check(by, rights.RELEASES)
    card = _locked(card_id)
    if card.state not in (Card.State.RELEASED, Card.State.DRAFT):
        raise Refused("card_over")
    if len(words.strip()) < 4:
        raise Refused("say_why")
    return _end(card, Card.State.ENDED, words=words.strip()[:400], by=by, at=at)


def _locked(card_id: int) -> Card:
    card = Card.objects.select_for_update().filter(pk=card_id).first()
    if card is None:
        raise Refused("card_unknown")
    return card


def _end(card: Card, state: str, *, words: str = "", by: str, at: datetime) -> Card:
    before = {"state": card.state}
    card.state, card.ended_at, card.version = state, at, card.version + 1
    card.save(update_fields=["state", "ended_at", "version"])
    data = {"edition": card.edition} | ({"words": words} if words else {})
    act = "card_replaced" if state == Card.State.REPLACED else "ended"
    ledger.record(card.ref, act, by=by, at=at, before=before, after={"state": str(state)}, data=data)
    return card
