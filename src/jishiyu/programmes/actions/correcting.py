"""A reading that was wrong: the right one takes its place, the wrong one stays."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.actions import facts
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Reading, SeriesState

SHORTEST = 4  # characters of a ground


@transaction.atomic
def correct_reading(
    reading_id: int, *, amount: int, ground: str, day: date | None = None, evidence: str = "", by: str, at: datetime
) -> Reading:
    """A new row under the same key takes the place of one that is live; who, when and why stand in both the row and the
    ledger. Raises Refused: reading_unknown, reading_corrected, ground_missing, reading_to_come, reading_same."""
    series = Reading.objects.filter(pk=reading_id).values_list("series", flat=True).first()
    if series is None:
        raise Refused("reading_unknown")
    state = SeriesState.objects.select_for_update().get(pk=series)
    old = Reading.objects.select_for_update().get(pk=reading_id)
    on = day or old.day
    _check(old, amount, ground.strip(), on, timezone.localdate(at))
    entry = ledger.record(
        old.ref, facts.CORRECTED, by=by, at=at, before={"amount": old.amount, "day": old.day.isoformat()},
        after={"amount": amount, "day": on.isoformat()},
        data={
            "source": old.source, "key": old.key, "reading": old.pk, "ground": ground.strip()[:200],
            "evidence": evidence[:200],
            "before": {"cell": list(_cell(old, old.day)), "amount": old.amount},
            "after": {"cell": list(_cell(old, on)), "amount": amount},
        },
    )  # fmt: skip
    old.live = False
    old.save(update_fields=["live"])
    new = Reading.objects.create(
        series=old.series, source=old.source, key=old.key, day=on, amount=amount, grade=old.grade,
        item_id=old.item_id, unit_id=old.unit_id, division_id=old.division_id, subject_id=old.subject_id,
        evidence=evidence[:200] or old.evidence, corrects=old, ground=ground.strip()[:200], by=by, at=at,
        told_in=entry.version,
    )  # fmt: skip
    _keep_facts(old, new)
    state.readings += 1
    state.taken_at = at
    state.save(update_fields=["readings", "taken_at"])
    return new


def _check(old: Reading, amount: int, ground: str, on: date, today: date) -> None:
    if not old.live:
        raise Refused("reading_corrected")
    if len(ground) < SHORTEST:
        raise Refused("ground_missing", least=SHORTEST)
    if on > today:
        raise Refused("reading_to_come", key=old.key, day=on.isoformat())
    if (amount, on) == (old.amount, old.day):
        raise Refused("reading_same")


def _cell(row: Reading, day: date) -> facts.Cell:
    return day.isoformat(), row.division_id or "", row.unit_id or 0, row.item_id or 0, row.grade


def _keep_facts(old: Reading, new: Reading) -> None:
    before, after = (old.series, _cell(old, old.day)), (new.series, _cell(new, new.day))
    if series_of(old.series).adds == "last":
        facts.read_again({before, after})
        return
    if before == after:
        facts.shift({before: (new.amount - old.amount, 0)})
        return
    facts.shift({before: (-old.amount, -1), after: (new.amount, 1)})
