"""Asking tallies by their marks and by the day, and whether they are what the rows say."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import F
from django.db.models.lookups import Exact

from jishiyu.casework import tally, tally_days
from jishiyu.casework.models import TallyKept, TallyTouched
from jishiyu.casework.tally import NONE, Mark
from jishiyu.casework.tally_days import offset_now

EVERY = "1 = 1"
MOST_GAPS = 3
DAY = timedelta(days=1)


def false_tallies() -> int:
    """How many tallies are missing, too many or otherwise than the rows they are made from; counts all of them anew."""
    of_office = tally.office_rows(EVERY, connection.vendor)
    pairs = ((of_office, "unit = 0"), (tally.unit_rows(EVERY), "unit <> 0"))
    return sum(_number(tally.differing(rows, which)) for rows, which in pairs)


def false_days() -> int:
    """How many rows of the days that are kept and not touched since are otherwise than the tallies say."""
    clean = "SELECT day FROM casework_tallykept WHERE day NOT IN (SELECT day FROM casework_tallytouched)"
    found, offset = 0, offset_now()
    for axis in tally_days.AXES:
        for moment in tally_days.MASKS:
            which = f"{tally_days.day_of(f't.{moment}', offset, connection.vendor)} IN ({clean})"
            rows = tally_days.counted(axis, moment, offset, connection.vendor, which)
            kept = (
                f"SELECT {tally_days.COLUMNS} FROM casework_tallyday "  # noqa: S608
                f"WHERE axis = '{axis}' AND moment = '{moment}' AND day IN ({clean})"
            )
            found += _number(
                f"SELECT COUNT(*) FROM (SELECT * FROM ({rows} EXCEPT {kept}) missing "  # noqa: S608
                f"UNION ALL SELECT * FROM ({kept} EXCEPT {rows}) false_ones) found"
            )
    return found


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def bearing(bears: Mark = NONE, lacks: Mark = NONE) -> "Exact[int]":
    """Tallies that bear all of some marks and none of others."""
    return Exact(F("marks").bitand(int(bears | lacks)), int(bears))


Gap = tuple[datetime, datetime]


def parted(since: datetime, until: datetime) -> tuple[list[tuple[date, date]], list[Gap]]:
    """A period parted into spans of days that are kept and not touched, and the gaps between them, which are to be read
    from the tallies: three at most, so days in short spans are left to a gap. One query."""
    offset = offset_now()
    first, last = _whole_days(since, until, offset)
    if last < first:
        return [], [(since, until)]
    clean = TallyKept.objects.filter(day__gte=first, day__lte=last)
    clean = clean.exclude(day__in=TallyTouched.objects.filter(day__gte=first, day__lte=last).values("day"))
    spans = tally_days.spans(clean.values_list("day", flat=True))
    while len(_gaps(spans, since, until, offset)) > MOST_GAPS:
        spans.remove(min(spans, key=lambda span: span[1] - span[0]))
    return spans, _gaps(spans, since, until, offset)


def _whole_days(since: datetime, until: datetime, offset: timedelta) -> tuple[date, date]:
    begun, over = since.astimezone(UTC) + offset, until.astimezone(UTC) + offset
    return (begun if begun.time() == time() else begun + DAY).date(), over.date() - DAY


def _gaps(spans: Sequence[tuple[date, date]], since: datetime, until: datetime, offset: timedelta) -> list[Gap]:
    """What of a period is in no span."""
    edges = [since]
    for first, last in spans:
        edges += [datetime.combine(day, time(), UTC) - offset for day in (first, last + DAY)]
    edges.append(until)
    return [(begun, over) for begun, over in zip(edges[::2], edges[1::2], strict=True) if begun < over]
