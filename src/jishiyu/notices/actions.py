"""Every write of notices: telling readers, and signalling open pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import apprise
from django.conf import settings
from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.lib.sealed import Sealer
from jishiyu.notices.models import Channel, Notice, Signal, Telling

SIGNALS_KEPT = timedelta(hours=1)
MOST_CHANNELS = 5
CLAIM_LASTS = timedelta(minutes=5)


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

    Raises Refused: channel_kind_unknown (the installation allows others), channel_unreadable, too_many_channels.
    """
    kind = address.partition("://")[0].lower()
    if kind not in settings.JISHIYU_CHANNELS:
        raise Refused("channel_kind_unknown", kind=kind[:20], known=", ".join(settings.JISHIYU_CHANNELS))
    if apprise.Apprise.instantiate(address, suppress_exceptions=True) is None:
        raise Refused("channel_unreadable", kind=kind)
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
        ledger.record(f"channel:{channel.pk}", "ended", by=by, at=at, before={"active": True}, after={"active": False})


def claim_tellings(notice: Notice, channels: Sequence[Channel], *, at: datetime) -> list[Telling]:
    """Claim the channels through which this notice has not gone yet; each claim is won by one worker once.

    The claim is written before the sending. A worker killed between the two leaves a claim that says so, and the
    reader may miss that channel, but never hears it twice; the notice in the product is there in any case.
    """
    tellings = []
    for channel in channels:
        telling, mine = Telling.objects.get_or_create(notice=notice, channel=channel, defaults={"claimed_at": at})
        if mine:
            tellings.append(telling)
    return tellings


def note_told(telling: Telling, trouble: str, *, at: datetime) -> None:
    telling.told_at = None if trouble else at
    telling.trouble = trouble[:2000]
    telling.save(update_fields=["told_at", "trouble"])


def release_telling(telling: Telling) -> None:
    """Give a claim back when the channel itself said no, so that the errand may try again."""
    telling.delete()


def sweep_signals(*, at: datetime) -> int:
    removed, _ = Signal.objects.filter(at__lt=at - SIGNALS_KEPT).delete()
    return removed
