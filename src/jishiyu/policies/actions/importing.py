"""Taking in a handbook row by row: documents and clauses as they are named, cards as drafts for somebody to release."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from jishiyu.lib.refused import Refused
from jishiyu.policies.actions.cards import FIELDS, write_card
from jishiyu.policies.actions.documents import keep_document
from jishiyu.policies.audience import PLACE, plain_of, read
from jishiyu.policies.handbook_file import HandbookRow
from jishiyu.policies.kinds import known, trade
from jishiyu.policies.models import Card, Clause, Document

Outcome = Literal["new", "changed", "same"]


@transaction.atomic
def take_row(row: HandbookRow, *, by: str, at: datetime) -> Outcome:
    """Take in what a row says. A document is known by title and number, a clause by its number there, a card by its
    title and clause. The same row twice is the same. What a row does not say of a card that is there stays: conditions
    written by hand are not lost. Raises Refused as the deeds do."""
    if row.refused is not None or row.document is None or row.clause is None or row.card is None:
        raise row.refused or Refused("row_empty")
    document = _document(row, by=by, at=at)
    clause = Clause.objects.get(document=document, number=row.clause.number.strip()[:40])
    card = Card.objects.filter(clause=clause, title=row.card.title).order_by("-edition").first()
    rule = _rule(row)
    if card is None:
        write_card(clause.pk, replace(row.card, audience=rule), by=by, at=at)
        return "new"
    said = replace(row.card, audience=rule if rule["all"] else card.audience)
    if all(getattr(card, name) == getattr(said, name) for name in FIELDS):
        return "same"
    write_card(clause.pk, said, line=card.line, by=by, at=at)
    return "changed"


def _document(row: HandbookRow, *, by: str, at: datetime) -> Document:
    assert row.document is not None and row.clause is not None
    there = Document.objects.filter(title=row.document.title, number=row.document.number).order_by("-pk").first()
    if there is None:
        return keep_document(row.document, by=by, at=at)
    clauses = list(there.clauses.values("code", "number", "text"))
    mine = [one for one in clauses if one["number"] == row.clause.number.strip()[:40]]
    code = mine[0]["code"] if mine else _free({one["code"] for one in clauses})
    kept = [replace(row.clause, code=one["code"], number=one["number"], text=one["text"]) for one in clauses]
    said = replace(row.clause, code=code)
    drafts = [said if one.code == code else one for one in kept] + ([] if mine else [said])
    return keep_document(replace(row.document, clauses=drafts), document_id=there.pk, by=by, at=at)


def _free(taken: set[str]) -> str:
    number = len(taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)


def _rule(row: HandbookRow) -> dict[str, Any]:
    """What the row says of trade and place; raises Refused where no pack speaks of trades."""
    parts: list[dict[str, Any]] = []
    if row.trades:
        attribute = trade()
        parts.append({"of": attribute.code if attribute else "", "is": "in", "codes": list(row.trades)})
    if row.places:
        parts.append({"of": PLACE, "is": "in", "codes": list(row.places)})
    return plain_of(read({"all": parts}, known()))
