"""Doors: making groups, hearing messages durably, counting what is turned away."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from msgspec.structs import replace

from jishiyu.ledger import actions as ledger
from jishiyu.registry.models import Cell
from jishiyu.registry.people import sealer
from jishiyu.sensing import queries
from jishiyu.sensing.actions.backs import TABLE, stream
from jishiyu.sensing.actions.correcting import known_acts
from jishiyu.sensing.models import Group, Refusal, Source, area_of
from jishiyu.sensing.raw import SAID, RawMessage
from jishiyu.sensing.streams import Item, StreamBusy

SLOW_DOWN_SECONDS = 2
LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """Of the messages handed over: taken now, and known before."""

    taken: int
    seen_before: int


@transaction.atomic
def make_group(
    source: Source,
    code: str,
    name: str,
    *,
    division_code: str | None,
    cell_id: int | None = None,
    feeder: str = "",
    by: str,
    at: datetime,
) -> Group:
    """Say which place a chat group speaks for, and on which feeder it hangs; said again, it is said anew.

    Without a feeder of its own a group hangs on that of its cell, where that is known."""
    if not feeder and cell_id:
        feeder = Cell.objects.get(pk=cell_id).feeder
    said = {"name": name, "division_id": division_code, "cell_id": cell_id, "feeder": feeder}
    group, _ = Group.objects.update_or_create(
        source=source, code=code, defaults=said | {"area": area_of(feeder, division_code)}
    )
    after = {"name": name, "division": division_code, "cell": cell_id, "feeder": feeder}
    ledger.record(f"group:{group.pk}", "set", by=by, at=at, after=after)
    return group


def hear(source: Source, messages: Sequence[RawMessage], *, at: datetime) -> Heard:
    """Take messages durably: when this returns, they will be judged, once.

    Who said them is kept as a keyed hash only, from here on. Raises StreamBusy: then nothing of it counts as taken, and
    whoever sent it sends it all again later.
    """
    fresh = {message.id: replace(message, sender=sealer().index(message.sender)) for message in messages}
    acts = [message.id for message in fresh.values() if message.act != SAID]
    for key in known_acts(source, acts) if acts else ():
        del fresh[key]
    if stream() is not TABLE:  # which looks by itself
        for key in queries.heard_before(source.pk, list(fresh)):
            fresh.pop(key, None)
    if not fresh:
        return Heard(0, len(messages))
    _let_in(len(fresh))
    shards = queries.shards_of(source, {message.group_id for message in fresh.values()})
    known = stream().put(
        [Item(source.pk, key, shards[message.group_id], message.packed(), at) for key, message in fresh.items()]
    )
    return Heard(len(fresh) - known, len(messages) - len(fresh) + known)


def _let_in(count: int) -> None:
    """Slows senders down rather than losing anything when more waits than is allowed."""
    if _brake.waiting() + count > settings.JISHIYU_STREAM_MOST:
        raise StreamBusy("stream_full", SLOW_DOWN_SECONDS)


class _Brake:
    """What waits, asked for at most twice a second in each process."""

    def __init__(self) -> None:
        self.asked_at, self.found = 0.0, 0

    def waiting(self) -> int:
        if time.monotonic() - self.asked_at > LOOK_EVERY_SECONDS:
            self.asked_at = time.monotonic()
            with contextlib.suppress(StreamBusy):  # it chooses a leader just now: whether it takes more, `put` hears
                self.found = stream().lag().messages
        return self.found

    def forget(self) -> None:
        self.asked_at = 0.0


_brake = _Brake()


def count_refusal(door: str, reason: str, *, day: date) -> None:
    """One more thing turned away; nothing else of it is kept."""
    with transaction.atomic():
        row, _ = Refusal.objects.get_or_create(door=door[:40], reason=reason[:40], day=day)
        Refusal.objects.filter(pk=row.pk).update(count=F("count") + 1)
