"""Retelling a claim from its ledger alone, and comparing that with its row."""

from collections.abc import Iterable
from datetime import date, datetime

from jishiyu.entitlements.models import Claim
from jishiyu.ledger.models import Entry

TOLD = ("state", "step", "ground", "sheet_id", "decision_id", "more_papers", "more_words")
TIMES = ("accepted_at", "due_at", "decided_at", "ended_at")
DAYS = ("more_until", "notice_until", "review_on")
UNTOLD: dict[str, object] = {"ground": "", "more_papers": [], "more_words": ""}  # how a claim begins

Differences = dict[str, tuple[object, object]]


def retold(entries: Iterable[Entry]) -> dict[str, object]:
    """What the entries of one claim, in order, say of it."""
    told: dict[str, object] = dict(UNTOLD)
    for entry in entries:
        for name, value in entry.after.items():
            if name in TIMES:
                told[name] = datetime.fromisoformat(value) if value else None
            elif name in DAYS:
                told[name] = date.fromisoformat(value) if value else None
            elif name in TOLD:
                told[name] = value
    return told


def differences(claim: Claim) -> Differences:
    """Fields in which the row and the ledger disagree, as (row, ledger)."""
    told = retold(Entry.objects.filter(subject=claim.ref).order_by("version"))
    return {
        name: (getattr(claim, name), told.get(name))
        for name in (*TOLD, *TIMES, *DAYS)
        if getattr(claim, name) != told.get(name)
    }
