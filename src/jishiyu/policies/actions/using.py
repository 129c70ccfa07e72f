"""Counting what was done on a card's pages. No ledger entry: a reading is not a deed, and nothing personal is kept."""

from datetime import datetime

from jishiyu.ledger import actions as ledger
from jishiyu.policies.models import Card, Use


def count_use(line: int, what: str, *, via: str = "", key: str, at: datetime) -> bool:
    """Count one use of what is public of a card; the same key twice is one. Returns whether it counted; what cannot be
    (no such card, no such use) does not, and is no error for the reader."""
    card = Card.objects.filter(line=line, state=Card.State.RELEASED).only("pk").first()
    if card is None or what not in Use.What.values or not key:
        return False
    return bool(ledger.insert_new([Use(card=card, what=what, via=via[:20], key=key[:40], at=at)], ["key"]))
