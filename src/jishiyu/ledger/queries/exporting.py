"""The ledger for an auditor: JSON lines of all entries of a time, and of the checkpoints that seal them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from jishiyu.ledger.chain import canonical_of
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries.checkpoints import printed_of
from jishiyu.ledger.seals import open_roll, public_key

KIND = "jishiyu ledger export 1"
SLICE = 2000


def export_lines(
    since: datetime | None, until: datetime | None, *, at: datetime, moved: Callable[[int], None] | None = None
) -> Iterator[str]:
    """Lines of JSON: what it is, each entry from `since` and before `until` by time, the checkpoints that seal any of
    them each with its roll, and a last line that counts, so that a file cut short is known. In constant memory."""
    key = public_key(settings.JISHIYU_LEDGER_KEY)
    head = {"export": KIND, "at": _moment(at), "since": _moment(since), "until": _moment(until), "key": key}
    yield canonical_of(head)
    entries, low, high = 0, 0, 0
    for part in _slices(since, until):
        for entry in part:
            low, high = min(low or entry.pk, entry.pk), max(high, entry.pk)
            yield canonical_of(_told(entry))
        entries += len(part)
        if moved:
            moved(len(part))
    checkpoints = 0
    for number in Checkpoint.objects.filter(last__gte=low, first__lte=high).order_by("number").values_list("number"):
        checkpoint = Checkpoint.objects.get(number=number[0])
        yield canonical_of({"checkpoint": printed_of(checkpoint).text(), "roll": open_roll(bytes(checkpoint.roll))})
        checkpoints += 1
    yield canonical_of({"entries": entries, "checkpoints": checkpoints})


def within(since: datetime | None, until: datetime | None) -> Q:
    """Entries from one moment and before another; an open end is none."""
    wanted = Q()
    if since:
        wanted &= Q(at__gte=since)
    if until:
        wanted &= Q(at__lt=until)
    return wanted


def _slices(since: datetime | None, until: datetime | None) -> Iterator[list[Entry]]:
    found = Entry.objects.filter(within(since, until)).order_by("at", "pk")
    part = list(found[:SLICE])
    while part:
        yield part
        last = part[-1]
        rest = found.filter(Q(at__gt=last.at) | Q(at=last.at, pk__gt=last.pk), at__gte=last.at)
        part = list(rest[:SLICE]) if len(part) == SLICE else []


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.pk,
        "subject": entry.subject,
        "version": entry.version,
        "act": entry.act,
        "by": entry.by,
        "at": _moment(entry.at),
        "before": entry.before,
        "after": entry.after,
        "data": entry.data,
        "previous": entry.previous,
        "algorithm": entry.algorithm,
        "hash": entry.hash,
    }
