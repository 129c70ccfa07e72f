"""The dispatch catalogue (派单目录): who answers for a kind in a place, and on what ground."""

from datetime import date, datetime

from django.db import transaction

from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import CatalogueEntry
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused


@transaction.atomic
def add_catalogue_entry(
    kind: str, unit_id: int, *, division_code: str | None = None, ground: str, since: date, by: str, at: datetime
) -> CatalogueEntry:
    """From a day on, a unit answers for a kind in a division, or everywhere. Raises Refused: ground_too_short, and
    LookupError for an unknown kind."""
    kind_of(kind)
    if not ground.strip():
        raise Refused("ground_too_short", least=1)
    entry = CatalogueEntry.objects.create(
        kind=kind, unit_id=unit_id, division_id=division_code, ground=ground.strip()[:200], since=since
    )
    after = {"kind": kind, "unit": unit_id, "division": division_code, "ground": entry.ground, "since": str(since)}
    ledger.record(f"catalogue:{entry.pk}", "added", by=by, at=at, after=after)
    return entry


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
