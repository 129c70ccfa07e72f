"""Every write of the ledger: recording a deed, and the life of an errand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, Subquery

from jishiyu.ledger.chain import GENESIS, Link, check_plain, digest
from jishiyu.ledger.models import Entry, Errand, Rota

LEASE = timedelta(seconds=60)
MOST_TRIES = 12
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Deed:
    """What an action did to one subject: field values before and after, and what else the story needs."""

    subject: str
    act: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    by: str = ""


def record(
    subject: str,
    act: str,
    *,
    by: str,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one entry in the caller's transaction. Raises TypeError when a value is not plain JSON."""
    deed = Deed(subject, act, before or {}, after or {}, data or {})
    return record_many([deed], by=by, at=at)[0]


def record_many(deeds: Sequence[Deed], *, by: str, at: datetime) -> list[Entry]:
    """Write many entries in order, in the caller's transaction, with two statements whatever their number.

    A deed may carry its own `at` and `by`; otherwise it takes the call's. Two writers of one subject collide
    on (subject, version): the later one raises IntegrityError and its whole deed is undone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a deed and its ledger entry belong in one transaction")
    heads = _heads({deed.subject for deed in deeds})
    entries = []
    for deed in deeds:
        for name in ("before", "after", "data"):
            check_plain(getattr(deed, name), f"{deed.act}.{name}")
        version, previous = heads.get(deed.subject, (0, GENESIS))
        link = Link(
            subject=deed.subject,
            version=version + 1,
            act=deed.act,
            by=deed.by or by,
            at=deed.at or at,
            before=deed.before,
            after=deed.after,
            data=deed.data,
            previous=previous,
        )
        algorithm: str = settings.JISHIYU_HASH
        entries.append(_entry(link, algorithm))
        heads[deed.subject] = (link.version, entries[-1].hash)
    return Entry.objects.bulk_create(entries, batch_size=500)


def _entry(link: Link, algorithm: str) -> Entry:
    return Entry(
        subject=link.subject,
        version=link.version,
        act=link.act,
        by=link.by,
        at=link.at,
        before=link.before,
        after=link.after,
        data=link.data,
        previous=link.previous,
        algorithm=algorithm,
        hash=digest(link, algorithm),
    )


def _heads(subjects: set[str]) -> dict[str, tuple[int, str]]:
    """Version and hash of the newest entry of each subject that has one."""
    newest = Entry.objects.filter(subject=OuterRef("subject")).order_by("-version").values("version")[:1]
    tips = (
        Entry.objects.filter(subject__in=subjects)
        .annotate(newest=Subquery(newest))
        .filter(version=F("newest"))
        .values_list("subject", "version", "hash")
    )
    return {subject: (version, tip) for subject, version, tip in tips}


def errand(kind: str, key: str, data: Mapping[str, Any], *, at: datetime) -> None:
    """Leave one errand beside a deed. The same `key` twice is one errand."""
    errands([(kind, key, data)], at=at)


def errands(items: Iterable[tuple[str, str, Mapping[str, Any]]], *, at: datetime) -> None:
    """Leave many errands as (kind, key, data) with one statement."""
    rows = [Errand(kind=kind, key=key, data=dict(data), due_at=at) for kind, key, data in items]
    Errand.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


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
