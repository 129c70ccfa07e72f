"""Asking tallies by their marks and by the day, and whether they are what the rows say."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import F
from django.db.models.lookups import Exact

from jishiyu.casework import tally, tally_days
from jishiyu.casework.models import Case, TallyKept, TallyTouched
from jishiyu.casework.tally import NONE, Mark
from jishiyu.casework.tally_days import offset_now

AT_ONCE = 20_000  # cases compared in one statement: about a second's work
FAR = 2**62  # beyond every key
MOST_GAPS = 3
DAY = timedelta(days=1)


def false_tallies(told: Callable[[int], None] | None = None) -> int:
    """How many tallies are missing, too many or otherwise than the rows they are made from; counts all of them anew, so
    many cases at a time. `told` hears how many cases have been gone through."""
    found = done = 0
    for over, upto, many in _ranges():
        within = f"{{key}} > {over} AND {{key}} <= {upto}"
        cases, tasks, offices, kept = (within.format(key=key) for key in ("c.id", "t.case_id", "o.case_id", "case_id"))
        pairs = (
            (tally.office_rows(cases, connection.vendor), f"unit = 0 AND {kept}"),
            (tally.unit_rows(tasks, offices), f"unit <> 0 AND {kept}"),
        )
        found += sum(_number(tally.differing(rows, which)) for rows, which in pairs)
        done += many
        if told:
            told(done)
    return found


def _ranges() -> Iterator[tuple[int, int, int]]:
    """All keys there may be in ranges that hold AT_ONCE cases each, as (over, up to, cases): the last, which holds
    fewer, goes on for ever, so that tallies of no case are found too."""
    over, many = -FAR, AT_ONCE
    while many == AT_ONCE:
        keys = list(Case.objects.filter(pk__gt=over).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        many = len(keys)
        upto = keys[-1] if many == AT_ONCE else FAR
        yield over, upto, many
        over = upto


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
            found += _number(tally.unlike(rows, kept))
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
