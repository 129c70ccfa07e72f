"""Whether the ledger still holds: every chain, every head, every checkpoint, in constant memory.

Only a chain that does not hold is read whole, to say what is wrong with it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from jishiyu.ledger.examining import Flaw, Row, examine, is_right
from jishiyu.ledger.examining import Head as Tip
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.queries.checkpoints import checkpoint_flaws
from jishiyu.ledger.seals import is_head_sealed

CHUNK = 2000
TEXTS = {name: Cast(name, TextField()) for name in ("at", "before", "after", "data")}
COLUMNS = [f"{name}_text" if name in TEXTS else name for name in Row._fields]


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
    for subject, pairs in groupby(_headed(), key=lambda pair: pair[0].subject):
        broken = _broken(pairs)
        if broken is not None:
            yield from examine(subject, list(_rows(Entry.objects.filter(subject=subject))), broken)


def _broken(pairs: Iterator[tuple[Row, Tip]]) -> Tip | None:
    """None for a chain that is whole from its head to its first entry, newest first; the head of any other."""
    row, head = next(pairs)
    if not isinstance(head, tuple) or not is_right(row, *head):
        return head
    due, expected = head[0] - 1, row.previous
    for older, _ in pairs:
        if not is_right(older, due, expected):
            return head
        due, expected = due - 1, older.previous
    return head if due else None


def _headed() -> Iterator[tuple[Row, Tip]]:
    """Entries, newest first within their subject, each with its head, as one query for each chunk finds it."""
    rows = _rows(Entry.objects.order_by("-subject", "-version", "-pk"))
    while chunk := list(islice(rows, CHUNK)):
        heads = _heads({row.subject for row in chunk})
        yield from ((row, heads.get(row.subject, "head missing")) for row in chunk)


def _rows(entries: QuerySet[Entry]) -> Iterator[Row]:
    texts = {f"{name}_text": text for name, text in TEXTS.items()}
    return (Row(*values) for values in entries.annotate(**texts).values_list(*COLUMNS).iterator(chunk_size=CHUNK))


def _heads(subjects: Iterable[str]) -> dict[str, Tip]:
    """Version and hash of each head whose seal is right; of the others, what is wrong."""
    key: str = settings.JISHIYU_LEDGER_KEY
    found = Head.objects.filter(subject__in=subjects).values_list("subject", "version", "hash", "seal")
    return {
        subject: (version, tip) if is_head_sealed(subject, version, tip, seal, key=key) else "head altered"
        for subject, version, tip, seal in found
    }


def _lost_subjects() -> Iterator[Flaw]:
    """Subjects of which only the head is left."""
    left = Head.objects.filter(~Exists(Entry.objects.filter(subject=OuterRef("subject"))), version__gt=0)
    for head in left.order_by("subject").iterator(chunk_size=CHUNK):
        yield from (Flaw(head.subject, version, "missing") for version in range(1, head.version + 1))
