"""Finding hot topics anew."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.sensing import queries
from jishiyu.sensing.models import HotTopic, Likeness
from jishiyu.sensing.topics import alike, find_topics

KEPT = 20
LOOKED_AT = 100  # characters of a letter
ALIKE = 25  # percent


def find_hot_topics(since: datetime, *, by: str, at: datetime) -> list[HotTopic]:
    """Look among what was said since a moment, and put what is found in the place of what was found before."""
    up_to = queries.last_heard()
    said = list(queries.tellings(since))
    tellings = [telling for _, telling in said]
    rows = []
    for rank, topic in enumerate(find_topics(tellings, KEPT), start=1):
        row = HotTopic(
            rank=rank, title=" ".join(tellings[topic.central].head.split())[:200], words=list(topic.words),
            told=len(topic.members), rising=topic.rising, since=topic.since, until=topic.until,
            by_day=[[day.isoformat(), count] for day, count in topic.by_day],
            districts=[list(one) for one in topic.districts], found_at=at, looked_at=len(said), up_to=up_to,
        )  # fmt: skip
        rows.append((row, [said[member][0] for member in topic.members]))
    return _keep(rows, len(said), by=by, at=at)


@transaction.atomic
def _keep(rows: list[tuple[HotTopic, list[int]]], looked_at: int, *, by: str, at: datetime) -> list[HotTopic]:
    HotTopic.objects.all().delete()
    topics = HotTopic.objects.bulk_create([row for row, _ in rows])
    member = HotTopic.messages.through
    pairs = zip(topics, rows, strict=True)
    theirs = [member(hottopic_id=topic.pk, message_id=key) for topic, (_, keys) in pairs for key in keys]
    member.objects.bulk_create(theirs, batch_size=500)
    _link(topics)
    data = {"topics": len(topics), "looked_at": looked_at}
    ledger.record("sensing:topics", "found", by=by, at=at, data=data)
    return topics


def _link(topics: Sequence[HotTopic]) -> None:
    """Leads of letters that tell of one topic are likely the same matter: said on their pages, and never made one by
    this alone. Each is linked with the lead of the topic's oldest letter, where the two are alike enough."""
    Likeness.objects.filter(how=Likeness.How.TOPIC).delete()
    member = HotTopic.messages.through
    rows = member.objects.filter(
        hottopic__in=topics, message__lead__isnull=False, message__group__isnull=True, message__recalled_at__isnull=True
    ).order_by("message__said_at", "message")
    fields = rows.values_list("hottopic", "message__lead", "message__title", "message__text")
    first: dict[int, tuple[int, str]] = {}
    links: dict[tuple[int, int], int] = {}
    for topic, lead, title, text in fields:
        words = f"{title} {text[:LOOKED_AT]}"
        oldest, others = first.setdefault(topic, (lead, words))
        percent = alike(words, others)
        if lead != oldest and percent >= ALIKE:
            links[(lead, oldest)] = max(percent, links.get((lead, oldest), 0))
    Likeness.objects.bulk_create(
        [Likeness(lead_id=lead, other_id=oldest, percent=percent) for (lead, oldest), percent in links.items()],
        batch_size=500,
        ignore_conflicts=True,  # what was found by the words themselves, when it came in, says more
    )
