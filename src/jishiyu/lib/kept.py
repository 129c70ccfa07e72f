"""Queries that are asked with every deed: compiled once, asked many times with other values.

Django compiles a query each time it is asked, which costs more than the database needs to answer it by key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import ValuesListIterable, get_related_populators  # type: ignore[attr-defined]

M = TypeVar("M", bound=models.Model)
SAMPLE = 2**31 - 19  # a key nobody has
SMALL_SAMPLE = 2**15 - 19  # a count nobody reaches, where a column holds small numbers


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]  # which of the values stands there; None: the value of `params`
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
        kept = self._by_vendor.get(connection.vendor) or self._compile()
        params = [
            constant if place is None else values[place]
            for constant, place in zip(kept.params, kept.places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(kept.sql, params)
            rows: Sequence[Any] = cursor.fetchall()
        if kept.converters:
            rows = [_converted(row, kept.converters) for row in rows]
        return [kept.read(row) for row in rows]

    def first(self, *values: Any) -> Any:
        """The first row or None; the query says which is first and how many it asks for."""
        return next(iter(self.all(*values)), None)

    def _compile(self) -> _Compiled:
        query = self._build(*self._samples)
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = tuple(self._samples.index(param) if param in self._samples else None for param in params)
        if {place for place in places if place is not None} != set(range(len(self._samples))):
            raise ValueError(f"a sample value does not stand in {sql}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        kept = _Compiled(sql, tuple(params), places, converters, _reader(query, compiler))
        self._by_vendor[connection.vendor] = kept
        return kept


def _converted(row: Sequence[Any], converters: Any) -> list[Any]:
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
    others = get_related_populators(info, select, connection.alias)
    model = info["model"]

    def read(row: Any) -> Any:
        made = model.from_db(connection.alias, names, row[start:end])
        for other in others:
            other.populate(row, made)
        return made

    return read
