"""What a fixture makes by actions for thousands of tests is made once, and put back into the tables for each of them.

The first time its actions run, and what they left in the tables is kept. From then on these very rows are inserted, a
statement for each table. Where somebody made something before in the same test, the actions run as ever.
"""

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
Row = tuple[Any, ...]
Tables = dict[str, tuple[list[str], list[Row]]]
SIGNS = ("ledger_entry", "registry_division", "registry_unit", "registry_officer", "registry_subject", "sensing_source")


class Scene(Generic[T]):
    """A scene that `make` makes in an empty database."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._said = b""
        self._statements: list[tuple[str, list[Any]]] = []

    def set(self) -> T:
        if somebody_was_here():
            return self._make()
        if not self._said:
            before = everything()
            said = self._make()
            self._statements = _insertions(before, everything())
            self._said = pickle.dumps(said)
            return said
        with transaction.atomic(), connection.cursor() as cursor:  # rows may name rows that follow
            for statement, values in self._statements:
                cursor.execute(statement, values)
        found: T = pickle.loads(self._said)  # noqa: S301  (ours, from above)
        return found


def somebody_was_here() -> bool:
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in SIGNS)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 WHERE {asked}")
        return cursor.fetchone() is not None


def everything() -> Tables:
    """Every table's columns and rows, as the database gives them."""
    found: Tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            rows = cursor.fetchall()
            found[table] = ([column[0] for column in cursor.description], rows)
    return found


def _insertions(before: Tables, after: Tables) -> list[tuple[str, list[Any]]]:
    """Statements that insert what was added; nothing else may have been changed."""
    made = []
    for table, (columns, rows) in after.items():
        there = before[table][1]
        added = [row for row in rows if row not in there]
        if len(added) + len(there) != len(rows):
            raise AssertionError(f"{table}: rows were changed that were there before")
        if added:
            row_of_places = f"({', '.join(['%s'] * len(columns))})"
            places = ", ".join([row_of_places] * len(added))
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            made.append((f"INSERT INTO {table} ({names}) VALUES {places}", [value for row in added for value in row]))  # noqa: S608
    return made
