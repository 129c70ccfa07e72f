"""The stream as a table of the product's own database: the back of the embedded default."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

import msgspec
from django.db import connection, transaction

from jishiyu.sensing import queries
from jishiyu.sensing.models import Inbox, Message
from jishiyu.sensing.streams import Item, Lag

PUT = """
    INSERT INTO sensing_inbox (source_id, external_id, shard, body, received_at, trouble)
    SELECT %s, told.id, told.shard, told.body, %s, '' FROM ({told}) AS told
    WHERE (SELECT id FROM sensing_message WHERE source_id = %s AND external_id = told.id) IS NULL
    ON CONFLICT DO NOTHING
"""  # one look into the index for each: asked with NOT EXISTS, a table that fills fast is read from its beginning
TOLD = {  # one value holds them all: a value of its own for each would cost more than all the rest
    "postgresql": "SELECT value->>0 AS id, (value->>1)::int AS shard, value->2 AS body"
    " FROM jsonb_array_elements(%s::jsonb) AS value",
    "sqlite": "SELECT value->>0 AS id, value->>1 AS shard, value->2 AS body FROM json_each(%s)",
}
TAKE = """
    WITH wanted AS MATERIALIZED ({wanted})
    DELETE FROM sensing_inbox WHERE id IN (SELECT id FROM wanted)
    RETURNING id, source_id, external_id, shard, body, received_at
"""  # chosen once and kept: asked inside the IN, rows that skip locks may be chosen anew for every row looked at


class Table:
    """Rows of the inbox. A batch is deleted in the transaction that judges it."""

    def put(self, items: Sequence[Item]) -> int:
        taken = 0
        with transaction.atomic(savepoint=False):  # the evidence of a request is kept in the same one
            for source, part in groupby(sorted(items, key=attrgetter("source")), key=attrgetter("source")):
                taken += self._put(source, list(part))
        return len(items) - taken

    def _put(self, source: int, items: Sequence[Item]) -> int:
        told = msgspec.json.encode([(item.external_id, item.shard, msgspec.Raw(item.body)) for item in items])
        at = connection.ops.adapt_datetimefield_value(items[0].received_at)
        with connection.cursor() as cursor:
            cursor.execute(PUT.format(told=TOLD[connection.vendor]), [source, at, told.decode(), source])
            return int(cursor.rowcount)

    @contextmanager
    def batch(self, most: int, shards: Collection[int] | None, only: Item | None = None) -> Iterator[Sequence[Item]]:
        if only is None and not queries.anything_waits():  # an idle worker takes no write lock
            yield []
            return
        with transaction.atomic():
            yield self._take(most, shards, only)

    def _take(self, most: int, shards: Collection[int] | None, only: Item | None) -> list[Item]:
        wanted = "SELECT id FROM sensing_inbox WHERE trouble = ''"
        values: list[int] = []
        if only is not None:
            wanted, values = f"{wanted} AND id = %s", [only.handle]
        elif shards is not None:
            wanted, values = f"{wanted} AND shard IN ({', '.join(['%s'] * len(shards)) or 'NULL'})", list(shards)
        wanted += " ORDER BY id LIMIT %s"
        if connection.features.has_select_for_update_skip_locked:
            wanted += " FOR UPDATE SKIP LOCKED"
        with connection.cursor() as cursor:
            cursor.execute(TAKE.format(wanted=wanted), [*values, most])
            rows = sorted(cursor.fetchall())
        return [
            Item(source, key, shard, body, _moment(received), handle)
            for handle, source, key, shard, body, received in rows
        ]

    def set_aside(self, item: Item, trouble: str) -> None:
        Inbox.objects.filter(pk=item.handle).update(trouble=trouble[:500])

    def lag(self) -> Lag:
        return queries.table_lag()

    def stop(self) -> None:
        """Nothing is read ahead."""


def _moment(value: datetime) -> datetime:
    """A moment as a database gave it: SQLite's says no zone."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def keep_aside(item: Item, trouble: str) -> None:
    """Keep an item of another back in the table of what was set aside."""
    body = msgspec.json.decode(item.body)
    kept = {"shard": item.shard, "body": body, "received_at": item.received_at, "trouble": trouble[:500]}
    if not Message.objects.filter(source_id=item.source, external_id=item.external_id).exists():
        Inbox.objects.update_or_create(source_id=item.source, external_id=item.external_id, defaults=kept)


def run_again(ids: Sequence[int] | None) -> int:
    """Let what was set aside wait to be judged once more: those rows, or all. Returns how many."""
    aside = Inbox.objects.exclude(trouble="")
    if ids is not None:
        aside = aside.filter(pk__in=ids)
    return aside.update(trouble="")
