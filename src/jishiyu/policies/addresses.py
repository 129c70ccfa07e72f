"""Where clauses and cards are found by the public, for codes that are printed."""

from django.conf import settings

from jishiyu.policies.models import Card, Clause

VIA = "via"  # what a printed address says of where it was read: ?via=book


def clause_path(clause: Clause) -> str:
    """On this host: /policies/<document>/<clause>/."""
    return f"/policies/{clause.document.code}/{clause.code}/"


def clause_address(clause: Clause, via: str = "") -> str:
    """In full, as a code carries it."""
    base = settings.JISHIYU_ADDRESS.rstrip("/")
    return f"{base}{clause_path(clause)}{f'?{VIA}={via}' if via else ''}"


def card_address(card: Card) -> str:
    return f"{settings.JISHIYU_ADDRESS.rstrip('/')}/policies/cards/{card.line}/"
