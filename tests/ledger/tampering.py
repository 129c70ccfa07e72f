"""A hundred ways to falsify a ledger as one who owns its database: alter, delete, swap, insert, by a seeded chance.

Each deed is done with plain SQL, the guards being away, and says which entries verify must name. Some are clumsy, some
make the hash of what they touch right again; none has the key file of the office.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from random import Random
from typing import Any

from django.db import connection

from jishiyu.ledger.chain import Link, digest
from jishiyu.ledger.models import Entry, Head
from jishiyu.ledger.queries import newest_checkpoint

Name = tuple[str, int]  # subject and version
COLUMNS = 'subject, version, act, "by", at, before, after, data, algorithm, previous, hash'


@dataclass(frozen=True, slots=True)
class Tampered:
    """One falsification: its sort, what was done in words, and the entries that must be named for it."""

    sort: str
    what: str
    names: frozenset[Name]


@dataclass(slots=True)
class Owner:
    """Somebody with the database. `names` maps id to (subject, version) of all entries, read once."""

    rng: Random
    names: dict[int, Name] = field(default_factory=dict)
    sealed: int = 0  # the last id that a checkpoint seals

    def study(self) -> None:
        rows = Entry.objects.order_by("pk").values_list("pk", "subject", "version")
        self.names = {key: (subject, version) for key, subject, version in rows}
        newest = newest_checkpoint()
        self.sealed = newest.last if newest else 0

    def tamper(self, sort: str) -> Tampered:
        """Do one deed of a sort: alteration, deletion, swap or insertion."""
        deed = self.rng.choice(DEEDS[sort])
        what, names = deed(self)
        return Tampered(sort, what, frozenset(names))

    def entry(self) -> Entry:
        return Entry.objects.get(pk=self.rng.choice(list(self.names)))


Told = tuple[str, Sequence[Name]]
Deed = Callable[["Owner"], Told]


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def name_of(entry: Entry) -> Name:
    return entry.subject, entry.version


def hash_of(entry: Entry, **other: Any) -> str:
    """The right hash of an entry with some fields changed."""
    fields = {name: other.get(name, getattr(entry, name)) for name in Link.__slots__}
    return digest(Link(**fields), entry.algorithm)


def other_value(owner: Owner, entry: Entry, column: str) -> Any:
    """A value the column does not have."""
    plain: dict[str, Any] = dict(getattr(entry, column)) if column in ("before", "after", "data") else {}
    return {
        "act": f"{entry.act}ed",
        "by": f"officer:{owner.rng.randrange(10**6)}",
        "at": entry.at + timedelta(microseconds=owner.rng.choice([1, -1, 10**6, -86_400 * 10**6])),
        "previous": hash_of(entry, act="x"),
        "hash": hash_of(entry, act="y"),
        "algorithm": "sm3" if entry.algorithm == "sha256" else "sha256",
    }.get(column, plain | {"state": f"s{owner.rng.randrange(10**6)}"})


def write(entry: Entry, column: str, value: Any) -> None:
    said = json.dumps(value) if isinstance(value, dict) else value
    if column == "at" and connection.vendor == "sqlite":
        said = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    run(f'UPDATE ledger_entry SET "{column}" = %s WHERE id = %s', said, entry.pk)  # noqa: S608


def move_head(to: Entry) -> None:
    run("UPDATE ledger_head SET version = %s, hash = %s WHERE subject = %s", to.version, to.hash, to.subject)


def alter_a_field(owner: Owner) -> Told:
    entry = owner.entry()
    column = owner.rng.choice(["act", "by", "at", "before", "after", "data", "previous", "hash", "algorithm"])
    write(entry, column, other_value(owner, entry, column))
    return f"{column} altered", [name_of(entry)]


def alter_and_hash_anew(owner: Owner) -> Told:
    entry = owner.entry()
    column = owner.rng.choice(["act", "by", "before", "after", "data", "previous"])
    value = other_value(owner, entry, column)
    write(entry, column, value)
    run("UPDATE ledger_entry SET hash = %s WHERE id = %s", hash_of(entry, **{column: value}), entry.pk)
    return f"{column} altered, its hash made right", [name_of(entry)]


def alter_the_version(owner: Owner) -> Told:
    entry = owner.entry()
    top = Entry.objects.filter(subject=entry.subject).order_by("-version").values_list("version", flat=True)[0]
    run("UPDATE ledger_entry SET version = %s WHERE id = %s", top + owner.rng.randint(1, 10**6), entry.pk)
    return "version altered", [name_of(entry)]


def alter_the_subject(owner: Owner) -> Told:
    entry = owner.entry()
    run("UPDATE ledger_entry SET subject = %s WHERE id = %s", f"case:{owner.rng.randint(10**8, 10**9)}", entry.pk)
    return "subject altered", [name_of(entry)]


def delete_one(owner: Owner) -> Told:
    entry = owner.entry()
    run("DELETE FROM ledger_entry WHERE id = %s", entry.pk)
    return "one deleted", [name_of(entry)]


def delete_a_tail(owner: Owner) -> Told:
    entry = owner.entry()
    gone = list(Entry.objects.filter(subject=entry.subject, version__gte=entry.version))
    run("DELETE FROM ledger_entry WHERE subject = %s AND version >= %s", entry.subject, entry.version)
    return "a tail cut off", [name_of(one) for one in gone]


def delete_a_tail_and_move_the_head(owner: Owner) -> Told:
    """The head set to what is left, hash and all; its seal cannot be made."""
    entry = owner.entry()
    before = Entry.objects.filter(subject=entry.subject, version=entry.version - 1).first()
    if before is None:
        return delete_a_tail(owner)
    gone = Entry.objects.filter(subject=entry.subject, version__gte=entry.version, pk__lte=owner.sealed)
    names = [name_of(one) for one in (before, *gone)]  # of the unsealed ones, the broken head is all that is left
    run("DELETE FROM ledger_entry WHERE subject = %s AND version >= %s", entry.subject, entry.version)
    run(
        "UPDATE ledger_head SET version = %s, hash = %s WHERE subject = %s", before.version, before.hash, before.subject
    )
    return "a tail cut off, the head moved back", names


def delete_a_subject(owner: Owner) -> Told:
    entry = owner.entry()
    gone = list(Entry.objects.filter(subject=entry.subject))
    run("DELETE FROM ledger_entry WHERE subject = %s", entry.subject)
    if all(one.pk <= owner.sealed for one in gone):  # of what is not sealed, the head is all that tells
        run("DELETE FROM ledger_head WHERE subject = %s", entry.subject)
    return "a whole subject deleted", [name_of(one) for one in gone]


def swap_two_versions(owner: Owner) -> Told:
    entry = owner.entry()
    others = Entry.objects.filter(subject=entry.subject).exclude(pk=entry.pk)
    other = others[owner.rng.randrange(len(others))] if others else None
    if other is None:
        return swap_two_contents(owner)
    for key, version in ((entry.pk, 10**9), (other.pk, entry.version), (entry.pk, other.version)):
        run("UPDATE ledger_entry SET version = %s WHERE id = %s", version, key)
    return "two versions of a subject swapped", [name_of(entry), name_of(other)]


def swap_two_contents(owner: Owner) -> Told:
    entry, other = owner.entry(), owner.entry()
    if entry.pk == other.pk:
        return swap_two_contents(owner)
    for one, its in ((entry, other), (other, entry)):
        for column in ("act", "by", "at", "before", "after", "data", "previous", "hash"):
            write(one, column, getattr(its, column))
    return "the contents of two entries swapped", [name_of(entry), name_of(other)]


def swap_two_subjects(owner: Owner) -> Told:
    entry, other = owner.entry(), owner.entry()
    if entry.subject == other.subject:
        return swap_two_versions(owner)
    for key, (subject, version) in (
        (entry.pk, ("swap:1", 1)), (other.pk, name_of(entry)), (entry.pk, name_of(other))
    ):  # fmt: skip
        run("UPDATE ledger_entry SET subject = %s, version = %s WHERE id = %s", subject, version, key)
    return "two entries of other subjects swapped", [name_of(entry), name_of(other)]


def swap_two_sealed_ids(owner: Owner) -> Told:
    sealed = [key for key in owner.names if key <= owner.sealed]
    one, other = owner.rng.sample(sealed, 2)
    for key, to in ((one, -1), (other, one), (-1, other)):
        run("UPDATE ledger_entry SET id = %s WHERE id = %s", to, key)
    return "the ids of two sealed entries swapped", [owner.names[one], owner.names[other]]


def insert(link: Link, algorithm: str) -> None:
    at: Any = link.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if connection.vendor == "sqlite" else link.at
    run(
        f"INSERT INTO ledger_entry ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",  # noqa: S608
        link.subject, link.version, link.act, link.by, at, json.dumps(link.before), json.dumps(link.after),
        json.dumps(link.data), algorithm, link.previous, digest(link, algorithm),
    )  # fmt: skip


def insert_at_the_tail(owner: Owner) -> Told:
    entry = owner.entry()
    top = Entry.objects.filter(subject=entry.subject).order_by("-version")[0]
    link = Link(top.subject, top.version + 1, "closed", "officer:1", top.at, {}, {"state": "closed"}, {}, top.hash)
    insert(link, top.algorithm)
    return "one added at the tail, its hash right", [(link.subject, link.version)]


def insert_at_the_tail_and_move_the_head(owner: Owner) -> Told:
    what, names = insert_at_the_tail(owner)
    (subject, version), *_ = names
    made = Entry.objects.get(subject=subject, version=version)
    move_head(made)
    return f"{what}, the head moved on", names


def insert_in_the_middle(owner: Owner) -> Told:
    """Those after it move up one place, their own hashes left as they are."""
    entry = owner.entry()
    after = Entry.objects.filter(subject=entry.subject, version__gte=entry.version).order_by("-version")
    for one in after:
        run("UPDATE ledger_entry SET version = version + 1 WHERE id = %s", one.pk)
    insert(
        Link(entry.subject, entry.version, "contacted", entry.by, entry.at, {}, {}, {}, entry.previous), entry.algorithm
    )
    return "one put in between, its hash right", [name_of(entry)]


def insert_a_subject(owner: Owner) -> Told:
    link = Link(f"case:{owner.rng.randint(10**8, 10**9)}", 1, "opened", "officer:1", owner.entry().at, {}, {}, {}, "")
    insert(link, "sha256")
    if owner.rng.random() < 0.5:
        run(
            "INSERT INTO ledger_head (subject, version, hash, seal) VALUES (%s, 1, %s, %s)",
            link.subject, digest(link, "sha256"), Head.objects.values_list("seal", flat=True)[0],
        )  # fmt: skip
    return "a subject made up", [(link.subject, 1)]


DEEDS: dict[str, Sequence[Deed]] = {
    "alteration": [alter_a_field, alter_a_field, alter_and_hash_anew, alter_the_version, alter_the_subject],
    "deletion": [delete_one, delete_one, delete_a_tail, delete_a_tail_and_move_the_head, delete_a_subject],
    "swap": [swap_two_versions, swap_two_contents, swap_two_subjects, swap_two_sealed_ids],
    "insertion": [
        insert_at_the_tail,
        insert_at_the_tail_and_move_the_head,
        insert_in_the_middle,
        insert_a_subject,
    ],
}
