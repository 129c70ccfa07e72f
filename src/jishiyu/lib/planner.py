"""Rows by the ten thousand are new to PostgreSQL's planner, which guesses badly until it has looked at them."""

from django.db import connection


def look_again(*tables: str) -> None:
    """Let the planner see what was just loaded into some tables, or into all, inside the loading transaction too.
    SQLite plans without it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
