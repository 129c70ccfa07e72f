"""Asking tallies by their marks, and whether they are what the rows say."""

from django.db import connection
from django.db.models import F
from django.db.models.lookups import Exact

from jishiyu.casework import tally
from jishiyu.casework.tally import NONE, Mark

EVERY = "1 = 1"


def false_tallies() -> int:
    """How many tallies are missing, too many or otherwise than the rows they are made from; counts all of them anew."""
    found = 0
    with connection.cursor() as cursor:
        for rows, which in ((tally.office_rows(EVERY), "unit = 0"), (tally.unit_rows(EVERY), "unit <> 0")):
            cursor.execute(tally.differing(rows, which))
            found += cursor.fetchone()[0]
    return found


def bearing(bears: Mark = NONE, lacks: Mark = NONE) -> "Exact[int]":
    """Tallies that bear all of some marks and none of others."""
    return Exact(F("marks").bitand(int(bears | lacks)), int(bears))
