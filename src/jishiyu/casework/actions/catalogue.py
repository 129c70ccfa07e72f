"""The dispatch catalogue (派单目录): who answers for an item in a place, and on what ground. An entry is never changed:
a new version takes over from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import check_post
from jishiyu.casework.catalogue import Change, Draft, check, check_day, draft_of
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import CatalogueEntry
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Division, Unit

A_DAY = timedelta(days=1)


@transaction.atomic
def add_catalogue_entry(draft: Draft, *, since: date, by: str, at: datetime) -> CatalogueEntry:
    """A new entry, from a day on. Raises Refused: not_yours, entry_day_over, entry_there_already, unit_unknown,
    division_unknown, and as `catalogue.check`."""
    check_post(by, rights.DISPATCHES, number="")
    check_day(since, timezone.localdate(at))
    return enter(draft, since=since, by=by, at=at)


@transaction.atomic
def replace_catalogue_entry(entry_id: int, draft: Draft, *, since: date, by: str, at: datetime) -> CatalogueEntry:
    """A new version of an entry takes over from a day on; the old one stays as it was until the day before. Raises
    Refused: as `add_catalogue_entry`, and entry_unknown, entry_ended_already, entry_same."""
    check_post(by, rights.DISPATCHES, number="")
    check_day(since, timezone.localdate(at))
    return take_over(_locked(entry_id), draft, since=since, by=by, at=at)


@transaction.atomic
def end_catalogue_entry(entry_id: int, *, until: date, by: str, at: datetime) -> CatalogueEntry:
    """The last day an entry holds. Raises Refused: not_yours, entry_unknown, entry_ended_already, entry_day_over."""
    check_post(by, rights.DISPATCHES, number="")
    entry = _locked(entry_id)
    check_day(until, timezone.localdate(at))
    _end(entry, until, {}, by=by, at=at)
    return entry


@transaction.atomic
def take_catalogue(changes: Sequence[Change], *, since: date, by: str, at: datetime) -> int:
    """Many changes at once, all or none. Returns how many. Raises Refused as the single acts do."""
    check_post(by, rights.DISPATCHES, number="")
    check_day(since, timezone.localdate(at))
    for change in changes:
        if change.replaces is None:
            enter(change.draft, since=since, by=by, at=at)
        else:
            take_over(_locked(change.replaces), change.draft, since=since, by=by, at=at)
    return len(changes)


def enter(
    draft: Draft,
    *,
    since: date,
    replaces: CatalogueEntry | None = None,
    consultation_id: int | None = None,
    by: str,
    at: datetime,
) -> CatalogueEntry:
    """Write one entry in the caller's transaction, and record it."""
    check(draft)
    if not Unit.objects.filter(pk=draft.unit_id, active=True).exists():
        raise Refused("unit_unknown", unit=draft.unit_id)
    if draft.division and not Division.objects.filter(pk=draft.division).exists():
        raise Refused("division_unknown", division=draft.division[:12])
    rival = standing(draft, since).exclude(pk=replaces.pk if replaces else None).select_related("unit").first()
    if rival is not None:
        raise Refused("entry_there_already", unit=rival.unit.name)
    fields: dict[str, Any] = {
        "kind": draft.kind,
        "item": draft.item,
        "words": list(draft.words),
        "line": draft.line,
        "role": draft.role,
        "division_id": draft.division,
        "unit_id": draft.unit_id,
        "ground": draft.ground,
        "consultation_id": consultation_id,
        "replaces_id": replaces.pk if replaces else None,
    }
    entry = CatalogueEntry.objects.create(**fields, since=since)
    ledger.record(f"catalogue:{entry.pk}", "added", by=by, at=at, after={**fields, "since": str(since)})
    return entry


def take_over(
    old: CatalogueEntry,
    draft: Draft,
    *,
    since: date,
    consultation_id: int | None = None,
    by: str,
    at: datetime,
) -> CatalogueEntry:
    """Let a draft take over from a locked entry, in the caller's transaction."""
    if draft_of(old) == draft:
        raise Refused("entry_same")
    if old.until is not None:
        raise Refused("entry_ended_already", entry=old.pk)
    entry = enter(draft, since=since, replaces=old, consultation_id=consultation_id, by=by, at=at)
    _end(old, since - A_DAY, {"replaced_by": entry.pk}, by=by, at=at)
    return entry


def standing(draft: Draft, on: date) -> Any:
    """Entries that hold on a day or later and speak of the same as a draft."""
    same = CatalogueEntry.objects.filter(Q(until__isnull=True) | Q(until__gte=on), kind=draft.kind, item=draft.item)
    same = same.filter(line=draft.line, role=draft.role, division_id=draft.division)
    return same if draft.role == "lead" else same.filter(unit_id=draft.unit_id)


def _locked(entry_id: int) -> CatalogueEntry:
    entry = CatalogueEntry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise Refused("entry_unknown", entry=entry_id)
    return entry


def _end(entry: CatalogueEntry, until: date, data: Mapping[str, Any], *, by: str, at: datetime) -> None:
    if entry.until is not None:
        raise Refused("entry_ended_already", entry=entry.pk)
    entry.until = until
    entry.save(update_fields=["until"])
    ledger.record(f"catalogue:{entry.pk}", "ended", by=by, at=at, after={"until": str(until)}, data=data)


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
