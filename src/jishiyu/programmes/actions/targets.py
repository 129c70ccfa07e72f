"""Targets: the first one is set; a change is asked for, and another approves it (节点目标经批准调整)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.curves import check_points, curve_of
from jishiyu.programmes.drafts import TargetDraft
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Target

SHORTEST = 4  # characters of a ground


@transaction.atomic
def set_target(draft: TargetDraft, *, ground: str = "", by: str, at: datetime) -> Target:
    """The target of a series, scope and span. The first one is in force at once; the same again changes nothing;
    another is asked for with its ground, and in force once somebody else approves it.

    Raises Refused: series_unknown, target_not_above_nought, curve_wrong, points_missing, point_outside, point_order,
    point_falls, point_above, point_last, ground_missing, target_change_open.
    """
    check(draft)
    there = _rows(draft).select_for_update()
    live = there.filter(state=Target.State.LIVE).first()
    if live and (live.amount, live.curve) == (draft.amount, dict(draft.curve)):
        return live
    if live is None:
        row = _row(draft, by=by, at=at)
        row.save()
        ledger.record(about(row), "target_set", by=by, at=at, after=_plain(row))
        return row
    if len(ground.strip()) < SHORTEST:
        raise Refused("ground_missing", least=SHORTEST)
    if there.filter(state=Target.State.ASKED).exists():
        raise Refused("target_change_open")
    row = _row(draft, by=by, at=at)
    row.state, row.ground, row.replaces = Target.State.ASKED, ground.strip()[:400], live
    row.save()
    ledger.record(
        about(row), "target_change_asked", by=by, at=at, before=_plain(live), after=_plain(row),
        data={"ground": row.ground, "target": row.pk},
    )  # fmt: skip
    return row


@transaction.atomic
def set_targets(drafts: Sequence[TargetDraft], *, by: str, at: datetime) -> int:
    """Many first targets at once, e.g. of contracts; those that are there already, the same, are left. Returns how many
    are new. Raises Refused as `set_target` does, and target_there_otherwise: a change is asked for one by one."""
    keys = {draft.series for draft in drafts}
    live = Target.objects.filter(series__in=keys, state=Target.State.LIVE)
    there = {(row.series, row.scope, row.since, row.until): row for row in live}
    fresh: list[Target] = []
    for draft in drafts:
        check(draft)
        place = (draft.series, draft.scope.key, draft.since, draft.until)
        found = there.get(place)
        if found is None:
            fresh.append(_row(draft, by=by, at=at))
            there[place] = fresh[-1]
        elif (found.amount, found.curve) != (draft.amount, dict(draft.curve)):
            raise Refused("target_there_otherwise", scope=draft.scope.key)
    made = Target.objects.bulk_create(fresh, batch_size=50)
    deeds = [ledger.Deed(about(row), "target_set", after=_plain(row)) for row in made]
    if deeds:
        ledger.record_many(deeds, by=by, at=at)
    return len(made)


@transaction.atomic
def rule_target(target_id: int, *, approve: bool, by: str, at: datetime) -> Target:
    """Approve or refuse a change that somebody else asked for. Raises Refused: target_not_asked, ruled_by_asker."""
    row = Target.objects.select_for_update().filter(pk=target_id, state=Target.State.ASKED).first()
    if row is None:
        raise Refused("target_not_asked")
    if row.by == by:
        raise Refused("ruled_by_asker")
    old = row.replaces
    if approve and old is not None:
        old.state = Target.State.REPLACED
        old.save(update_fields=["state"])
    row.state = Target.State.LIVE if approve else Target.State.REFUSED
    row.ruled_by, row.ruled_at = by, at
    row.save(update_fields=["state", "ruled_by", "ruled_at"])
    act = "target_change_approved" if approve else "target_change_refused"
    ledger.record(
        about(row), act, by=by, at=at, before=_plain(old) if old else {}, after=_plain(row) if approve else {},
        data={"asked_by": row.by, "ground": row.ground, "target": row.pk},
    )  # fmt: skip
    return row


def check(draft: TargetDraft) -> None:
    """Raises Refused for what is no target, and of key points as curves.check_points does."""
    try:
        series_of(draft.series)
    except LookupError:
        raise Refused("series_unknown", series=draft.series[:60]) from None
    if draft.amount <= 0:
        raise Refused("target_not_above_nought")
    try:
        if draft.curve.get("kind") == "points":
            check_points(draft.curve.get("points", ()), draft.since, draft.until, draft.amount)
        curve_of(draft.curve, draft.since, draft.until, draft.amount)
    except (ValueError, TypeError) as trouble:
        raise Refused("curve_wrong", trouble=str(trouble)[:120]) from trouble


def about(row: Target) -> str:
    """How the ledger names what the target is of: its item where it has one."""
    return f"item:{row.item_id}" if row.item_id else f"target:{row.pk}"


def _rows(draft: TargetDraft) -> QuerySet[Target]:
    return Target.objects.filter(series=draft.series, scope=draft.scope.key, since=draft.since, until=draft.until)


def _row(draft: TargetDraft, *, by: str, at: datetime) -> Target:
    scope = draft.scope
    return Target(
        series=draft.series, scope=scope.key, item_id=scope.item, unit_id=scope.unit, division_id=scope.division,
        subject_id=scope.subject, since=draft.since, until=draft.until, amount=draft.amount, curve=dict(draft.curve),
        by=by, at=at,
    )  # fmt: skip


def _plain(row: Target) -> dict[str, object]:
    return {
        "series": row.series, "scope": row.scope, "since": row.since.isoformat(), "until": row.until.isoformat(),
        "amount": row.amount, "curve": row.curve,
    }  # fmt: skip
