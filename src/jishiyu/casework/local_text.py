"""A moment as text in the office's own zone, written by the database where it can: a million of them in seconds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler


class LocalText(Func):
    """2026-07-14 10:05 of a moment; None for none. PostgreSQL writes it itself; of SQLite it is read as stored."""

    output_field = CharField()

    def __init__(self, name: str, zone: str) -> None:
        super().__init__(name)
        self.zone = zone

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"to_char({sql} AT TIME ZONE %s, 'YYYY-MM-DD HH24:MI')", (*params, self.zone)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql} || '')", params  # text, so that the driver does not make a moment of it first

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Callable[..., Any]]:
        if connection.vendor == "postgresql":
            return []
        zone = ZoneInfo(self.zone)

        def local(value: str | None, expression: object, connection: object) -> str | None:
            if value is None:
                return None
            at = datetime.fromisoformat(value).replace(tzinfo=UTC)
            return at.astimezone(zone).isoformat(" ", "minutes")[:16]

        return [local]
