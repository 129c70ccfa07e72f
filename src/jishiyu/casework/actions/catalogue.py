"""The dispatch catalogue (派单目录): who answers for a kind in a place, and on what ground."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import CatalogueEntry
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused


@transaction.atomic
def end_catalogue_entry(entry_id: int, *, until: date, by: str, at: datetime) -> CatalogueEntry:
    """The last day an entry holds. Raises Refused: entry_ended_already."""
    entry = CatalogueEntry.objects.select_for_update().get(pk=entry_id)
    if entry.until is not None:
        raise Refused("entry_ended_already", entry=entry_id)
    entry.until = until
    entry.save(update_fields=["until"])
    ledger.record(f"catalogue:{entry.pk}", "ended", by=by, at=at, after={"until": str(until)})
    return entry


@transaction.atomic
def fill_catalogue(rows: Sequence[tuple[str, str | None, int, str]], *, since: date, by: str, at: datetime) -> int:
    """Add many entries as (kind, division code or None for everywhere, unit id, ground); those that stand already
    stay. Returns how many are new. Raises LookupError for a kind no pack declares."""
    present = set(
        CatalogueEntry.objects.filter(until__isnull=True).values_list("kind", "division_id", "unit_id", "ground")
    )
    fresh = [row for row in rows if row not in present and kind_of(row[0])]
    CatalogueEntry.objects.bulk_create(
        [
            CatalogueEntry(kind=kind, division_id=division, unit_id=unit, ground=ground, since=since)
            for kind, division, unit, ground in fresh
        ],
        batch_size=300,
    )
    if fresh:
        ledger.record("casework:catalogue", "filled", by=by, at=at, data={"entries": [list(row) for row in fresh]})
    return len(fresh)
