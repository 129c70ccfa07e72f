"""Errands and periodic work of this room."""

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from jishiyu.ledger.jobs import does, every
from jishiyu.lib.sealed import Sealer
from jishiyu.notices import actions, queries
from jishiyu.notices.digests import MOST_BYTES, MOST_BYTES_OTHERS, Line, digest
from jishiyu.notices.models import Channel, Notice, Telling
from jishiyu.notices.sending import send
from jishiyu.notices.words import title_of

FLUSH_SECONDS = 3.0

log = logging.getLogger("jishiyu.notices")


@does("notices.reach")
def reach(data: Mapping[str, Any], at: datetime) -> None:
    """Put one notice before the reader's own channels, and speak to each that may be spoken to now."""
    notice = Notice.objects.get(reader=data["reader"], key=data["key"])
    channels = queries.channels_for(notice)
    actions.queue_tellings(notice, channels, at=at)
    for channel in channels:
        speak(channel.pk, at)


@every(timedelta(seconds=5), "notices.flush")
def flush(at: datetime) -> None:
    """Speak to channels for which something waits, for a few seconds: the rest comes at the next round."""
    begun = time.monotonic()
    for channel in queries.channels_with_waiting():
        if time.monotonic() - begun > FLUSH_SECONDS:
            return
        speak(channel, at)


def speak(channel_id: int, at: datetime) -> None:
    """Say everything that waits for a channel in one text, if it may be spoken to."""
    claimed = actions.claim_waiting(channel_id, at=at)
    if claimed is None:
        return
    channel, tellings = claimed
    try:
        trouble = _say(channel, tellings)
    except Exception as unknown:  # a library of many services fails in any way; the claims must come back
        log.exception("the channel %s stumbled", channel.pk)
        trouble = type(unknown).__name__
    if trouble:
        actions.note_not_sent(channel, tellings, trouble, at=at)
    else:
        actions.note_sent(channel, tellings, at=at)


def _say(channel: Channel, tellings: list[Telling]) -> str:
    address = Sealer(settings.JISHIYU_SEAL_KEY, settings.JISHIYU_INDEX_KEY).open(channel.address_sealed)
    lines = [
        Line(
            title_of(telling.notice.kind, telling.notice.params),
            f"{settings.JISHIYU_ADDRESS}{telling.notice.link}",
            telling.notice.urgent,
        )
        for telling in tellings
    ]
    text = digest(
        lines,
        most=MOST_BYTES.get(address.partition("://")[0].lower(), MOST_BYTES_OTHERS),
        head=gettext("%(n)d notices"),
        more=gettext("and %(n)d more"),
        link=f"{settings.JISHIYU_ADDRESS}/console/notices/",
    )
    return send(address, text, allowed=settings.JISHIYU_CHANNEL_HOSTS, bases=settings.JISHIYU_ROBOT_BASES)


@does("work.finished")
def tell_of_work(data: Mapping[str, Any], at: datetime) -> None:
    """Tell whoever asked for a long work that it is ready, or that it could not be done."""
    kind = "work_ready" if data["ready"] else "work_failed"
    params = {"title": data["title"]}
    actions.tell([data["by"]], key=f"work:{data['work']}", kind=kind, params=params, link="/console/works/", at=at)


@every(timedelta(minutes=10), "notices.sweep")
def sweep(at: datetime) -> None:
    actions.sweep_signals(at=at)
