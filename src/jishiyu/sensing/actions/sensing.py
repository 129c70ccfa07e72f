"""The worker's step: a batch of the stream, judged in one transaction."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from jishiyu.sensing.actions.backs import backs
from jishiyu.sensing.actions.judging import Judged
from jishiyu.sensing.actions.taking import take_messages
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.streams import Item, Stream

SHARD_LOCK = 312_002  # the first number of the advisory locks of shards; nothing else uses it
MOST_TRIES = 5  # a message that was given out so often and never came through has ended its workers

log = logging.getLogger("jishiyu.sensing")


def sense_batch(most: int, *, by: str, at: datetime, shards: Collection[int] | None = None) -> Judged:
    """Judge up to `most` waiting messages of some shards (None: of all). Should one of them break the batch, they are
    judged one by one and the one that cannot be judged is set aside with the reason: it stops nobody else. Raises
    OperationalError when it is the database that is in trouble: then nothing is set aside and everything waits."""
    total = Judged()
    for back in backs():
        total.add(_sense_from(back, most, shards, by=by, at=at))
    return total


def _sense_from(back: Stream, most: int, shards: Collection[int] | None, *, by: str, at: datetime) -> Judged:
    given: list[Item] = []
    for _ in range(2):  # whoever met another worker at one message finds it judged the second time
        try:
            with back.batch(most, shards) as items:
                given = list(items)
                return _judge(given, by=by, at=at)
        except (OperationalError, InterfaceError):
            raise
        except IntegrityError:
            log.warning("a message of this batch was judged by another worker meanwhile")
        except Exception:
            log.exception("a batch could not be judged whole; going one by one")
            break
    return _one_by_one(back, given, by=by, at=at)


def _one_by_one(back: Stream, items: Sequence[Item], *, by: str, at: datetime) -> Judged:
    total = Judged()
    for item in items:
        try:
            with back.batch(1, None, item) as one:
                total.add(_judge(one, by=by, at=at))
        except (OperationalError, InterfaceError):
            raise
        except Exception as trouble:
            back.set_aside(item, f"{type(trouble).__name__}: {trouble}")
    return total


@transaction.atomic
def _judge(items: Sequence[Item], *, by: str, at: datetime) -> Judged:
    total = Judged()
    if not items:
        return total
    worn = next((item for item in items if item.tries > MOST_TRIES), None)
    if worn is not None:
        raise RuntimeError(f"given out {worn.tries} times and never judged to the end")
    _lock(sorted({item.shard for item in items}))
    by_source: dict[int, list[RawMessage]] = {}
    heard: dict[tuple[int, str], datetime] = {}
    for item in items:
        raw = RawMessage.unpacked(item.body)
        by_source.setdefault(item.source, []).append(raw)
        heard[(item.source, raw.id)] = item.received_at
    for source in Source.objects.filter(pk__in=list(by_source)).select_related("division").order_by("pk"):
        received = {raw.id: heard[(source.pk, raw.id)] for raw in by_source[source.pk]}
        total.add(take_messages(source, by_source[source.pk], by=by, at=at, received=received))
    return total


def _lock(shards: Sequence[int]) -> None:
    """Of two workers who hold one shard for a moment, the second waits here, so that one incident stays one. SQLite
    has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, shard) FROM (SELECT unnest(%s::int[]) AS shard ORDER BY 1) AS held",
                [SHARD_LOCK, list(shards)],
            )
