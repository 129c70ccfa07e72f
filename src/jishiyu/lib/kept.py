"""Queries that are asked with every deed: compiled once, asked many times with other values.

Django compiles a query each time it is asked, which costs more than the database needs to answer it by key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ValuesListIterable, get_related_populators  # type: ignore[attr-defined]

M = TypeVar("M", bound=models.Model)
SAMPLE = 2**31 - 19  # a key nobody has
SAMPLE_MOMENT = datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC)  # when nothing happened here
SMALL_SAMPLE = 2**15 - 19  # a count nobody reaches, where a column holds small numbers


def cursor_of(connection: Any) -> Any:
    """The cursor for statements whose rows are fetched at once: one for the life of a connection, where making one for
    each statement would cost a tenth of the statement. Where statements are counted or shown, each has its own."""
    if connection.queries_logged or connection.connection is None:
        return connection.cursor()
    whose, cursor = connection.__dict__.get("kept_cursor", (None, None))
    if whose is not connection.connection:
        cursor = connection.cursor()
        connection.kept_cursor = (connection.connection, cursor)
    return cursor


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    filled: tuple[tuple[Any, int | None], ...]  # for each place a constant, or which of the values stands there
    has_moments: bool  # whether a value is a moment, which each database is given in its own way
    converters: Any
    read: Callable[[Any], Any]


class Kept(Generic[M]):
    """One query. `build` makes it from as many values as there are `samples`: values of their kind that nothing else
    in the query has, by which their places in the statement are found."""

    def __init__(self, build: Callable[..., Any], *samples: Any) -> None:
        self._build, self._samples = build, samples
        self._by_vendor: dict[str, _Compiled] = {}

    def all(self, *values: Any) -> list[Any]:
        """Rows, or tuples where the query lists values."""
        connection = connections[DEFAULT_DB_ALIAS]
        kept = self._by_vendor.get(connection.vendor) or self._compile(connection)
        if kept.has_moments:
            values = tuple(_adapted(value, connection) for value in values)
        params = [constant if place is None else values[place] for constant, place in kept.filled]
        cursor = cursor_of(connection)
        cursor.execute(kept.sql, params)
        rows: Sequence[Any] = cursor.fetchall()
        if kept.converters:
            rows = [_converted(row, kept.converters, connection) for row in rows]
        return [kept.read(row) for row in rows]

    def first(self, *values: Any) -> Any:
        """The first row or None; the query says which is first and how many it asks for."""
        return next(iter(self.all(*values)), None)

    def _compile(self, connection: Any) -> _Compiled:
        query = self._build(*self._samples)
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        samples = tuple(_adapted(sample, connection) for sample in self._samples)
        places = tuple(samples.index(param) if param in samples else None for param in params)
        if {place for place in places if place is not None} != set(range(len(self._samples))):
            raise ValueError(f"a sample value does not stand in {sql}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        filled = tuple(zip(params, places, strict=True))
        has_moments = any(isinstance(sample, datetime) for sample in self._samples)
        kept = _Compiled(sql, filled, has_moments, converters, _reader(query, compiler))
        self._by_vendor[connection.vendor] = kept
        return kept


def locked_by_key(model: type[M], *related: str) -> Kept[M]:
    """A row by its key, held until the transaction ends; what it is read with is not held."""
    return Kept[M](
        lambda key: model._default_manager.select_for_update(of=("self",)).select_related(*related).filter(pk=key),
        SAMPLE,
    )


def _adapted(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _converted(row: Sequence[Any], converters: Any, connection: Any) -> list[Any]:
    """As the compiler converts a row: what a database gives that is not yet what a field holds."""
    made = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            made[place] = step(made[place], expression, connection)
    return made


def _reader(query: Any, compiler: Any) -> Callable[[Any], Any]:
    """As Django's own iterables make an object of a row."""
    if issubclass(query._iterable_class, ValuesListIterable):
        return tuple
    info, select = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    others = get_related_populators(info, select, DEFAULT_DB_ALIAS)
    model = info["model"]

    def read(row: Any) -> Any:
        made = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for other in others:
            other.populate(row, made)
        return made

    return read
