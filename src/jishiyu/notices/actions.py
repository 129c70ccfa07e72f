"""Every write of notices: telling readers, and signalling open pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.lib.sealed import Sealer
from jishiyu.notices import pace
from jishiyu.notices.models import Channel, Notice, Pace, Signal, Telling
from jishiyu.notices.sending import UNREADABLE, trouble_with

SIGNALS_KEPT = timedelta(hours=1)
MOST_CHANNELS = 5
MOST_IN_DIGEST = 500


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell to some readers. `key` says what it is about: a reader hears it once."""

    readers: tuple[str, ...]
    key: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that open pages under these topics show anew."""

    topics: tuple[str, ...]
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


def tell(
    readers: Iterable[str],
    *,
    key: str,
    kind: str,
    params: Mapping[str, Any],
    link: str = "",
    urgent: bool = False,
    at: datetime,
) -> None:
    """Tell some readers one thing, in the caller's transaction."""
    tell_many([News(tuple(readers), key, kind, params, link, urgent)], at=at)


def tell_many(news: Sequence[News], *, changes: Sequence[Change] = (), at: datetime) -> None:
    """Tell many things with a constant number of statements, and say to open pages what changed with them.

    A reader who was told a key before is not told again: not in the product, not by a channel, not by a signal.
    """
    wanted = {
        (reader, item.key): Notice(
            reader=reader,
            key=item.key,
            kind=item.kind,
            params=dict(item.params),
            link=item.link,
            urgent=item.urgent,
            made_at=at,
        )
        for item in news
        for reader in item.readers
    }
    if not wanted:
        signal_all(changes, at=at)
        return
    with transaction.atomic(savepoint=False):  # nothing in here is refused, so nothing needs to be undone alone
        fresh = ledger.insert_new(list(wanted.values()), ["reader", "key"])
        heard = tuple({notice.reader for notice in fresh})
        signal_all([*changes, *([Change(heard, "notice")] if heard else [])], at=at)
        if not fresh:
            return
        listening = set(
            Channel.objects.filter(active=True, reader__in={notice.reader for notice in fresh}).values_list(
                "reader", flat=True
            )
        )
        ledger.errands(
            [
                (
                    "notices.reach",
                    f"reach:{notice.reader}:{notice.key}",
                    {"reader": notice.reader, "key": notice.key},
                )
                for notice in fresh
                if notice.reader in listening
            ],
            at=at,
        )


def signal(topics: Iterable[str], name: str, data: Mapping[str, Any], *, at: datetime) -> None:
    """Say to open pages that something under these topics changed; `data` carries ids, never personal data."""
    signal_all([Change(tuple(topics), name, data)], at=at)


def signal_all(changes: Iterable[Change], *, at: datetime) -> None:
    """Say many such things in one statement."""
    ledger.insert_rows(
        [
            Signal(topic=topic, name=one.name, data=dict(one.data), at=at)
            for one in changes
            for topic in sorted(set(one.topics))
        ]
    )


def mark_read(reader: str, ids: Iterable[int] | None, *, at: datetime) -> int:
    """Mark notices of this reader as read: those named, or all. Returns how many changed."""
    unread = Notice.objects.filter(reader=reader, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=at)


def mark_seen(reader: str, keys: Iterable[str], *, at: datetime) -> int:
    """This reader has opened what the notices with these keys are about. Returns how many changed."""
    return Notice.objects.filter(reader=reader, key__in=list(keys), read_at__isnull=True).update(read_at=at)


def add_channel(reader: str, *, address: str, label: str, urgent_only: bool, by: str, at: datetime) -> Channel:
    """Remember a way to reach a reader outside the product, by its Apprise address, kept sealed.

    Raises Refused: channel_kind_unknown (the installation allows others), channel_unreadable, channel_host_refused (it
    leads to a host that is not allowed), too_many_channels.
    """
    kind = address.partition("://")[0].lower()
    if kind not in settings.JISHIYU_CHANNELS:
        raise Refused("channel_kind_unknown", kind=kind[:20], known=", ".join(settings.JISHIYU_CHANNELS))
    trouble = trouble_with(address, settings.JISHIYU_CHANNEL_HOSTS)
    if trouble == UNREADABLE:
        raise Refused("channel_unreadable", kind=kind)
    if trouble:
        raise Refused("channel_host_refused", host=trouble[:80])
    if Channel.objects.filter(reader=reader, active=True).count() >= MOST_CHANNELS:
        raise Refused("too_many_channels", most=MOST_CHANNELS)
    sealed = Sealer(settings.JISHIYU_SEAL_KEY, settings.JISHIYU_INDEX_KEY).seal(address)
    with transaction.atomic():
        channel = Channel.objects.create(
            reader=reader, address_sealed=sealed, label=label[:60] or kind, urgent_only=urgent_only
        )
        ledger.record(f"channel:{channel.pk}", "added", by=by, at=at, data={"reader": reader, "label": label})
    return channel


def end_channel(channel_id: int, *, by: str, at: datetime) -> None:
    """Nobody ends another's channel. Raises Refused: channel_unknown."""
    with transaction.atomic():
        channel = Channel.objects.select_for_update().filter(pk=channel_id, reader=by, active=True).first()
        if channel is None:
            raise Refused("channel_unknown")
        channel.active = False
        channel.save(update_fields=["active"])
        Telling.objects.filter(channel=channel, claimed_at__isnull=True).update(queued_at=None)
        ledger.record(f"channel:{channel.pk}", "ended", by=by, at=at, before={"active": True}, after={"active": False})


def queue_tellings(notice: Notice, channels: Sequence[Channel], *, at: datetime) -> None:
    """Let a notice wait for these channels; through each it goes once, however often this is asked."""
    rows = [Telling(notice=notice, channel=channel, queued_at=at) for channel in channels]
    Telling.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def claim_waiting(channel_id: int, *, at: datetime) -> tuple[Channel, list[Telling]] | None:
    """All that waits for a channel, the urgent first, claimed to be said in one text; nothing while it may not be
    spoken to, or another worker speaks to it.

    The claim is written before the sending. A worker killed between the two leaves a claim that says so, and the
    reader may miss that channel, but never hears it twice; the notice in the product is there in any case.
    """
    channel = Channel.objects.filter(pk=channel_id, active=True).first()
    bucket = _pace_of(channel) if channel is not None else None
    if channel is None or bucket is None or (bucket.paused_until is not None and bucket.paused_until > at):
        return None
    waiting = Telling.objects.filter(channel=channel, queued_at__isnull=False, claimed_at__isnull=True)
    found = list(waiting.select_related("notice").order_by("-notice__urgent", "notice__made_at", "pk")[:MOST_IN_DIGEST])
    left = pace.refilled(bucket.left, bucket.filled_at, at)
    if not found or left < 1:
        return None
    bucket.left, bucket.filled_at = left - 1, at
    bucket.save(update_fields=["left", "filled_at"])
    Telling.objects.filter(pk__in=[telling.pk for telling in found]).update(claimed_at=at)
    return channel, found


def _pace_of(channel: Channel) -> Pace | None:
    """The pace of its address, locked: one robot may be the channel of several readers. None while another worker has
    it."""
    seal = Sealer(settings.JISHIYU_SEAL_KEY, settings.JISHIYU_INDEX_KEY)
    mark = seal.index(seal.open(channel.address_sealed))
    Pace.objects.get_or_create(mark=mark)
    rows = Pace.objects.filter(mark=mark)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


@transaction.atomic
def note_sent(channel: Channel, tellings: Sequence[Telling], *, at: datetime) -> None:
    Telling.objects.filter(pk__in=[telling.pk for telling in tellings]).update(told_at=at, queued_at=None, trouble="")
    bucket = _pace_of(channel)
    if bucket is not None and bucket.failures:
        bucket.failures, bucket.paused_until = 0, None
        bucket.save(update_fields=["failures", "paused_until"])


@transaction.atomic
def note_not_sent(channel: Channel, tellings: Sequence[Telling], trouble: str, *, at: datetime) -> None:
    """Give the claims back, and let the channel rest; what has waited for days is given up, with the reason."""
    bucket = _pace_of(channel)
    if bucket is not None:
        bucket.failures += 1
        bucket.paused_until = at + pace.pause(bucket.failures)
        bucket.save(update_fields=["failures", "paused_until"])
    mine = Telling.objects.filter(pk__in=[telling.pk for telling in tellings])
    mine.update(claimed_at=None, trouble=trouble[:2000])
    mine.filter(queued_at__lte=at - pace.GIVEN_UP_AFTER).update(queued_at=None)


def sweep_signals(*, at: datetime) -> int:
    removed, _ = Signal.objects.filter(at__lt=at - SIGNALS_KEPT).delete()
    return removed
