"""Asking for rows by many keys at once."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


def among(values: Collection[int] | Collection[str]) -> Any:
    """For `field__in`, where a batch asks with another number of keys each time: on PostgreSQL one value holds them
    all, so that it is one statement however many they are, planned once, each key looked up by the index."""
    keys = list(values)
    if connection.vendor != "postgresql" or not keys:
        return keys
    kind = "text" if isinstance(keys[0], str) else "bigint"
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [keys])  # noqa: S611  (the kind is one of these two words)
