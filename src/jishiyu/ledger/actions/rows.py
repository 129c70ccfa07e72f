"""Writing a few rows as deeds do, many times a second: one plain statement, put together once for each table.

What Django's own save and bulk_create do besides (signals, inheritance, savepoints) no table of the house has need of.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from jishiyu.lib.kept import cursor_of

M = TypeVar("M", bound=models.Model)
AS_THEY_ARE = {  # values that the fields of the house write as they are
    "postgresql": frozenset({str, int, bool, type(None), datetime}),
    "sqlite": frozenset({str, int, bool, type(None)}),
}
MOST_VALUES = 900  # SQLite is asked for at most 999


def save_fields(row: models.Model, names: Sequence[str]) -> None:
    """Write named fields of one row. Raises LookupError when the row is gone."""
    statement, fields = _update(type(row), tuple(dict.fromkeys(names)))
    values = _values(fields, [row])
    cursor = cursor_of(connections[DEFAULT_DB_ALIAS])
    cursor.execute(statement, [*values, row.pk])
    if cursor.rowcount != 1:
        raise LookupError(f"{type(row).__name__} {row.pk} is gone")


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {_quoted(model._meta.pk.column)} = %s", fields  # noqa: S608


def update_rows(rows: Sequence[M], names: Sequence[str]) -> None:
    """Write named fields of many rows of one table with one statement for each few hundred."""
    if not rows:
        return
    model = type(rows[0])
    fields: list[Any] = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    columns = [_quoted(field.column) for field in fields]
    kinds = [f"%s::{field.rel_db_type(connection) if field.is_relation else _kind(field)}" for field in fields]
    place = f"({', '.join(kinds if connection.vendor == 'postgresql' else ['%s'] * len(fields))})"
    changes = ", ".join(f"{column} = changed.{column}" for column in columns[1:])
    table = _quoted(model._meta.db_table)
    some = max(1, MOST_VALUES // len(fields))
    for start in range(0, len(rows), some):
        part = rows[start : start + some]
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH changed({', '.join(columns)}) AS (VALUES {', '.join([place] * len(part))})"  # noqa: S608
                f" UPDATE {table} SET {changes} FROM changed WHERE {table}.{columns[0]} = changed.{columns[0]}",
                _values(fields, part),
            )


def _kind(field: Any) -> str:
    """The database's name of what a column holds, as a value is cast to it; a key is no counter here."""
    return str(field.cast_db_type(connection) if not field.primary_key else field.rel_db_type(connection))


def insert_rows(rows: Sequence[M]) -> list[M]:
    """Insert rows of one table; each is given its key."""
    if not rows:
        return []
    model = type(rows[0])
    head, fields, key = _insert(model)
    some = max(1, MOST_VALUES // len(fields))
    for start in range(0, len(rows), some):
        part = rows[start : start + some]
        places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(part))
        cursor = cursor_of(connections[DEFAULT_DB_ALIAS])
        cursor.execute(f"{head} {places} RETURNING {key}", _values(fields, part))
        for row, (found,) in zip(part, cursor.fetchall(), strict=True):
            row.pk = found
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return list(rows)


def insert_new(rows: Sequence[M], by: Sequence[str], on: Sequence[str] = ()) -> list[M]:
    """Insert those rows that collide with none that is there, told apart by the fields `by`. Returns them, each with
    its key. `on` names the fields a collision is allowed in; any when left out.

    Who collides with a row that another has not committed yet waits for the other, and only then knows.
    """
    fresh: list[M] = []
    if not rows:
        return fresh
    head, fields, key = _insert(type(rows[0]))
    returned = ", ".join([key, *(_quoted(name) for name in by)])
    where = f"({', '.join(_quoted(name) for name in on)})" if on else ""
    some = max(1, MOST_VALUES // len(fields))
    for start in range(0, len(rows), some):
        part = {tuple(getattr(row, name) for name in by): row for row in rows[start : start + some]}
        places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(part))
        values = _values(fields, part.values())
        cursor = cursor_of(connections[DEFAULT_DB_ALIAS])
        cursor.execute(f"{head} {places} ON CONFLICT {where} DO NOTHING RETURNING {returned}", values)
        for found, *told in cursor.fetchall():
            row = part[tuple(told)]
            row.pk, row._state.adding, row._state.db = found, False, DEFAULT_DB_ALIAS
            fresh.append(row)
    return fresh


@cache
def _insert(model: type[models.Model]) -> tuple[str, list[Any], str]:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(_quoted(field.column) for field in fields)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES", fields, _quoted(model._meta.pk.column)


def _values(fields: Sequence[Any], rows: Iterable[models.Model]) -> list[Any]:
    """What stands in these fields, row after row, as the database is given it."""
    here = connections[DEFAULT_DB_ALIAS]
    plain, values = AS_THEY_ARE[here.vendor], list[Any]()
    for row in rows:
        for field in fields:
            value = getattr(row, field.attname)
            kind = type(value)
            if kind not in plain or isinstance(field, models.JSONField) or (kind is datetime and value.tzinfo is None):
                value = field.get_db_prep_save(value, here)
            values.append(value)
    return values


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
