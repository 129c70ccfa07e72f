"""Keeping the tallies and their counts by the day: triggers that write with every deed, days counted afterwards by the
worker, and making all of it anew."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from jishiyu.casework import tally, tally_days
from jishiyu.casework.marks import mark_of_words
from jishiyu.casework.models import Case, Tally, TallyDay, TallyKept, TallyTouched
from jishiyu.casework.told_tally import COLUMNS, Replies, Sent, Told, rows_of, told
from jishiyu.ledger.actions import load
from jishiyu.ledger.models import Entry
from jishiyu.lib.planner import look_again

EVERY = "1 = 1"
CHUNK = 2000
EMPTYING = {  # the first locks the table, so that nobody's change is written over with what stood before it
    "postgresql": "TRUNCATE casework_tally",
    "sqlite": "DELETE FROM casework_tally",
}
_TABLES = tally.TABLES | {"casework_tally", "casework_tallyday", "casework_tallykept", "casework_tallytouched"}


def keep_tallies(**_: Any) -> None:
    """After migrations: make the triggers that are missing, and with them all tallies anew.

    SQLite drops the triggers of a table whenever a migration changes it, and a new release may tally otherwise.
    """
    if not set(connection.introspection.table_names()) >= _TABLES:
        return
    wanted, there = tally.triggers(connection.vendor) | _touching(), _triggers()
    if there.keys() == wanted.keys():
        return
    with transaction.atomic():
        _drop(there)
        _make(wanted)
        rebuild_tallies()


def stop_tallies() -> None:
    """Before rows are loaded by the thousand: nothing is tallied until `keep_tallies` makes it all anew."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # what earlier deeds of this transaction left to its end stands in the way
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    _drop(_triggers())


@transaction.atomic
def rebuild_tallies() -> None:
    """Make every tally anew from the rows, and every day's counts from the tallies; whoever changes a case meanwhile
    waits."""
    wanted = _touching()
    with connection.cursor() as cursor:
        cursor.execute(EMPTYING[connection.vendor])
        _drop({name: table for name, table in _triggers().items() if name in wanted})
        look_again(*sorted(tally.TABLES))  # what was just loaded looks empty to it, and each case would read it whole
        cursor.execute(tally.written(tally.office_rows(EVERY, connection.vendor)))
        look_again("casework_tally")
        cursor.execute(tally.written(tally.unit_rows(EVERY)))
        _make(wanted)
    rebuild_days(timezone.now())


@transaction.atomic
def retell_tallies() -> tuple[int, int]:
    """Make every tally anew from the ledger alone, and every day's counts from them; whoever changes a case meanwhile
    waits. Returns how many entries were read and how many cases they tell of.

    Entries from before places and packs were told in the first one of a case leave these two to its row.
    """
    wanted, replies, read = _touching(), Replies(), 0
    with connection.cursor() as cursor:
        cursor.execute(EMPTYING[connection.vendor])
        _drop({name: table for name, table in _triggers().items() if name in wanted})
    cases = Entry.objects.filter(subject__startswith="case:")
    for subject, at, data in cases.filter(act="finished").values_list("subject", "at", "data").iterator(CHUNK):
        task = Sent(data["unit"], lead=True, finished_at=at, words=mark_of_words(data.get("words", "")))
        replies.hear(int(subject.partition(":")[2]), task)
        read += 1
    deeds = cases.order_by("subject", "version").values_list("subject", "act", "at", "after", "data").iterator(CHUNK)
    many, told_of = 0, told(deeds)
    while some := list(islice(told_of, CHUNK)):
        _fill_untold(some)
        load(Tally, COLUMNS, [row for case in some for row in rows_of(case, replies)])
        many += len(some)
    _make(wanted)
    rebuild_days(timezone.now())
    return cases.count() + read, many


def _fill_untold(cases: Sequence[Told]) -> None:
    untold = {case.key: case for case in cases if "division" not in case.fields}
    for key, pack, division in Case.objects.filter(pk__in=untold).values_list("pk", "pack", "division_id"):
        untold[key].fields = {"pack": pack, "division": division} | untold[key].fields


@transaction.atomic
def rebuild_days(at: datetime) -> None:
    """Count every day that is over anew."""
    TallyKept.objects.all().delete()
    TallyDay.objects.all().delete()
    count_days(at)


@transaction.atomic
def count_days(at: datetime) -> int:
    """Count the days that are over and are not kept, and those kept that were touched since. Returns how many.

    A day is kept once it was counted from what others had committed; whatever commits later has noted the day, and
    will be counted the next time.
    """
    touched = _take_touched()
    kept = set(TallyKept.objects.values_list("day", flat=True))
    first = Tally.objects.filter(unit=0).aggregate(first=Min("heard_at"))["first"]
    if first is None:
        return 0
    offset = tally_days.offset_now()
    start, today = (first + offset).date(), (at + offset).date()
    fresh = {start + timedelta(days=number) for number in range((today - start).days)} - kept
    days = fresh | (touched & kept)
    if days:
        _count(days, offset)
        TallyKept.objects.bulk_create([TallyKept(day=day) for day in fresh], ignore_conflicts=True)
    return len(days)


def _take_touched() -> set[date]:
    """Days noted so far; their notes are taken away, those being written meanwhile stay."""
    last = TallyTouched.objects.aggregate(last=Max("pk"))["last"]
    if last is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_tallytouched WHERE id <= %s RETURNING day", [last])
        found = {row[0] for row in cursor.fetchall()}
    return {date.fromisoformat(day) if isinstance(day, str) else day for day in found}


def _count(days: Iterable[date], offset: timedelta) -> None:
    spans = tally_days.spans(days)
    for first, last in spans:
        TallyDay.objects.filter(day__gte=first, day__lte=last).delete()
    with connection.cursor() as cursor:
        for first, last in spans:
            for moment in tally_days.MASKS:
                which = tally_days.within(moment, offset, first, last)
                for axis in tally_days.AXES:
                    rows = tally_days.counted(axis, moment, offset, connection.vendor, which)
                    cursor.execute(f"INSERT INTO casework_tallyday ({tally_days.COLUMNS}) {rows}")


def _touching() -> dict[str, list[str]]:
    return tally_days.touching(tally_days.offset_now(), connection.vendor)


def _make(triggers: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statements in triggers.values():
            for statement in statements:
                cursor.execute(statement)


def _drop(triggers: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, table in triggers.items():
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def _triggers() -> dict[str, str]:
    """Triggers of ours that are there, with their tables."""
    asked = (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, ["tally\\_%" if connection.vendor == "postgresql" else "tally_%"])
        return dict(cursor.fetchall())
