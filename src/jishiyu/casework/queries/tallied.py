"""Whether the tallies are what the rows say."""

from django.db import connection

from jishiyu.casework import tally

EVERY = "1 = 1"


def false_tallies() -> int:
    """How many tallies are missing, too many or otherwise than the rows they are made from; counts all of them anew."""
    found = 0
    with connection.cursor() as cursor:
        for rows, which in ((tally.office_rows(EVERY), "unit = 0"), (tally.unit_rows(EVERY), "unit <> 0")):
            cursor.execute(tally.differing(rows, which))
            found += cursor.fetchone()[0]
    return found
