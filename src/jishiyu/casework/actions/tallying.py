"""Keeping the tallies: triggers that write them with every deed, and making all of them anew."""

from typing import Any

from django.db import connection, transaction

from jishiyu.casework import tally

EVERY = "1 = 1"
EMPTYING = {  # the first locks the table, so that nobody's change is written over with what stood before it
    "postgresql": "TRUNCATE casework_tally",
    "sqlite": "DELETE FROM casework_tally",
}
_TABLES = tally.TABLES | {"casework_tally"}


def keep_tallies(**_: Any) -> None:
    """After migrations: make the triggers that are missing, and with them all tallies anew.

    SQLite drops the triggers of a table whenever a migration changes it, and a new release may tally otherwise.
    """
    if not set(connection.introspection.table_names()) >= _TABLES:
        return
    wanted, there = tally.triggers(connection.vendor), _triggers()
    if there.keys() == wanted.keys():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in there.items():
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        for statements in wanted.values():
            for statement in statements:
                cursor.execute(statement)
        rebuild_tallies()


@transaction.atomic
def rebuild_tallies() -> None:
    """Make every tally anew from the rows; whoever changes a case meanwhile waits."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTYING[connection.vendor])
        cursor.execute(tally.written(tally.office_rows(EVERY)))
        cursor.execute(tally.written(tally.unit_rows(EVERY)))


def _triggers() -> dict[str, str]:
    """Triggers of ours that are there, with their tables."""
    asked = (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, ["tally\\_%" if connection.vendor == "postgresql" else "tally_%"])
        return dict(cursor.fetchall())
