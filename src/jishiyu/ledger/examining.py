"""What is wrong in one chain, named to the entry. Pure: the rows of a subject and its head in, flaws out.

It goes back from the head. The head, sealed with the office's key, says the hash of the newest entry; an entry with
the right hash says the hash of the one before. So it is the entry that was touched which is named, not its neighbour,
and an entry that stands elsewhere than it was written for is told from one that was made up.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from jishiyu.ledger.chain import GENESIS, Link, digest

UNREADABLE = 2**63  # a version that is no number any more
FARTHEST = 10_000  # how far above their count versions are believed when no head says where the chain ends
MOST_TRIED = 2000  # rows among which a moved entry is looked for when nothing says its hash

Head = tuple[int, str] | str  # version and hash of the newest entry, or what is wrong with the head


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the ledger does not hold. `what` is altered, missing, reordered or inserted, of an entry (and
    where it was sealed); head missing or head altered, of a subject; of a checkpoint, what is wrong with it."""

    subject: str
    version: int
    what: str

    def __str__(self) -> str:
        return f"{self.subject} version {self.version}: {self.what}"


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


def digest_at(row: Row, version: int) -> str:
    """The hash the row would have at a version; empty when the row cannot be read."""
    try:
        at = datetime.fromisoformat(row.at)
        link = Link(
            subject=row.subject,
            version=version,
            act=row.act,
            by=row.by,
            at=at if at.tzinfo else at.replace(tzinfo=UTC),
            before=_plain(row.before),
            after=_plain(row.after),
            data=_plain(row.data),
            previous=row.previous,
        )
        return digest(link, row.algorithm)
    except (ValueError, TypeError, OverflowError):
        return ""


def _plain(text: str) -> Any:
    return {} if text == "{}" else json.loads(text)


def is_right(row: Row, version: int, expected: str) -> bool:
    """Whether the row is the entry of this version whose hash is expected."""
    return row.version == version and row.hash == expected == digest_at(row, version)


def examine(subject: str, rows: Sequence[Row], head: Head) -> Iterator[Flaw]:
    """Every flaw of a chain that does not hold. `rows` are all its entries, in any order."""
    unused = list(rows)
    expected: str | None
    if isinstance(head, tuple):
        due, expected = head
    else:
        due, expected = _top(unused), None
        yield Flaw(subject, due or 1, head)
    while due > 0:
        row, what = _find(unused, due, expected)
        if what:
            yield Flaw(subject, due, what)
        if row is not None:
            unused.remove(row)
        expected = _before(unused, row, due, sure=what in ("", "reordered"))
        due -= 1
    for row in unused:
        yield Flaw(subject, _number(row.version), "inserted")


def _top(rows: Sequence[Row]) -> int:
    believed = [_number(row.version) for row in rows if _number(row.version) <= len(rows) + FARTHEST]
    return max(believed, default=0)


def _number(version: object) -> int:
    return version if isinstance(version, int) else UNREADABLE


def _find(rows: Sequence[Row], due: int, expected: str | None) -> tuple[Row | None, str]:
    """The row that is the entry of a version, and what is wrong with it."""
    here = [row for row in rows if row.version == due]
    whole = [row for row in here if _is_whole(row, due, expected)]
    if whole:
        return whole[0], ""
    others = [row for row in rows if row.hash == expected] if expected else rows[:MOST_TRIED]
    moved = [row for row in others if row.version != due and _is_whole(row, due, expected)]
    if moved:
        return moved[0], "reordered"
    return (here[0], "altered") if here else (None, "missing")


def _is_whole(row: Row, version: int, expected: str | None) -> bool:
    if expected is None and version == 1 and row.previous != GENESIS:
        return False
    return row.hash == (expected or row.hash) == digest_at(row, version)


def _before(rows: Sequence[Row], row: Row | None, due: int, *, sure: bool) -> str | None:
    """The hash of the entry before, where it is known; an altered row is believed if such an entry is there."""
    if row is None:
        return None
    if sure or any(one.hash == row.previous and digest_at(one, due - 1) == one.hash for one in rows):
        return row.previous
    return None
