"""Retelling a case from its ledger alone, and comparing that with its row."""

from collections.abc import Iterable

from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story

TOLD = ("state", "outcome", "urgency", "vulnerable", "redo_count")


def retold(entries: Iterable[Entry]) -> dict[str, object]:
    """The fields of a case as its entries leave them."""
    fields: dict[str, object] = {}
    for entry in entries:
        fields |= {name: value for name, value in entry.after.items() if name in TOLD}
    return fields


def differences(case: Case) -> dict[str, tuple[object, object]]:
    """Fields in which the row and the ledger disagree, as (row, ledger)."""
    told = retold(story(case.ref))
    return {name: (getattr(case, name), told.get(name)) for name in TOLD if getattr(case, name) != told.get(name)}
