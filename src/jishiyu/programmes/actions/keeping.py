"""Keeping programmes and their items: said again, only what changed is changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.drafts import ItemDraft, ProgrammeDraft
from jishiyu.programmes.kinds import kind_of, series_of
from jishiyu.programmes.models import Item, ItemOrigin, ItemUnit, Milestone, Programme
from jishiyu.registry.models import Division, Officer, Unit

ITEM = {
    "name": 120, "category": 60, "content": 1000, "nature": 40, "group": 40, "place": 120, "series": 60, "team": 200,
}  # fmt: skip
DATES = ("begins_on", "due_on")


@transaction.atomic
def keep_programme(draft: ProgrammeDraft, *, by: str, at: datetime) -> Programme:
    """A programme by its code, made or changed. Raises Refused: programme_kind_unknown, name_missing, span_backwards,
    unit_unknown."""
    try:
        kind_of(draft.kind)
    except LookupError:
        raise Refused("programme_kind_unknown", kind=draft.kind[:60]) from None
    if not draft.code.strip() or not draft.name.strip():
        raise Refused("name_missing")
    if draft.since > draft.until:
        raise Refused("span_backwards")
    if draft.unit is not None and not Unit.objects.filter(pk=draft.unit).exists():
        raise Refused("unit_unknown")
    row = Programme.objects.select_for_update().filter(code=draft.code).first() or Programme(code=draft.code[:40])
    said = {
        "kind": draft.kind, "name": draft.name.strip()[:120], "since": draft.since, "until": draft.until,
        "unit_id": draft.unit, "basis": draft.basis[:400], "public": draft.public,
    }  # fmt: skip
    before, after = changed(row, said)
    if row.pk is None:
        row.save()
        ledger.record(row.ref, "programme_made", by=by, at=at, after={"code": row.code, **after})
    elif after:
        row.save(update_fields=list(after))
        ledger.record(row.ref, "programme_changed", by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def keep_item(programme_id: int, draft: ItemDraft, *, by: str, at: datetime) -> Item:
    """An item of a programme by its code, made or changed, with origins, assisting units and milestones. A milestone
    that was passed stays. Targets, money and progress have deeds of their own.

    Raises Refused: programme_unknown, programme_closed, name_missing, series_unknown, group_unknown, level_unknown,
    span_backwards, item_of_nobody.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise Refused("programme_unknown")
    if programme.closed_at:
        raise Refused("programme_closed")
    _check(programme, draft)
    row = Item.objects.select_for_update().filter(programme=programme, code=draft.code).first()
    row = row or Item(programme=programme, code=draft.code[:40])
    said: dict[str, Any] = {name: getattr(draft, name).strip()[:most] for name, most in ITEM.items()}
    said |= {name: getattr(draft, name) for name in DATES}
    said |= {"division_id": draft.division or None, "lead_unit_id": draft.lead_unit, "total": draft.total}
    said |= {"lead_official_id": draft.lead_official}
    fresh = row.pk is None
    before, after = changed(row, said)
    row.version += 0 if fresh or not after else 1
    if fresh:
        row.save()
    elif after:
        row.save(update_fields=[*after, "version"])
    lists = _lists(row, draft)
    if fresh or after or lists:
        act = "item_made" if fresh else "item_changed"
        told = {**after, "code": row.code, "programme": programme.pk} if fresh else after
        ledger.record(row.ref, act, by=by, at=at, before={} if fresh else before, after=told, data=lists)
    return row


def changed(row: Any, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what is said; what changed, before and after, plain."""
    before, after = {}, {}
    for name, value in said.items():
        was = getattr(row, name)
        if was != value or row.pk is None:
            before[name], after[name] = plain(was), plain(value)
            setattr(row, name, value)
    return before, after


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _check(programme: Programme, draft: ItemDraft) -> None:
    kind = kind_of(programme.kind)
    if not draft.code.strip() or not draft.name.strip():
        raise Refused("name_missing")
    if draft.series:
        try:
            series_of(draft.series)
        except LookupError:
            raise Refused("series_unknown", series=draft.series[:60]) from None
    if draft.group and draft.group not in kind.groups:
        raise Refused("group_unknown", group=draft.group[:40])
    if strange := [origin.level for origin in draft.origins if origin.level not in kind.levels]:
        raise Refused("level_unknown", level=strange[0][:40])
    if draft.begins_on and draft.due_on and draft.begins_on > draft.due_on:
        raise Refused("span_backwards")
    _check_who(draft)


def _check_who(draft: ItemDraft) -> None:
    units = {unit for unit in (draft.lead_unit, *draft.assisting) if unit is not None}
    if units and Unit.objects.filter(pk__in=units).count() < len(units):
        raise Refused("item_of_nobody", item=draft.code[:40])
    if draft.lead_official is not None and not Officer.objects.filter(pk=draft.lead_official).exists():
        raise Refused("item_of_nobody", item=draft.code[:40])
    if draft.division and not Division.objects.filter(pk=draft.division).exists():
        raise Refused("division_unknown", division=draft.division)


def _lists(row: Item, draft: ItemDraft) -> dict[str, Any]:
    """Origins, assisting units and milestones as said; what of them changed."""
    told: dict[str, Any] = {}
    origins = {one.level: (one.matter[:120], one.number[:20]) for one in draft.origins}
    if origins != {one.level: (one.matter, one.number) for one in row.origins.all()}:
        row.origins.all().delete()
        ItemOrigin.objects.bulk_create(
            [ItemOrigin(item=row, level=level, matter=matter, number=number)
             for level, (matter, number) in origins.items()]
        )  # fmt: skip
        told["origins"] = [[level, *said] for level, said in origins.items()]
    units = sorted(set(draft.assisting) - {draft.lead_unit})
    if units != sorted(row.assisting.values_list("unit_id", flat=True)):
        row.assisting.all().delete()
        ItemUnit.objects.bulk_create([ItemUnit(item=row, unit_id=unit) for unit in units])
        told["assisting"] = units
    nodes = {name[:120]: due for name, due in draft.milestones}
    kept = {one.name: one for one in row.milestones.all()}
    if nodes != {name: one.due_on for name, one in kept.items() if name in nodes or not one.passed_on}:
        row.milestones.filter(passed_on__isnull=True).exclude(name__in=nodes).delete()
        for name, due in nodes.items():
            Milestone.objects.update_or_create(item=row, name=name, defaults={"due_on": due})
        told["milestones"] = [[name, due.isoformat()] for name, due in nodes.items()]
    return told
