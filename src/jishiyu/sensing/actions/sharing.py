"""Workers share the shards of the stream among themselves, by leases that end when a worker dies."""

import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction

from jishiyu.sensing.models import Seat, Shard

LEASE = timedelta(seconds=10)
RENEW_EVERY = timedelta(seconds=2)


@transaction.atomic
def share(worker: str, *, at: datetime) -> frozenset[int]:
    """Say that this worker lives, and take its share: of those who live, nobody reads more than the ceiling of an equal
    part. Returns the shards it reads until the lease ends.

    Two may read one shard for a moment, when one was too slow to renew: batches are locked where it counts.
    """
    Shard.objects.bulk_create([Shard(number=n) for n in range(settings.JISHIYU_SHARDS)], ignore_conflicts=True)
    shards = list(Shard.objects.select_for_update().filter(number__lt=settings.JISHIYU_SHARDS).order_by("number"))
    Seat.objects.update_or_create(worker=worker, defaults={"until": at + LEASE})
    living = _living(at) | {worker}
    fair = ceil(len(shards) / len(living))
    mine = [shard for shard in shards if shard.worker == worker]
    free = [shard for shard in shards if shard.worker not in living or shard.until is None or shard.until < at]
    wanted = (mine + [shard for shard in free if shard.worker != worker])[:fair]
    _hold([shard.number for shard in wanted], worker, at + LEASE)
    _let_go([shard.number for shard in mine if shard not in wanted], worker)
    return frozenset(shard.number for shard in wanted)


@transaction.atomic
def leave(worker: str, *, at: datetime) -> None:
    """Give everything back, so that nobody waits for the lease to end."""
    list(Shard.objects.select_for_update().order_by("number"))
    Shard.objects.filter(worker=worker).update(worker="", until=None)
    Seat.objects.filter(pk=worker).delete()


@transaction.atomic
def begun(shard: int, front: int) -> int:
    """How many workers in a row began to read a shard at this message, the one who asks included: more than one where
    each ended before it was judged."""
    Shard.objects.get_or_create(number=shard)
    row = Shard.objects.select_for_update().get(number=shard)
    row.begun = row.begun + 1 if row.front == front else 1
    row.front = front
    row.save(update_fields=["front", "begun"])
    return row.begun


def _hold(numbers: Collection[int], worker: str, until: datetime) -> None:
    Shard.objects.filter(number__in=numbers).update(worker=worker, until=until)


def _let_go(numbers: Collection[int], worker: str) -> None:
    if numbers:
        Shard.objects.filter(number__in=numbers, worker=worker).update(worker="", until=None)


def _living(at: datetime) -> set[str]:
    """Workers whose seat is good. One of this machine whose process is gone has left its seat, whatever it says."""
    seats = list(Seat.objects.all())
    gone = [seat.worker for seat in seats if seat.until < at or _ended(seat.worker)]
    if gone:
        Seat.objects.filter(pk__in=gone).delete()
    return {seat.worker for seat in seats} - set(gone)


def _ended(worker: str) -> bool:
    host, _, pid = worker.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
