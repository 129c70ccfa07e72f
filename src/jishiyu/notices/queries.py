"""Reading notices and signals."""

from collections.abc import Collection
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet

from jishiyu.lib.kept import SAMPLE, Kept
from jishiyu.notices.models import Channel, Notice, Signal, Telling

MOST_SIGNALS = 500  # read at once
_NEWER = Kept[Signal](
    lambda after: (
        Signal.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "topic", "name", "data")[:MOST_SIGNALS]
    ),
    SAMPLE,
)


def unread(reader: str) -> QuerySet[Notice]:
    return Notice.objects.filter(reader=reader, read_at__isnull=True).order_by("-made_at")


def readers_of(key: str, kind: str) -> list[str]:
    """Readers who were told something of this kind under a key that begins so."""
    told = Notice.objects.filter(key__startswith=key, kind=kind)
    return sorted(set(told.values_list("reader", flat=True)))


def recent(reader: str) -> QuerySet[Notice]:
    return Notice.objects.filter(reader=reader).order_by("-made_at")


def told_about(keys: Collection[str]) -> list[Notice]:
    """Notices with these keys, the first told first, with their `tellings` outside the product. Three queries."""
    rows = Notice.objects.filter(key__in=keys).prefetch_related("tellings__channel")
    return list(rows.order_by("made_at", "pk"))


def channels_for(notice: Notice) -> list[Channel]:
    """The ways this reader asked to be reached by for a notice of this weight."""
    channels = Channel.objects.filter(reader=notice.reader, active=True)
    return list(channels if notice.urgent else channels.filter(urgent_only=False))


def channels_with_waiting(most: int = 200) -> list[int]:
    """Channels for which something waits, in no order: so that none is always the last."""
    waiting = Telling.objects.filter(queued_at__isnull=False, claimed_at__isnull=True, channel__active=True)
    return list(waiting.values_list("channel", flat=True).distinct().order_by("?")[:most])


def waiting_by_channel() -> list[dict[str, Any]]:
    """For the health page: `label`, how many notices wait, since when, and the last `trouble`; the longest first."""
    waiting = Telling.objects.filter(queued_at__isnull=False, claimed_at__isnull=True, channel__active=True)
    rows = waiting.values("channel", label=F("channel__label")).annotate(
        waiting=Count("pk"), since=Min("queued_at"), last_trouble=Max("trouble")
    )
    return [dict(row) for row in rows.order_by("since")[:50]]


def channels_of(reader: str) -> QuerySet[Channel]:
    """All ways this reader asked to be reached by, without their addresses."""
    return Channel.objects.filter(reader=reader, active=True).defer("address_sealed").order_by("pk")


def signals_after(
    after: int, most: int = MOST_SIGNALS, also: Collection[int] = ()
) -> list[tuple[int, str, str, dict[str, object]]]:
    """Signals with a higher id, or one of `also`, oldest first, as (id, topic, name, data)."""
    found: list[tuple[int, str, str, dict[str, object]]] = _NEWER.all(after)[:most]
    if also:  # asked for apart: in one question with the newer ones a database reads the table from its beginning
        missed = Signal.objects.filter(pk__in=also).values_list("pk", "topic", "name", "data")
        found = sorted([*missed, *found], key=itemgetter(0))
    return found


def last_signal() -> int:
    return Signal.objects.aggregate(last=Max("pk"))["last"] or 0
