"""Every write of long work: asked for, taken, moved on, finished, fetched, swept."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from jishiyu.ledger.actions import errand, record
from jishiyu.ledger.models import Work
from jishiyu.lib.refused import Refused

LEASE = timedelta(seconds=60)
KEPT = timedelta(days=7)
MOST_TRIES = 3
MOST_OPEN = 5  # of one person


def folder() -> Path:
    """Where files of works lie; made when first asked for."""
    place = Path(settings.MEDIA_ROOT) / "works"
    place.mkdir(parents=True, exist_ok=True)
    return place


def ask(
    kind: str,
    *,
    title: str,
    params: Mapping[str, Any],
    source: tuple[str, Iterable[bytes]] | None = None,
    key: str = "",
    by: str,
    at: datetime,
) -> Work:
    """Ask for a work; the same `key` twice is one. `source` is a file that comes with it: its name and its pieces.

    Raises Refused: too_many_works.
    """
    key = f"{by}:{key}"[:80] if key else secrets.token_hex(16)  # one person's key is never another's
    with transaction.atomic():
        known = Work.objects.filter(key=key).first()
        if known is not None:
            return known
        if Work.objects.filter(by=by, finished_at__isnull=True).count() >= MOST_OPEN:
            raise Refused("too_many_works", most=MOST_OPEN)
        kept = _keep(*source) if source else ""
        said = {"kind": kind, "title": title[:200], "by": by, "params": dict(params), "source": kept, "asked_at": at}
        work, mine = Work.objects.get_or_create(key=key, defaults=said)
        if not mine:  # the other of two clicks at once was quicker
            _forget(kept)
            return work
        record(work.ref, "asked", by=by, at=at, data={"kind": kind, "title": work.title, "params": dict(params)})
    return work


def _keep(name: str, pieces: Iterable[bytes]) -> str:
    kept = f"in-{secrets.token_hex(8)}{Path(name).suffix.lower()[:6]}"
    with (folder() / kept).open("wb") as out:
        for piece in pieces:
            out.write(piece)
    return kept


def take(*, by: str, at: datetime) -> Work | None:
    """The oldest work that nobody living does, now held by this worker; None when there is none."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    waiting = Work.objects.filter(free, finished_at__isnull=True)
    if not waiting.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        work = waiting.order_by("asked_at", "pk").first()
        if work is None:
            return None
        work.leased_until, work.leased_by, work.tries = at + LEASE, by, work.tries + 1
        work.started_at, work.done, work.total = work.started_at or at, 0, None
        work.save(update_fields=["leased_until", "leased_by", "tries", "started_at", "done", "total"])
    return work


def _mine(work: Work) -> Q:
    """Still this worker's: a later try of another worker is another `tries`."""
    return Q(pk=work.pk, leased_by=work.leased_by, tries=work.tries, finished_at__isnull=True)


def move_on(work: Work, done: int, total: int | None, *, at: datetime) -> bool:
    """Say how far it is, and hold it for another while. False when another worker has taken it over."""
    work.done, work.total = done, total
    return Work.objects.filter(_mine(work)).update(done=done, total=total, leased_until=at + LEASE) == 1


def finish(
    work: Work, *, file: str, file_name: str, counts: Mapping[str, int], data: Mapping[str, Any], at: datetime
) -> bool:
    """The one result. False when another worker has taken it over: then this one's result is nobody's."""
    with transaction.atomic():
        ended = Work.objects.filter(_mine(work)).update(
            file=file,
            file_name=file_name[:120],
            counts=dict(counts),
            trouble="",
            total=work.done,
            done=work.done,
            finished_at=at,
            expires_at=at + KEPT,
            leased_until=None,
            leased_by="",
        )
        if not ended:
            return False
        record(work.ref, "finished", by=work.by, at=at, data={"counts": dict(counts), "file": file_name, **data})
        _news(work, ready=True, at=at)
    _forget(work.source)
    return True


def refuse(work: Work, refused: Refused, *, at: datetime) -> bool:
    """It cannot be done, and trying again would not help."""
    told = {"code": refused.code, "params": {name: str(value) for name, value in refused.params.items()}}
    with transaction.atomic():
        ended = Work.objects.filter(_mine(work)).update(
            refusal=told, finished_at=at, expires_at=at + KEPT, leased_until=None, leased_by=""
        )
        if not ended:
            return False
        record(work.ref, "refused", by=work.by, at=at, data=told)
        _news(work, ready=False, at=at)
    _forget(work.source)
    return True


def let_go(work: Work, trouble: str = "", *, at: datetime) -> None:
    """Give it back to be done by another try, at once when the worker stops; after the last try it has failed."""
    if trouble and work.tries >= MOST_TRIES:
        Work.objects.filter(_mine(work)).update(trouble=trouble[-2000:])
        refuse(work, Refused("work_failed"), at=at)
        return
    kept = {"trouble": trouble[-2000:], "leased_until": at + timedelta(seconds=5)} if trouble else {}
    again = {"tries": F("tries") - 1} if not trouble else {}  # a stop is no fault of the work
    Work.objects.filter(_mine(work)).update(**{"leased_until": None, "leased_by": "", **kept, **again})


def note_fetched(work: Work, *, by: str, at: datetime) -> None:
    """Somebody took the file away with them: that is told in the ledger."""
    with transaction.atomic():
        record(work.ref, "fetched", by=by, at=at, data={"file": work.file_name})


def sweep(*, at: datetime) -> int:
    """Remove files past their time, and what killed workers left behind. Returns how many files went."""
    with transaction.atomic():
        old = list(Work.objects.filter(expires_at__lt=at).exclude(file=""))
        Work.objects.filter(pk__in=[work.pk for work in old]).update(file="")
    for work in old:
        _forget(work.file)
    known = set(Work.objects.exclude(file="").values_list("file", flat=True))
    known |= set(Work.objects.filter(finished_at__isnull=True).values_list("source", flat=True))
    stale = [
        path for path in folder().iterdir() if path.name not in known and path.stat().st_mtime < (at - KEPT).timestamp()
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(old) + len(stale)


def _forget(name: str) -> None:
    if name:
        (folder() / name).unlink(missing_ok=True)


def _news(work: Work, *, ready: bool, at: datetime) -> None:
    if work.by.startswith("system:"):
        return  # nobody reads its notices
    told = {"work": work.pk, "by": work.by, "title": work.title, "ready": ready}
    errand("work.finished", f"work:{work.pk}", told, at=at)
