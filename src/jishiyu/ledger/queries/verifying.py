"""Whether the ledger still holds: every chain walked from its head back to its first entry, in constant memory.

Going back, each step says what the one before it must be: the head, sealed with the office's key, names the hash of the
newest entry, and an entry with the right hash names the hash of the one before. So the entry that was touched is named,
not its neighbour.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from jishiyu.ledger.chain import GENESIS, Link, digest
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.queries.checkpoints import checkpoint_flaws
from jishiyu.ledger.queries.flaw import Flaw
from jishiyu.ledger.seals import is_head_sealed

CHUNK = 2000
MOST_NAMED = 10_000  # missing versions of one gap that are named one by one
UNREADABLE = 2**63  # a version that is no number any more


class Row(NamedTuple):
    """An entry as it lies in the database, times and JSON still as text: what cannot be read is a flaw, not a crash."""

    subject: str
    version: Any
    act: str
    by: str
    at: str
    before: str
    after: str
    data: str
    previous: str
    algorithm: str
    hash: str


Tip = tuple[int, str] | None
Headed = tuple[Row, "Tip | str"]


def flaws() -> Iterator[Flaw]:
    """Walk the whole ledger as it was at one moment and name every place where it does not hold."""
    with one_moment():
        yield from _chain_flaws()
        yield from _lost_subjects()
        yield from checkpoint_flaws()


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, while others go on writing. Inside a transaction: as that sees it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock and hold everybody up
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _chain_flaws() -> Iterator[Flaw]:
    for subject, rows in groupby(_headed(), key=lambda pair: pair[0].subject):
        yield from _walk(subject, rows)


def _headed() -> Iterator[Headed]:
    """Entries, newest first within their subject, each with its head, as one query for each chunk finds it."""
    texts = {name: Cast(name, TextField()) for name in ("at", "before", "after", "data")}
    columns = [f"{name}_text" if name in texts else name for name in Row._fields]
    found = Entry.objects.order_by("-subject", "-version", "-pk").annotate(
        **{f"{name}_text": text for name, text in texts.items()}
    )
    rows = (Row(*values) for values in found.values_list(*columns).iterator(chunk_size=CHUNK))
    while chunk := list(islice(rows, CHUNK)):
        heads = _heads({row.subject for row in chunk})
        yield from ((row, heads.get(row.subject, "head missing")) for row in chunk)


def _heads(subjects: Iterable[str]) -> dict[str, "Tip | str"]:
    """Version and hash of each head whose seal is right; of the others, what is wrong."""
    key: str = settings.JISHIYU_LEDGER_KEY
    found = Head.objects.filter(subject__in=subjects).values_list("subject", "version", "hash", "seal")
    return {
        subject: (version, tip) if is_head_sealed(subject, version, tip, seal, key=key) else "head altered"
        for subject, version, tip, seal in found
    }


def _walk(subject: str, rows: Iterable[Headed]) -> Iterator[Flaw]:
    """What is wrong in one chain. `due` is the version that should come next, `expected` its hash, where known."""
    due, expected, started = 0, None, False
    for version, several in groupby(rows, key=lambda pair: _number(pair[0].version)):
        same = [(row, head) for row, head in several]
        head = same[0][1]
        if not started:
            started = True
            if isinstance(head, tuple):
                due, expected = head
            else:
                due, expected = version, None
                yield Flaw(subject, version, str(head))
        if version > due:
            yield from (Flaw(subject, version, "inserted") for _ in same)
            continue
        yield from _missing(subject, version + 1, due)
        kept = _rightful([row for row, _ in same], expected if version == due else None)
        yield from (Flaw(subject, version, "inserted") for _ in same[1:])
        what = _fault(kept, expected if version == due else None, due)
        if what:
            yield Flaw(subject, version, what)
        due, expected = version - 1, None if what else kept.previous
    yield from _missing(subject, 1, due)


def _number(version: object) -> int:
    return version if isinstance(version, int) else UNREADABLE


def _missing(subject: str, first: int, last: int) -> Iterator[Flaw]:
    for version in range(last, max(first, last - MOST_NAMED) - 1, -1):
        yield Flaw(subject, version, "missing")


def _rightful(rows: list[Row], expected: str | None) -> Row:
    """Of several entries that claim one version, the one its neighbours vouch for."""
    return next((row for row in rows if not _fault(row, expected, 0)), rows[0])


def _fault(row: Row, expected: str | None, top: int) -> str:
    """What is wrong with an entry, or nothing. Up to version `top` it is looked for where it may have come from."""
    try:
        link = _link(row)
        found = digest(link, row.algorithm)
    except (ValueError, TypeError):
        return "altered"
    first_of_all = row.version != 1 or row.previous == GENESIS
    if found == row.hash == (expected or row.hash) and first_of_all:
        return ""
    if found != row.hash and row.hash != expected and _elsewhere(link, row, top):
        return "reordered"
    return "altered"


def _elsewhere(link: Link, row: Row, top: int) -> bool:
    """Whether the entry is whole but stands at another version than it was written for."""
    moved = (
        Link(link.subject, version, *(getattr(link, name) for name in Link.__slots__[2:]))
        for version in range(1, min(top, MOST_NAMED) + 2)
    )
    return any(digest(one, row.algorithm) == row.hash for one in moved)


def _link(row: Row) -> Link:
    at = datetime.fromisoformat(row.at)
    return Link(
        subject=row.subject,
        version=row.version,
        act=row.act,
        by=row.by,
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        before=json.loads(row.before),
        after=json.loads(row.after),
        data=json.loads(row.data),
        previous=row.previous,
    )


def _lost_subjects() -> Iterator[Flaw]:
    """Subjects of which only the head is left."""
    left = Head.objects.filter(~Exists(Entry.objects.filter(subject=OuterRef("subject"))), version__gt=0)
    for head in left.order_by("subject").iterator(chunk_size=CHUNK):
        yield from _missing(head.subject, 1, head.version)
