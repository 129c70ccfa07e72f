"""Recording a deed: entries in a chain per subject, and the head of each chain moved with them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from jishiyu.ledger.chain import GENESIS, Link, check_plain, digest
from jishiyu.ledger.models import Entry
from jishiyu.ledger.seals import seal_of_head
from jishiyu.lib.kept import cursor_of

AT_ONCE = {"sqlite": (240, 90), "postgresql": (2000, 500)}  # heads and entries of one statement; SQLite: 999 values
ENTRY = ("subject", "version", "act", "by", "at", "before", "after", "data", "algorithm", "previous", "hash")
HEAD = ("subject", "version", "hash", "seal")
Row = Sequence[Any]
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


def record_many(deeds: Sequence[Deed], *, by: str, at: datetime, new: bool = False) -> list[Entry]:
    """Write many entries in order, in the caller's transaction: two statements for each few hundred, three on SQLite.

    `new`: the subjects were made in this transaction, so nobody else can have written of them, and none is locked
    first; one of which there is an entry after all is an error of the database.

    A deed may carry its own `at` and `by`; otherwise it takes the call's. Of two writers of one subject the second
    waits until the first has committed or given up. Raises TypeError when a value is not plain JSON.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a deed and its ledger entry belong in one transaction")
    for deed in deeds:
        for name in ("before", "after", "data"):
            check_plain(getattr(deed, name), f"{deed.act}.{name}")
    algorithm: str = settings.JISHIYU_HASH
    subjects = sorted({deed.subject for deed in deeds})
    heads = dict.fromkeys(subjects, (0, GENESIS)) if new else _lock_heads(subjects)
    entries = []
    for deed in deeds:
        version, previous = heads[deed.subject]
        link = link_after(deed, version, previous, by=deed.by or by, at=deed.at or at)
        entries.append(_entry(link, algorithm))
        heads[deed.subject] = (link.version, entries[-1].hash)
    _write(entries, sorted(heads.items()), algorithm, new=new)
    return entries


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
    most, _ = AT_ONCE[connection.vendor]
    cursor = cursor_of(connections[DEFAULT_DB_ALIAS])
    for some in _parts(subjects, most):
        inserting, values = _insert("ledger_head", HEAD, [(subject, 0, GENESIS, "") for subject in some])
        touch = "ON CONFLICT (subject) DO UPDATE SET version = ledger_head.version RETURNING subject, version, hash"
        cursor.execute(f"{inserting} {touch}", values)
        heads.update({subject: (version, tip) for subject, version, tip in cursor.fetchall()})
    return heads


def _write(
    entries: Sequence[Entry], heads: Sequence[tuple[str, tuple[int, str]]], algorithm: str, *, new: bool
) -> None:
    """Write entries and move the heads to them: in one statement on PostgreSQL, because every act pays for it."""
    most_heads, most = AT_ONCE[connection.vendor]
    moves = [_moving(some, algorithm, new=new) for some in _parts(heads, most_heads)]
    here = connections[DEFAULT_DB_ALIAS]
    cursor = cursor_of(here)
    for some in _parts(entries, most):
        telling, values = _insert("ledger_entry", ENTRY, [_row(entry) for entry in some])
        if moves and here.vendor == "postgresql":
            moving, before = moves.pop()
            telling, values = f"WITH moved AS ({moving}) {telling}", [*before, *values]
        cursor.execute(f"{telling} RETURNING id", values)
        for entry, (key,) in zip(some, cursor.fetchall(), strict=True):
            entry.pk, entry._state.adding, entry._state.db = key, False, DEFAULT_DB_ALIAS
    for moving, values in moves:
        cursor.execute(moving, values)


def _moving(heads: Sequence[tuple[str, tuple[int, str]]], algorithm: str, *, new: bool) -> tuple[str, list[Any]]:
    key: str = settings.JISHIYU_LEDGER_KEY
    rows = [
        (subject, version, tip, seal_of_head(subject, version, tip, key=key, algorithm=algorithm))
        for subject, (version, tip) in heads
    ]
    inserting, values = _insert("ledger_head", HEAD, rows)
    if new:
        return inserting, values
    moved = "version = excluded.version, hash = excluded.hash, seal = excluded.seal"
    return f"{inserting} ON CONFLICT (subject) DO UPDATE SET {moved}", values


def _row(entry: Entry) -> Row:
    at: Any = connection.ops.adapt_datetimefield_value(entry.at)
    plain = (json.dumps(value, ensure_ascii=False) for value in (entry.before, entry.after, entry.data))
    return (entry.subject, entry.version, entry.act, entry.by, at, *plain, entry.algorithm, entry.previous, entry.hash)


def _insert(table: str, names: Sequence[str], rows: Sequence[Row]) -> tuple[str, list[Any]]:
    columns = ", ".join(f'"{name}"' for name in names)
    place = f"({', '.join(['%s'] * len(names))})"
    places = ", ".join([place] * len(rows))
    return f"INSERT INTO {table} ({columns}) VALUES {places}", [value for row in rows for value in row]  # noqa: S608


def _parts(rows: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + most] for start in range(0, len(rows), most))
