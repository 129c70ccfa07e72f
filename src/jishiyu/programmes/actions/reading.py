"""Taking measured amounts, by the one or by the hundred thousand.

The rows stand in the ledger about `series:CODE`, at most 500 in an entry, so that the facts can be made anew from it
alone:  data = {"source": …, "cells": [[day, division, unit, item, grade], …],
                "rows": [[key, number of its cell, amount(, subject(, evidence))], …]}
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.actions import facts
from jishiyu.programmes.drafts import Measured, Taken
from jishiyu.programmes.kinds import Series, series_of
from jishiyu.programmes.models import Item, Reading, SeriesState
from jishiyu.registry.models import Division, Subject, Unit

A_DEED, ASKED_AT_ONCE = 500, 800
MOST_AMOUNT = 10**15
COLUMNS = (
    "series", "source", "key", "day", "amount", "grade", "item_id", "unit_id", "division_id", "subject_id",
    "evidence", "live", "ground", "by", "at", "told_in",
)  # fmt: skip


@transaction.atomic
def take_readings(rows: Sequence[Measured], *, source: str, by: str, at: datetime) -> Taken:
    """Take readings of one source, all or none; what the source has told before under the same series and key changes
    nothing. Daily facts are kept in the same transaction. Rates are in docs/benchmarks.md (benches/readings.py).

    Raises Refused: series_unknown, reading_incomplete, reading_to_come, grade_unknown, reading_of_nobody,
    reading_twice.
    """
    known: dict[str, Series] = {}
    today = timezone.localdate(at)
    for row in rows:
        if row.series not in known:
            known[row.series] = _series(row.series)
        check_reading(row, known[row.series], today)
    _check_owners(rows)
    states = _hold(known)
    fresh, before, differing = _sorted_out(rows, source)
    _write(fresh, source, by=by, at=at)
    facts.add(fresh, known)
    for code, several in groupby(fresh, attrgetter("series")):
        states[code].readings += len(list(several))
        states[code].taken_at = at
        states[code].save(update_fields=["readings", "taken_at"])
    return Taken(len(fresh), before, tuple(differing))


def _series(code: str) -> Series:
    try:
        return series_of(code)
    except LookupError:
        raise Refused("series_unknown", series=code) from None


def check_reading(row: Measured, series: Series, today: date) -> None:
    """Raises Refused for what is no reading of a series: reading_incomplete, reading_to_come, grade_unknown."""
    if not row.key or len(row.key) > 80 or abs(row.amount) > MOST_AMOUNT:
        raise Refused("reading_incomplete", key=row.key[:80])
    if row.day > today:
        raise Refused("reading_to_come", key=row.key, day=row.day.isoformat())
    if row.grade and row.grade not in series.grades:
        raise Refused("grade_unknown", key=row.key, grade=row.grade[:20])


def _check_owners(rows: Sequence[Measured]) -> None:
    """Whoever a reading is said to be of must be there."""
    for name, model in (("item", Item), ("unit", Unit), ("division", Division), ("subject", Subject)):
        keys = list({getattr(row, name) for row in rows} - {None})
        found: set[Any] = set()
        for start in range(0, len(keys), ASKED_AT_ONCE):
            some = keys[start : start + ASKED_AT_ONCE]
            found |= set(model._default_manager.filter(pk__in=some).values_list("pk", flat=True))
        if missing := [key for key in keys if key not in found]:
            raise Refused("reading_of_nobody", what=name, key=str(missing[0]))


def _hold(codes: Mapping[str, object]) -> dict[str, SeriesState]:
    """The rows of these series, held until the transaction ends, in one order."""
    SeriesState.objects.bulk_create([SeriesState(series=code) for code in sorted(codes)], ignore_conflicts=True)
    held = SeriesState.objects.select_for_update().filter(pk__in=codes).order_by("pk")
    return {state.pk: state for state in held}


def _sorted_out(rows: Sequence[Measured], source: str) -> tuple[list[Measured], int, list[str]]:
    """Rows not known yet, in the order of their series; how many are known; keys of those that say otherwise now."""
    given: dict[tuple[str, str], Measured] = {}
    known, differing = 0, []
    for row in rows:
        place = (row.series, row.key)
        if place not in given:
            given[place] = row
        elif given[place] == row:
            known += 1
        else:
            raise Refused("reading_twice", key=row.key)
    fresh = []
    for code, several in groupby(sorted(given.values(), key=attrgetter("series")), attrgetter("series")):
        for some in _parts(list(several), ASKED_AT_ONCE):
            found = _known(code, source, [row.key for row in some])
            fresh += [row for row in some if row.key not in found]
            for row in some:
                if row.key in found and found[row.key] == (row.day, row.amount):
                    known += 1
                elif row.key in found:
                    differing.append(row.key)
    return fresh, known, differing


BY_KEY = """
SELECT asked.key, found.day, found.amount FROM unnest(%(keys)s::text[]) AS asked(key) CROSS JOIN LATERAL (
    SELECT source, key, day, amount FROM programmes_reading
    WHERE series = %(series)s AND live AND (source, key) >= (%(source)s, asked.key) ORDER BY source, key LIMIT 1
) AS found WHERE found.source = %(source)s AND found.key = asked.key
"""
# One look into the index of keys for each. Asked plainly, a table of which PostgreSQL knows little (it was empty a
# moment ago) may be read whole for each key, and a plan kept from then stays: 100,000 rows took a quarter of an hour.
# In the order of that index, with sorting put last, no other way is left; and the plan is made each time.
IN_ORDER, AS_IT_LIKES = "SET LOCAL enable_sort = off", "SET LOCAL enable_sort = on"


def _known(series: str, source: str, keys: Sequence[str]) -> dict[str, tuple[date, int]]:
    """Day and amount of the live readings of these keys."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(IN_ORDER)
            cursor.cursor.execute(BY_KEY, {"keys": list(keys), "series": series, "source": source}, prepare=False)
            found = {key: (day, amount) for key, day, amount in cursor.fetchall()}
            cursor.execute(AS_IT_LIKES)
            return found
    rows = Reading.objects.filter(series=series, source=source, live=True, key__in=keys)
    return {key: (day, amount) for key, day, amount in rows.values_list("key", "day", "amount")}


def _parts(rows: Sequence[Measured], most: int) -> Iterator[Sequence[Measured]]:
    return (rows[start : start + most] for start in range(0, len(rows), most))


def _write(rows: Sequence[Measured], source: str, *, by: str, at: datetime) -> None:
    """Entries first: each row then says which of them carries it."""
    parts = [
        part
        for _, several in groupby(rows, attrgetter("series"))
        for part in _parts(list(several), A_DEED)
    ]  # fmt: skip
    deeds = [ledger.Deed(f"series:{part[0].series}", "readings_taken", data=told(part, source)) for part in parts]
    entries = ledger.record_many(deeds, by=by, at=at) if deeds else []
    values = [
        (
            row.series, source, row.key, row.day, row.amount, row.grade, row.item, row.unit, row.division, row.subject,
            row.evidence[:200], True, "", by, at, entry.version,
        )
        for part, entry in zip(parts, entries, strict=True)
        for row in part
    ]  # fmt: skip
    if values:
        ledger.load(Reading, COLUMNS, values)


def told(rows: Sequence[Measured], source: str) -> dict[str, Any]:
    """What one entry carries of its rows."""
    cells: dict[facts.Cell, int] = {}
    lines: list[list[Any]] = []
    for row in rows:
        cell = cells.setdefault(facts.cell_of(row), len(cells))
        line: list[Any] = [row.key, cell, row.amount]
        if row.subject or row.evidence:
            line.append(row.subject)
        if row.evidence:
            line.append(row.evidence[:200])
        lines.append(line)
    return {"source": source, "cells": [list(cell) for cell in cells], "rows": lines}
