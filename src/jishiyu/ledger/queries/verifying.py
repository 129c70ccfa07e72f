"""Whether the ledger still holds: every chain, every head, every checkpoint, in constant memory.

It is read in slices, each as it was at one moment, so that others go on writing and no snapshot is held for long. Only
a chain that does not hold is read whole, to say what is wrong with it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from jishiyu.ledger.examining import Flaw, Row, examine, is_right
from jishiyu.ledger.examining import Head as Tip
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.queries.checkpoints import checkpoint_flaws
from jishiyu.ledger.seals import is_head_sealed

SLICE = 2000
TEXTS = {name: Cast(name, TextField()) for name in ("at", "before", "after", "data")}
COLUMNS = [f"{name}_text" if name in TEXTS else name for name in Row._fields]


def _nothing(entries: int) -> None:
    """Nobody wants to know how far it is."""


def flaws(moved: Callable[[int], None] = _nothing) -> Iterator[Flaw]:
    """Walk the whole ledger and name every place where it does not hold. `moved` is told of each slice of entries that
    was walked."""
    yield from _chain_flaws(moved)
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


def _chain_flaws(moved: Callable[[int], None]) -> Iterator[Flaw]:
    below = None
    while True:
        with one_moment():
            rows, below = _slice(below)
            found = list(_flaws_of(rows))
        yield from found
        moved(len(rows))
        if below is None:
            return


def _slice(below: str | None) -> tuple[list[Row], str | None]:
    """The next whole chains, newest entry first, and below which subject to go on; of a long chain, it alone."""
    entries = Entry.objects.filter(subject__lt=below) if below is not None else Entry.objects.all()
    rows = list(_rows(entries.order_by("-subject", "-version", "-pk")[:SLICE]))
    if len(rows) < SLICE:
        return rows, None
    last = rows[-1].subject
    if rows[0].subject == last:
        return list(_rows(Entry.objects.filter(subject=last).order_by("-version", "-pk"))), last
    whole = [row for row in rows if row.subject != last]
    return whole, whole[-1].subject


def _flaws_of(rows: list[Row]) -> Iterator[Flaw]:
    heads = _heads({row.subject for row in rows})
    for subject, chain in groupby(rows, key=lambda row: row.subject):
        head = heads.get(subject, "head missing")
        if not _holds(chain, head):
            yield from examine(subject, [row for row in rows if row.subject == subject], head)


def _holds(chain: Iterable[Row], head: Tip) -> bool:
    """Whether a chain, newest first, is whole from its head to its first entry."""
    if not isinstance(head, tuple):
        return False
    due, expected = head
    for row in chain:
        if not is_right(row, due, expected):
            return False
        due, expected = due - 1, row.previous
    return due == 0


def _rows(entries: QuerySet[Entry]) -> Iterator[Row]:
    texts = {f"{name}_text": text for name, text in TEXTS.items()}
    return (Row(*values) for values in entries.annotate(**texts).values_list(*COLUMNS).iterator(chunk_size=SLICE))


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
    left = Head.objects.filter(~Exists(Entry.objects.filter(subject=OuterRef("subject")))).exclude(version=0)
    for subject in left.order_by("subject").values_list("subject", flat=True).iterator(chunk_size=SLICE):
        for tip in _heads([subject]).values():
            if isinstance(tip, tuple):
                yield from (Flaw(subject, version, "missing") for version in range(1, tip[0] + 1))
            else:  # made up: it may claim any number of entries
                yield Flaw(subject, 1, tip)
