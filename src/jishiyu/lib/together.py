"""Rows of several tables, asked for in one question.

Each table says which of its fields are wanted; they come as one JSON column, so that tables of other shapes fit beside
it, and are made into rows of their models again. A field that was not asked for is fetched when it is looked at.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import F, Field, ForeignKey, IntegerField, JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of one table under a name, with the fields wanted of each: paths along foreign keys, at least two in all.
    `at` is the path of the moment by which they stand among the others."""

    name: str
    rows: QuerySet[Any]
    fields: Sequence[str]
    at: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A row, the name it was asked under, and its moment."""

    name: str
    thing: Any
    at: datetime | None = None


def together(asked: Sequence[Asked], most: int | None = None) -> list[Found]:
    """All rows, in one query. With `most` the latest so many: by their moments, at one moment in the order of what is
    asked, then the newest first; without it in no order."""
    if not asked:
        return []
    first, *rest = [_question(one, place, timed=most is not None) for place, one in enumerate(asked)]
    rows = first.union(*rest, all=True) if rest else first
    if most is None:
        return [Found(asked[place].name, _row(asked[place], said)) for place, said in rows]
    rows = rows.order_by("-together_at", "together_place", "-together_key")[:most]
    return [Found(asked[place].name, _row(asked[place], said), at) for place, said, _key, at in rows]


def _question(one: Asked, place: int, *, timed: bool) -> Any:
    wanted: dict[str, Any] = {
        "together_place": Value(place, output_field=IntegerField()),
        "together_said": JSONObject(**{name: name for name in one.fields}),
    }
    if timed:
        wanted |= {"together_key": F("pk"), "together_at": F(one.at)}
    return one.rows.select_related(None).order_by().annotate(**wanted).values_list(*wanted)


def _row(one: Asked, said: Mapping[str, Any] | str) -> Any:
    return rebuilt(one.rows.model, json.loads(said) if isinstance(said, str) else said, one.rows.db)


def rebuilt(model: type[M], said: Mapping[str, Any], using: str) -> M:
    """A row of a model from some of its fields by path, as JSON has them."""
    own: dict[str, Any] = {}
    beside: dict[str, dict[str, Any]] = {}
    for path, value in said.items():
        name, _deeper, rest = path.partition("__")
        if rest:
            beside.setdefault(name, {})[rest] = value
        else:
            field = model._meta.get_field(name)
            own[field.attname] = _plain(field, value)  # type: ignore[union-attr]
    names = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    made = model.from_db(using, names, [own[name] for name in names])
    for name, values in beside.items():
        key = model._meta.get_field(name)
        if isinstance(key, ForeignKey):
            there = any(value is not None for value in values.values())
            other: Any = key.related_model
            key.set_cached_value(made, rebuilt(other, values, using) if there else None)
    return made


def _plain(field: Any, value: Any) -> Any:
    """A value of a field from JSON; moments of SQLite come without a zone, its JSON as text."""
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    read = field.to_python(value) if isinstance(field, Field) else value
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) and timezone.is_naive(read) else read
