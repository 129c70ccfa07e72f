"""The life of an errand, and who may run a periodic job now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from jishiyu.ledger.actions.rows import insert_new
from jishiyu.ledger.models import Errand, Rota

LEASE = timedelta(seconds=60)
MOST_TRIES = 12
LONGEST_PAUSE = timedelta(hours=1)


def errand(kind: str, key: str, data: Mapping[str, Any], *, at: datetime) -> None:
    """Leave one errand beside a deed. The same `key` twice is one errand."""
    errands([(kind, key, data)], at=at)


def errands(items: Iterable[tuple[str, str, Mapping[str, Any]]], *, at: datetime) -> None:
    """Leave many errands as (kind, key, data) with one statement."""
    rows = [Errand(kind=kind, key=key, data=dict(data), due_at=at) for kind, key, data in items]
    insert_new(rows, ["key"])


def lease_errands(most: int, *, by: str, at: datetime) -> list[Errand]:
    """Take up to `most` errands that are due and that no living worker holds, oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    open_now = Errand.objects.filter(free, done_at__isnull=True, given_up_at__isnull=True, due_at__lte=at)
    if not open_now.exists():  # an idle worker takes no write lock
        return []
    with transaction.atomic():
        found = open_now
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(skip_locked=True)
        taken = list(found.order_by("due_at", "id")[:most])
        if taken:
            Errand.objects.filter(pk__in=[row.pk for row in taken]).update(
                leased_until=at + LEASE, leased_by=by, tries=F("tries") + 1
            )
        return taken


def finish_errands(done: Sequence[Errand], *, at: datetime) -> None:
    Errand.objects.filter(pk__in=[row.pk for row in done]).update(
        done_at=at, leased_until=None, leased_by="", trouble=""
    )


def put_off_errand(row: Errand, trouble: str, *, at: datetime) -> None:
    """Try again later, waiting twice as long each time; after the last try it waits for a person."""
    tries = row.tries + 1
    pause = min(timedelta(seconds=2**tries), LONGEST_PAUSE)
    Errand.objects.filter(pk=row.pk).update(
        leased_until=None,
        leased_by="",
        trouble=trouble[-2000:],
        due_at=at + pause,
        given_up_at=at if tries >= MOST_TRIES else None,
    )


def sweep_errands(before: datetime) -> int:
    """Remove errands done before a day; what was given up stays until a person looks."""
    removed, _ = Errand.objects.filter(done_at__lt=before).delete()
    return removed


def lease_job(name: str, period: timedelta, *, by: str, at: datetime, lease: timedelta = LEASE) -> bool:
    """True when this worker may run the job now; the lease ends by itself if the worker dies."""
    with transaction.atomic():
        Rota.objects.bulk_create([Rota(name=name)], ignore_conflicts=True)
        due = Q(last_run_at__isnull=True) | Q(last_run_at__lte=at - period)
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        won = Rota.objects.filter(due, free, name=name).update(leased_until=at + lease, leased_by=by)
        return won == 1


def finish_job(name: str, trouble: str, *, by: str, at: datetime) -> None:
    Rota.objects.filter(name=name, leased_by=by).update(
        leased_until=None, leased_by="", last_run_at=at, trouble=trouble[-2000:]
    )
