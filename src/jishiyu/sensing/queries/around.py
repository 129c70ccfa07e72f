"""What goes on around the messages of a batch: how much of it is read does not grow with what was said before.

Each group is asked for the latest that joined anything there, each pair of keys whether it is known; all by indexes
that hold the few messages that joined, not the many that are chatter.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from jishiyu.lib.among import among
from jishiyu.sensing.models import Lead, Message

LOOKED_BACK = 40  # messages of a group that joined something and may be joined by what it says next
LOOKED_ON = 12  # and of those that were said later, for one that comes late
LEADS_BACK = 30  # of a group, and of a feeder or village
LATEST_OF_ONE = 20  # messages of one person that joined something

Pairs = set[tuple[int, str]]


class Joined(NamedTuple):
    """A message that joined a lead."""

    lead: int
    group: int
    at: datetime
    kind: str
    urgency: int
    sender: str
    place: str
    text: str


_THERE = """
    SELECT asked.id FROM unnest(%s::text[]) AS asked(id)
    WHERE (SELECT id FROM sensing_message WHERE source_id = %s AND external_id = asked.id) IS NOT NULL
"""
_COLUMNS = ("lead_id", "group_id", "said_at", "kind", "urgency", "sender", "place_words", "text")
_JOINED = """
    SELECT said.* FROM unnest(%s::bigint[]) AS heard(pk), LATERAL (
        (SELECT lead_id, group_id, said_at, kind, urgency, sender, place_words, text, id
        FROM sensing_message
        WHERE group_id = heard.pk AND lead_id IS NOT NULL AND recalled_at IS NULL AND said_at >= %s AND said_at <= %s
        ORDER BY said_at DESC, id DESC LIMIT %s)
        UNION ALL
        (SELECT lead_id, group_id, said_at, kind, urgency, sender, place_words, text, id
        FROM sensing_message
        WHERE group_id = heard.pk AND lead_id IS NOT NULL AND recalled_at IS NULL AND said_at > %s AND said_at <= %s
        ORDER BY said_at, id LIMIT %s)
    ) AS said ORDER BY said.said_at, said.id
"""
_SENDERS = """
    SELECT asked.lead, asked.sender FROM unnest(%s::bigint[], %s::text[]) AS asked(lead, sender) WHERE EXISTS (
        SELECT 1 FROM sensing_message AS said WHERE said.lead_id = asked.lead AND said.sender = asked.sender
        AND said.lead_id IS NOT NULL AND said.risk AND said.recalled_at IS NULL)
"""
_GROUPS = """
    SELECT asked.lead, asked.in_group FROM unnest(%s::bigint[], %s::bigint[]) AS asked(lead, in_group) WHERE EXISTS (
        SELECT 1 FROM sensing_message AS said WHERE said.group_id = asked.in_group AND said.lead_id = asked.lead
        AND said.lead_id IS NOT NULL AND said.risk AND said.recalled_at IS NULL
        AND said.said_at >= (SELECT first_at FROM sensing_lead WHERE id = asked.lead))
"""
_SPOKE = """
    SELECT said.* FROM unnest(%s::text[]) AS heard(sender), LATERAL (
        SELECT lead_id, sender FROM sensing_message WHERE sender = heard.sender AND lead_id IS NOT NULL
        AND source_id = %s AND said_at >= %s AND said_at <= %s ORDER BY said_at DESC LIMIT %s
    ) AS said
"""

_LEADS = """
    SELECT near.id FROM unnest(%s::bigint[]) AS asked(key), LATERAL (
        SELECT id FROM sensing_lead WHERE group_id = asked.key AND source_id = %s AND last_at >= %s AND first_at < %s
        ORDER BY last_at DESC LIMIT %s) AS near
    UNION SELECT near.id FROM unnest(%s::text[]) AS asked(key), LATERAL (
        SELECT id FROM sensing_lead WHERE area = asked.key AND NOT area = '' AND source_id = %s
        AND last_at >= %s AND first_at < %s ORDER BY last_at DESC LIMIT %s) AS near
"""


def heard_before(source: int, ids: Sequence[str]) -> list[str]:
    """Those of these ids of messages that are known. Each is looked up by itself, whatever the database believes of
    the size of a table that fills fast."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_THERE, [list(ids), source])
            return [key for (key,) in cursor.fetchall()]
    return list(
        Message.objects.filter(source=source, external_id__in=ids).values_list("external_id", flat=True),
    )


def joined_lately(groups: Sequence[int], *, since: datetime, until: datetime, on: timedelta) -> list[Joined]:
    """What these groups said that joined a lead, the oldest first: of each the latest up to `until`, and some that
    were said after that."""
    if not groups:
        return []
    if connection.vendor == "postgresql":
        asked: list[Any] = [list(groups), since, until, LOOKED_BACK, until, until + on, LOOKED_ON]
        with connection.cursor() as cursor:
            cursor.execute(_JOINED, asked)
            return [Joined(*row[:-1]) for row in cursor.fetchall()]
    near = Message.objects.filter(group__in=groups, lead__isnull=False, recalled_at__isnull=True)
    back = near.filter(said_at__gte=since, said_at__lte=until)
    later = near.filter(said_at__gt=until, said_at__lte=until + on)
    rows = [*_each(back, ("-said_at", "-pk"), LOOKED_BACK), *_each(later, ("said_at", "pk"), LOOKED_ON)]
    return [Joined(*row[:-1]) for row in sorted(rows, key=lambda row: (row[2], row[-1]))]


def _each(found: QuerySet[Message], order: Sequence[str], most: int) -> list[tuple[Any, ...]]:
    """The first of each group, by windows; for the database that has no LATERAL."""
    number = Window(RowNumber(), partition_by=F("group"), order_by=list(order))
    return list(found.annotate(number=number).filter(number__lte=most).values_list(*_COLUMNS, "pk"))


def senders_known(pairs: Collection[tuple[int, str]]) -> Pairs:
    """Those of these pairs of a lead and a sender of whom a message counts."""
    if not pairs:
        return set()
    leads, senders = [lead for lead, _ in pairs], [sender for _, sender in pairs]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SENDERS, [leads, senders])
            return set(cursor.fetchall())
    rows = Message.objects.filter(lead__in=leads, sender__in=senders, risk=True, recalled_at__isnull=True)
    return set(rows.values_list("lead_id", "sender").distinct()) & set(pairs)


def groups_known(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these pairs of a lead and a group of which a message counts."""
    if not pairs:
        return set()
    leads, groups = [lead for lead, _ in pairs], [group for _, group in pairs]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_GROUPS, [leads, groups])
            return set(cursor.fetchall())
    rows = Message.objects.filter(lead__in=leads, group__in=groups, risk=True, recalled_at__isnull=True)
    return set(rows.values_list("lead_id", "group_id").distinct()) & set(pairs)


def spoken_of_by(senders: Collection[str], source: int, *, since: datetime, until: datetime) -> dict[int, set[str]]:
    """By lead, which of these people spoke of it in this time; of each person by the latest messages."""
    if not senders:
        return {}
    people: dict[int, set[str]] = {}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SPOKE, [list(senders), source, since, until, LATEST_OF_ONE])
            rows = cursor.fetchall()
    else:
        near = Message.objects.filter(sender__in=senders, source=source, lead__isnull=False)
        near = near.filter(said_at__gte=since, said_at__lte=until)
        number = Window(RowNumber(), partition_by=F("sender"), order_by="-said_at")
        rows = list(near.annotate(number=number).filter(number__lte=LATEST_OF_ONE).values_list("lead_id", "sender"))
    for lead, sender in rows:
        people.setdefault(lead, set()).add(sender)
    return people


def leads_lately(
    source: int, groups: Sequence[int], areas: Sequence[str], *, since: datetime, until: datetime
) -> set[int]:
    """The latest leads of each of these groups, and of each feeder or village, that begin before a moment."""
    if connection.vendor == "postgresql":
        way: list[Any] = [source, since, until, LEADS_BACK]
        with connection.cursor() as cursor:
            cursor.execute(_LEADS, [list(groups), *way, list(areas), *way])
            return {key for (key,) in cursor.fetchall()}
    ours = Lead.objects.filter(source=source, last_at__gte=since, first_at__lt=until)
    found: set[int] = set()
    for field, near in ("group", ours.filter(group__in=groups)), ("area", ours.filter(area__in=areas).exclude(area="")):
        number = Window(RowNumber(), partition_by=F(field), order_by="-last_at")
        found |= set(near.annotate(number=number).filter(number__lte=LEADS_BACK).values_list("pk", flat=True))
    return found


def people_of(leads: Collection[int]) -> Pairs:
    """Who spoke of these leads: for those that few spoke of."""
    if not leads:
        return set()
    rows = Message.objects.filter(among("lead", leads), lead__isnull=False, risk=True, recalled_at__isnull=True)
    return set(rows.values_list("lead_id", "sender").distinct())


def keys_of_leads(*ways: QuerySet[Lead]) -> set[int]:
    """Leads found in any of these ways, each by its own index: in one question with OR a database reads them all."""
    first, *others = (way.order_by().values_list("pk", flat=True) for way in ways)
    return set(first.union(*others, all=True)) if others else set(first)


def of_areas(found: QuerySet[Lead], areas: Collection[str]) -> QuerySet[Lead]:
    """Leads of these feeders and villages, by the index that leaves out those of none."""
    return found.filter(among("area", areas)).exclude(area="")
