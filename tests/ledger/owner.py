"""What somebody with the keys of the database could do: take the guards away, then write what they like."""

from collections.abc import Sequence

from django.db import connection

from jishiyu.ledger.chain import Link, digest
from jishiyu.ledger.models import Entry
from jishiyu.ledger.seals import seal_of_head

TABLES = ("ledger_entry", "ledger_head", "ledger_checkpoint")


def unguard() -> None:
    """Take every guard of the ledger away, for the rest of the transaction or the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def unguarded(statement: str, values: Sequence[object] = ()) -> None:
    unguard()
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def rewrite(subject: str, version: int, *, act: str, key: str) -> None:
    """Tell another story from one version on: every hash after it made anew, and the head sealed with `key`."""
    previous, top = "", version
    for entry in Entry.objects.filter(subject=subject, version__gte=version - 1).order_by("version"):
        if entry.version < version:
            previous = entry.hash
            continue
        act = act if entry.version == version else entry.act
        link = Link(subject, entry.version, act, entry.by, entry.at, entry.before, entry.after, entry.data, previous)
        previous, top = digest(link, entry.algorithm), entry.version
        unguarded(
            "UPDATE ledger_entry SET act = %s, previous = %s, hash = %s WHERE id = %s",
            [link.act, link.previous, previous, entry.pk],
        )
    seal = seal_of_head(subject, top, previous, key=key, algorithm="sha256")
    unguarded("UPDATE ledger_head SET hash = %s, seal = %s WHERE subject = %s", [previous, seal, subject])
