"""What groups said lately, for those who judge what they say now."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import connection

from jishiyu.sensing.models import Message
from jishiyu.sensing.triage.said import Said
from jishiyu.sensing.triage.threads import LONGEST

FIELDS = ("group_id", "text", "role", "sender", "said_at")
EACH = """
    SELECT said.* FROM unnest(%s::bigint[]) AS heard(pk), LATERAL (
        SELECT group_id, text, role, sender, extract(epoch FROM said_at)::float8
        FROM sensing_message WHERE group_id = heard.pk AND said_at >= %s AND said_at < %s
            AND recalled_at IS NULL
        ORDER BY said_at DESC LIMIT %s
    ) AS said
"""


def said_before(groups: Sequence[int], *, since: datetime, until: datetime) -> Iterator[tuple[int, Said]]:
    """The latest messages of each of these groups in a time, each group's oldest first, in one query."""
    if not groups:
        return
    for group, text, role, sender, at in reversed(_rows(groups, since, until)):
        yield group, Said(text, role=role, sender=sender, at=at)


def _rows(groups: Sequence[int], since: datetime, until: datetime) -> list[tuple[int, str, str, str, datetime]]:
    if connection.vendor != "postgresql":
        near = Message.objects.filter(
            recalled_at__isnull=True, group__in=groups, said_at__gte=since, said_at__lt=until
        ).order_by("-said_at")
        return list(near.values_list(*FIELDS)[: LONGEST * len(groups)])
    with connection.cursor() as cursor:
        cursor.execute(EACH, [list(groups), since, until, LONGEST])
        return [(*row[:4], datetime.fromtimestamp(row[4], UTC)) for row in cursor.fetchall()]
