"""Numbers of claims, awards and letters: a letter, the day, and a number of that day."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def next_number(letter: str, at: datetime) -> str:
    """e.g. A20260714-0007. Held to the end of the caller's transaction, so that no number is left out: take it last."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entitlements_numberbook (letter, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (letter, day) DO UPDATE SET last = entitlements_numberbook.last + 1 RETURNING last",
            [letter, connection.ops.adapt_datefield_value(day)],
        )
        last: int = cursor.fetchone()[0]
    return f"{letter}{day:%Y%m%d}-{last:04d}"
