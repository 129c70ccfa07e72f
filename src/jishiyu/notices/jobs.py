"""Errands and periodic work of this room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import apprise
from django.conf import settings

from jishiyu.ledger.jobs import does, every
from jishiyu.lib.sealed import Sealer
from jishiyu.notices import actions, queries
from jishiyu.notices.models import Notice
from jishiyu.notices.words import title_of


class ChannelFailed(Exception):
    """An outside channel did not take a notice; the errand comes back later."""


@does("notices.reach")
def reach(data: Mapping[str, Any], at: datetime) -> None:
    """Send one notice through the reader's own channels, each at most once."""
    notice = Notice.objects.get(reader=data["reader"], key=data["key"])
    sealer = Sealer(settings.JISHIYU_SEAL_KEY, settings.JISHIYU_INDEX_KEY)
    refused = []
    for telling in actions.claim_tellings(notice, queries.channels_for(notice), at=at):
        door = apprise.Apprise()
        taken = door.add(sealer.open(telling.channel.address_sealed)) and door.notify(
            title=title_of(notice.kind, notice.params), body=f"{settings.JISHIYU_ADDRESS}{notice.link}"
        )
        if taken:
            actions.note_told(telling, "", at=at)
        else:
            actions.release_telling(telling)
            refused.append(telling.channel.label)
    if refused:
        raise ChannelFailed(", ".join(refused))


@does("work.finished")
def tell_of_work(data: Mapping[str, Any], at: datetime) -> None:
    """Tell whoever asked for a long work that it is ready, or that it could not be done."""
    kind = "work_ready" if data["ready"] else "work_failed"
    params = {"title": data["title"]}
    actions.tell([data["by"]], key=f"work:{data['work']}", kind=kind, params=params, link="/console/works/", at=at)


@every(timedelta(minutes=10), "notices.sweep")
def sweep(at: datetime) -> None:
    actions.sweep_signals(at=at)
