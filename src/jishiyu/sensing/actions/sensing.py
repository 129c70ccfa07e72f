"""The worker's step: a batch of the inbox, judged in one transaction."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from jishiyu.sensing.actions.judging import Judged, judge_messages
from jishiyu.sensing.models import Inbox, Source
from jishiyu.sensing.raw import RawMessage

log = logging.getLogger("jishiyu.sensing")


def sense_batch(most: int, *, by: str, at: datetime) -> Judged:
    """Judge up to `most` waiting messages. Should one of them break the batch, they are judged one by one and the
    one that cannot be judged is set aside with the reason: it stops nobody else. Raises OperationalError when it is
    the database that is in trouble: then nothing is set aside and everything waits."""
    if not Inbox.objects.filter(trouble="").exists():  # an idle worker takes no write lock
        return Judged()
    try:
        return _sense(most, by=by, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a batch could not be judged whole; going one by one")
    total = Judged()
    for key in list(Inbox.objects.filter(trouble="").order_by("pk").values_list("pk", flat=True)[:most]):
        try:
            one = _sense(1, by=by, at=at, only=key)
        except (OperationalError, InterfaceError):
            raise
        except Exception as trouble:
            Inbox.objects.filter(pk=key).update(trouble=f"{type(trouble).__name__}: {trouble}"[:500])
            continue
        total.add(one)
    return total


@transaction.atomic
def _sense(most: int, *, by: str, at: datetime, only: int | None = None) -> Judged:
    rows = Inbox.objects.filter(trouble="").order_by("pk")
    if only is not None:
        rows = rows.filter(pk=only)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    taken = list(rows[:most])
    by_source: dict[int, list[RawMessage]] = {}
    for row in taken:
        by_source.setdefault(row.source_id, []).append(RawMessage.from_plain(row.body))
    heard = {(row.source_id, row.external_id): row.received_at for row in taken}
    total = Judged()
    for source in Source.objects.filter(pk__in=list(by_source)).select_related("division").order_by("pk"):
        received = {raw.id: heard[(source.pk, raw.id)] for raw in by_source[source.pk]}
        done = judge_messages(source, by_source[source.pk], by=by, at=at, received=received)
        total.add(done)
    Inbox.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return total
