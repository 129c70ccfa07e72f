"""How an item goes on: begun, progress in words and photos, milestones, money, finished."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib import photos
from jishiyu.lib.refused import Refused
from jishiyu.programmes.drafts import Money
from jishiyu.programmes.models import Fund, Item, Milestone, Photo, Progress

SHORTEST = 4  # characters that say something
State = Item.State


@transaction.atomic
def begin_item(item_id: int, *, on: date, by: str, at: datetime) -> Item:
    """Work has begun. Raises Refused: item_unknown, item_over, day_to_come."""
    item = _locked(item_id, on, at, live=True)
    _save(item, {"state": State.RUNNING, "begun_on": item.begun_on or on}, "item_begun", {}, by=by, at=at)
    return item


@transaction.atomic
def enter_item(item_id: int, *, on: date, by: str, at: datetime) -> Item:
    """The statistics have taken it in (入库). Raises Refused: item_unknown, item_over, day_to_come."""
    item = _locked(item_id, on, at, live=True)
    _save(item, {"entered_on": on}, "item_entered", {}, by=by, at=at)
    return item


@transaction.atomic
def note_progress(
    item_id: int,
    words: str,
    *,
    day: date,
    problem: str = "",
    next_step: str = "",
    photos_sent: Sequence[bytes] = (),
    by: str,
    at: datetime,
) -> Progress:
    """How the item stands, in words and photos; what is in the way and what comes next stand on the item as last told.

    Raises Refused: item_unknown, item_over, day_to_come, progress_words, too_many_photos, photo_unreadable,
    photo_too_large."""
    item = _locked(item_id, day, at, live=True)
    if len(words.strip()) < SHORTEST:
        raise Refused("progress_words", least=SHORTEST)
    if len(photos_sent) > photos.MOST_PHOTOS:
        raise Refused("too_many_photos", most=photos.MOST_PHOTOS)
    row = Progress.objects.create(
        item=item, day=day, words=words.strip()[:1000], problem=problem.strip()[:1000],
        next_step=next_step.strip()[:1000], by=by, at=at,
    )  # fmt: skip
    marks = _keep_photos(row, photos_sent)
    said: dict[str, Any] = {"problem": row.problem, "next_step": row.next_step}
    if item.state == State.PLANNED:
        said |= {"state": State.RUNNING, "begun_on": day}
    data = {"day": day.isoformat(), "words": row.words, "photos": marks}
    _save(item, said, "progress_noted", data, by=by, at=at)
    return row


def _keep_photos(row: Progress, sent: Sequence[bytes]) -> list[str]:
    kept = []
    for raw in sent:
        picture = photos.clean(raw)
        mark = hashlib.sha256(raw).hexdigest()
        photo = Photo(progress=row, sha256=mark)
        photo.file.save(f"{row.pk}-{mark[:16]}.jpg", ContentFile(picture), save=False)
        kept.append(photo)
    Photo.objects.bulk_create(kept)
    return [photo.sha256 for photo in kept]


@transaction.atomic
def note_money(item_id: int, lines: Sequence[Money], *, by: str, at: datetime) -> list[Fund]:
    """Planned and actual money by source, all sources said together; a source not said has none. Where the item has a
    whole sum (总投资) the plan by source adds up to it.

    Raises Refused: item_unknown, fund_source_unknown, fund_twice, fund_below_nought, funds_differ."""
    item = _locked(item_id, None, at, live=False)
    if strange := [line.source for line in lines if line.source not in Fund.Source.values]:
        raise Refused("fund_source_unknown", source=strange[0][:20])
    said = {line.source: (line.planned, line.actual) for line in lines if line.planned or line.actual}
    if len({line.source for line in lines}) < len(lines):
        raise Refused("fund_twice")
    if any(amount < 0 for pair in said.values() for amount in pair):
        raise Refused("fund_below_nought")
    planned = sum(pair[0] for pair in said.values())
    if item.total is not None and planned != item.total:
        raise Refused("funds_differ", total=item.total, sum=planned)
    before = {row.source: [row.planned, row.actual] for row in item.funds.all()}
    after = {source: list(pair) for source, pair in sorted(said.items())}
    if before != after:
        item.funds.all().delete()
        Fund.objects.bulk_create([Fund(item=item, source=one, planned=p, actual=a) for one, (p, a) in after.items()])
        ledger.record(item.ref, "money_noted", by=by, at=at, before={"funds": before}, after={"funds": after})
    return list(item.funds.all())


@transaction.atomic
def pass_milestone(milestone_id: int, *, on: date, evidence: str = "", by: str, at: datetime) -> Milestone:
    """A node was passed. Raises Refused: milestone_unknown, milestone_passed, item_over, day_to_come."""
    key = Milestone.objects.filter(pk=milestone_id).values_list("item_id", flat=True).first()
    if key is None:
        raise Refused("milestone_unknown")
    item = _locked(key, on, at, live=True)
    row = Milestone.objects.get(pk=milestone_id)
    if row.passed_on:
        raise Refused("milestone_passed")
    row.passed_on, row.evidence, row.by = on, evidence[:200], by
    row.save(update_fields=["passed_on", "evidence", "by"])
    data = {"milestone": row.name, "due": row.due_on.isoformat(), "evidence": row.evidence}
    ledger.record(item.ref, "milestone_passed", by=by, at=at, after={"passed_on": on.isoformat()}, data=data)
    return row


@transaction.atomic
def finish_item(item_id: int, words: str, *, on: date, by: str, at: datetime) -> Item:
    """The item is done, with what shows it. Raises Refused: item_unknown, item_over, day_to_come, progress_words."""
    item = _locked(item_id, on, at, live=True)
    if len(words.strip()) < SHORTEST:
        raise Refused("progress_words", least=SHORTEST)
    said = {"state": State.FINISHED, "finished_on": on, "begun_on": item.begun_on or on}
    _save(item, said, "item_finished", {"words": words.strip()[:1000]}, by=by, at=at)
    return item


@transaction.atomic
def drop_item(item_id: int, ground: str, *, by: str, at: datetime) -> Item:
    """The item is given up, and why; it stays in every list. Raises Refused: item_unknown, item_over,
    ground_missing."""
    item = _locked(item_id, None, at, live=True)
    if len(ground.strip()) < SHORTEST:
        raise Refused("ground_missing", least=SHORTEST)
    _save(item, {"state": State.DROPPED}, "item_dropped", {"ground": ground.strip()[:400]}, by=by, at=at)
    return item


def _locked(item_id: int, on: date | None, at: datetime, *, live: bool) -> Item:
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise Refused("item_unknown")
    if live and item.state in (State.FINISHED, State.DROPPED):
        raise Refused("item_over")
    if on is not None and on > timezone.localdate(at):
        raise Refused("day_to_come", day=on.isoformat())
    return item


def _save(item: Item, said: dict[str, Any], act: str, data: dict[str, Any], *, by: str, at: datetime) -> None:
    before, after = {}, {}
    for name, value in said.items():
        was = getattr(item, name)
        if was != value:
            before[name] = was.isoformat() if isinstance(was, date) else was
            after[name] = value.isoformat() if isinstance(value, date) else str(value)
            setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*after, "version"])
    ledger.record(item.ref, act, by=by, at=at, before=before, after=after, data=data)
