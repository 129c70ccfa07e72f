"""Hot topics, and the messages they are looked for among."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from jishiyu.registry.models import Officer
from jishiyu.sensing.models import HotTopic, Message
from jishiyu.sensing.queries.messages import HEARS_ALL
from jishiyu.sensing.topics import Telling

TOWN = 9  # digits of a division's code that tell its town
NAMED = ("named", "chosen")  # how a message speaks of a village or cell that is sure to be meant
ASKED = "asked"
MOST = 200_000  # messages that topics are looked for among


def topics(officer: Officer) -> QuerySet[HotTopic]:
    """The topics found last, for those who watch everything; nothing for anybody else."""
    return HotTopic.objects.all() if officer.post in HEARS_ALL else HotTopic.objects.none()


def told_of(topic: HotTopic) -> QuerySet[Message]:
    """Its messages in the order they were told, without those of whoever asked to be kept secret."""
    rows = (
        topic.messages.filter(recalled_at__isnull=True)
        .exclude(in_case__case__secret=True)
        .select_related("group", "source", "division", "lead")
    )
    return rows.order_by("-said_at", "-pk")


def last_heard() -> int:
    """The key of the newest message, 0 when there is none."""
    return Message.objects.aggregate(last=Max("pk"))["last"] or 0


def last_looked() -> int:
    """The key of the newest message that topics were looked for among."""
    return HotTopic.objects.aggregate(last=Max("up_to"))["last"] or 0


def tellings(since: datetime) -> Iterator[tuple[int, Telling]]:
    """What was said since a moment, the newest MOST, with keys; without what was taken back or said by a secret
    requester. Days are those of the office's clock."""
    rows = Message.objects.filter(said_at__gte=since, recalled_at__isnull=True)
    rows = rows.exclude(in_case__case__secret=True).order_by("-said_at", "-pk")
    names = ("pk", "title", "text", "said_at", "division_id", "cell_id", "place_words", "place_how")
    for key, title, text, at, division, cell, words, how in rows.values_list(*names)[:MOST].iterator(5000):
        code = division or ""
        spot = f"{code}/{cell or ''}" if words and how in NAMED and (cell or len(code) > TOWN) else ""
        spot = words if how == ASKED else spot  # of several places of that name one, and not another name
        yield key, Telling(title, text, timezone.localtime(at), code[:TOWN] if words else "", spot)
