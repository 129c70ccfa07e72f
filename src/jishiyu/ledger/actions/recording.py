"""Recording a deed: entries in a chain per subject, and the head of each chain moved with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection

from jishiyu.ledger.chain import GENESIS, Link, check_plain, digest
from jishiyu.ledger.models import Entry
from jishiyu.ledger.seals import seal_of_head

HEADS_AT_ONCE = 240  # four values each; SQLite is asked for at most 999
T = TypeVar("T")


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
    """Write many entries in order, in the caller's transaction, with three statements for each few hundred.

    A deed may carry its own `at` and `by`; otherwise it takes the call's. Of two writers of one subject the second
    waits until the first has committed or given up. Raises TypeError when a value is not plain JSON.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a deed and its ledger entry belong in one transaction")
    for deed in deeds:
        for name in ("before", "after", "data"):
            check_plain(getattr(deed, name), f"{deed.act}.{name}")
    algorithm: str = settings.JISHIYU_HASH
    heads = _lock_heads(sorted({deed.subject for deed in deeds}))
    entries = []
    for deed in deeds:
        version, previous = heads[deed.subject]
        link = link_after(deed, version, previous, by=deed.by or by, at=deed.at or at)
        entries.append(_entry(link, algorithm))
        heads[deed.subject] = (link.version, entries[-1].hash)
    made = Entry.objects.bulk_create(entries, batch_size=500)
    _move_heads(sorted(heads.items()), algorithm)
    return made


def link_after(deed: Deed, version: int, previous: str, *, by: str, at: datetime) -> Link:
    """What follows the entry of this version and hash about the same subject."""
    return Link(
        subject=deed.subject,
        version=version + 1,
        act=deed.act,
        by=by,
        at=at,
        before=deed.before,
        after=deed.after,
        data=deed.data,
        previous=previous,
    )


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


def _lock_heads(subjects: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Version and hash of each subject's newest entry, held until the transaction ends; (0, GENESIS) for a new one.

    One statement makes what is missing, locks and reads: an insert that conflicts touches the row it meets. Subjects
    come in one order, so that two writers never wait for each other crosswise.
    """
    heads: dict[str, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        for some in _parts(subjects):
            cursor.execute(
                f"INSERT INTO ledger_head (subject, version, hash, seal) VALUES {_places(some, '(%s, 0, %s, %s)')}"  # noqa: S608
                " ON CONFLICT (subject) DO UPDATE SET version = ledger_head.version RETURNING subject, version, hash",
                [value for subject in some for value in (subject, GENESIS, "")],
            )
            heads.update({subject: (version, tip) for subject, version, tip in cursor.fetchall()})
    return heads


def _move_heads(heads: Sequence[tuple[str, tuple[int, str]]], algorithm: str) -> None:
    key: str = settings.JISHIYU_LEDGER_KEY
    with connection.cursor() as cursor:
        for some in _parts(heads):
            values: list[str | int] = []
            for subject, (version, tip) in some:
                values += [subject, version, tip, seal_of_head(subject, version, tip, key=key, algorithm=algorithm)]
            cursor.execute(
                f"INSERT INTO ledger_head (subject, version, hash, seal) VALUES {_places(some, '(%s, %s, %s, %s)')}"  # noqa: S608
                " ON CONFLICT (subject) DO UPDATE SET version = excluded.version, hash = excluded.hash,"
                " seal = excluded.seal",
                values,
            )


def _places(rows: Sequence[object], place: str) -> str:
    return ", ".join([place] * len(rows))


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + HEADS_AT_ONCE] for start in range(0, len(rows), HEADS_AT_ONCE))
