"""Asking for rows by many keys at once."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value


def among(field: str, values: Collection[int] | Collection[str]) -> Any:
    """`field` is one of these, for `filter`: where a batch asks with another number of keys each time. On PostgreSQL
    one value holds them all, so that it is one statement however many they are, planned once."""
    keys = list(values)
    if connection.vendor != "postgresql" or not keys:
        return Q(**{f"{field}__in": keys})
    kind = "text" if isinstance(keys[0], str) else "bigint"
    return Func(
        F(field),
        Value(keys),
        arg_joiner=" = ANY(",
        template=f"%(expressions)s::{kind}[])",
        output_field=BooleanField(),
    )
