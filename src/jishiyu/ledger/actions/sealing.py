"""Sealing: a checkpoint over all entries not sealed before, signed with the office's key."""

import time
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from jishiyu.ledger.actions.errands import errand
from jishiyu.ledger.actions.recording import record
from jishiyu.ledger.merkle import leaf_of, root_of
from jishiyu.ledger.models import Checkpoint, Entry
from jishiyu.ledger.queries.checkpoints import BEFORE_ALL, CHECKPOINTS, EXPORT, VERIFICATION, statement_of
from jishiyu.ledger.seals import Leaf, hash_of_roll, pack_roll, sign
from jishiyu.lib.refused import Refused

MOST_LEAVES = 20_000
PATIENCE_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.05

WRITING_NOW = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'ledger_entry'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid IS DISTINCT FROM pg_backend_pid()
"""


def seal(*, by: str, at: datetime, most: int = 1000) -> list[Checkpoint]:
    """Seal what is not sealed yet, in at most `most` checkpoints. Returns those made: none when nothing new was told.

    Raises Refused: ledger_busy, when a deed begun before has not ended in time.
    """
    bound = settled_bound()
    made: list[Checkpoint] = []
    while len(made) < most and (checkpoint := _seal_next(bound, by=by, at=at)):
        made.append(checkpoint)
    return made


def note_verified(count: int, first: str, *, whole: bool, by: str, at: datetime) -> None:
    """Record that the ledger was walked and what was found; `whole` when not only up to the first fault. A fault
    leaves an errand, so that those who audit hear of it."""
    told = {"flaws": count, "first": first[:200], "whole": whole}
    with transaction.atomic():
        entry = record(VERIFICATION, "found_broken" if count else "verified", by=by, at=at, data=told)
        if count:
            errand("ledger.broken", f"ledger.broken:{entry.version}", {"first": told["first"]}, at=at)


def note_exported(entries: int, sha256: str, *, since: str, until: str, by: str, at: datetime) -> None:
    """Record that the ledger was handed out: of which time, how many entries, and the hash of the file."""
    told = {"entries": entries, "sha256": sha256, "since": since, "until": until}
    with transaction.atomic():
        record(EXPORT, "exported", by=by, at=at, data=told)


def settled_bound() -> int:
    """An id up to which every entry that will ever be there is there now.

    PostgreSQL hands an id out when an entry is written, not when it is committed: a slow deed may still hold a lower
    one. So, as CREATE INDEX CONCURRENTLY does, note the highest id seen, then wait until each transaction that was
    writing entries at that moment has ended. Nobody is held up by it: new deeds go on meanwhile, above the bound.
    SQLite has one writer, so there ids are handed out in the order of commits.
    """
    bound: int = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor != "postgresql":
        return bound
    begun = _writing_now()
    until = time.monotonic() + PATIENCE_SECONDS
    while begun:
        if time.monotonic() > until:
            raise Refused("ledger_busy", seconds=int(PATIENCE_SECONDS))
        time.sleep(LOOK_EVERY_SECONDS)
        begun &= _writing_now()
    return bound


def _writing_now() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITING_NOW)
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _seal_next(bound: int, *, by: str, at: datetime) -> Checkpoint | None:
    _one_at_a_time()
    before = Checkpoint.objects.defer("roll").order_by("-number").first()
    unsealed = Entry.objects.filter(pk__gt=before.last if before else BEFORE_ALL, pk__lte=bound).order_by("pk")
    leaves: list[Leaf] = list(unsealed.values_list("pk", "subject", "version", "hash")[:MOST_LEAVES])
    if all(subject == CHECKPOINTS for _, subject, _, _ in leaves):  # nothing, or only that the last one was sealed
        return None
    algorithm: str = settings.JISHIYU_HASH
    checkpoint = Checkpoint(
        number=before.number + 1 if before else 1,
        entries=len(leaves),
        first=leaves[0][0],
        last=leaves[-1][0],
        at=at,
        algorithm=algorithm,
        root=root_of([leaf_of(tip.encode(), algorithm) for *_, tip in leaves], algorithm).hex(),
        roll=pack_roll(leaves),
        roll_hash=hash_of_roll(leaves, algorithm),
        previous=before.hash if before else "-",
    )
    statement = statement_of(checkpoint)
    checkpoint.hash = statement.hash()
    checkpoint.signature = sign(statement.text(), settings.JISHIYU_LEDGER_KEY)
    checkpoint.save(force_insert=True)
    told = {"number": checkpoint.number, "entries": len(leaves), "root": checkpoint.root, "hash": checkpoint.hash}
    record(CHECKPOINTS, "sealed", by=by, at=at, data=told)
    return checkpoint


def _one_at_a_time() -> None:
    """Of two who seal at once the second waits, then finds what is left. Writers of entries are not held up."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_checkpoint IN SHARE ROW EXCLUSIVE MODE")
