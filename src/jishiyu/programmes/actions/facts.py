"""Daily facts: kept with every batch of readings, and made anew from the ledger alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from jishiyu.ledger import actions as ledger
from jishiyu.ledger.models import Entry
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.kinds import Series, series_of
from jishiyu.programmes.models import DailyFact, Reading

Cell = tuple[str, str, int, int, str]  # ISO day, division or "", unit or 0, item or 0, grade or ""
COLUMNS = ("series", "day", "division_code", "unit_key", "item_key", "grade", "amount", "count")
TAKEN, CORRECTED = "readings_taken", "reading_corrected"


def cell_of(row: Measured) -> Cell:
    return row.day.isoformat(), row.division or "", row.unit or 0, row.item or 0, row.grade


def add(rows: Sequence[Measured], known: Mapping[str, Series]) -> None:
    """New readings into their facts: one upsert."""
    sums: dict[tuple[str, Cell], list[int]] = {}
    lasting: dict[tuple[str, Cell], list[int]] = {}
    for row in rows:
        lasts = known[row.series].adds == "last"
        found = (lasting if lasts else sums).setdefault((row.series, cell_of(row)), [0, 0])
        found[0] = row.amount if lasts else found[0] + row.amount
        found[1] += 1
    shift({place: (amount, count) for place, (amount, count) in sums.items()})
    shift({place: (amount, count) for place, (amount, count) in lasting.items()}, lasts=True)


def shift(changes: Mapping[tuple[str, Cell], tuple[int, int]], *, lasts: bool = False) -> None:
    """Add (amount, count) to cells, making those that are missing; where the last holds, amount takes its place."""
    rows = [(code, *_typed(cell), *change) for (code, cell), change in sorted(changes.items())]
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    amount = "excluded.amount" if lasts else "programmes_dailyfact.amount + excluded.amount"
    moved = (
        "ON CONFLICT (series, day, division_code, unit_key, item_key, grade) DO UPDATE SET "
        f'amount = {amount}, "count" = programmes_dailyfact."count" + excluded."count"'
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and rows:
            arrays = (
                "%s::text[], %s::date[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::int[]"
            )
            statement = f"INSERT INTO programmes_dailyfact ({names}) SELECT * FROM unnest({arrays}) {moved}"  # noqa: S608
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
            return
        places = "%s, %s, %s, %s, %s, %s, %s, %s"
        statement = f"INSERT INTO programmes_dailyfact ({names}) VALUES ({places}) {moved}"  # noqa: S608
        cursor.executemany(statement, [(row[0], row[1].isoformat(), *row[2:]) for row in rows])


def read_again(places: set[tuple[str, Cell]]) -> None:
    """Cells of a series of which the last reading holds, from the readings themselves."""
    for code, cell in sorted(places):
        day, division, unit, item, grade = _typed(cell)
        rows = Reading.objects.filter(
            series=code,
            day=day,
            division=division or None,
            unit=unit or None,
            item=item or None,
            grade=grade,
            live=True,
        )
        last = rows.order_by("-pk").values_list("amount", flat=True).first()
        count = rows.aggregate(count=Count("pk"))["count"]
        DailyFact.objects.update_or_create(
            series=code, day=day, division_code=division, unit_key=unit, item_key=item, grade=grade,
            defaults={"amount": last or 0, "count": count},
        )  # fmt: skip


def _typed(cell: Cell) -> tuple[date, str, int, int, str]:
    return date.fromisoformat(cell[0]), *cell[1:]


@dataclass(slots=True)
class Retold:
    """Facts as the entries of the ledger tell them."""

    sums: dict[tuple[str, Cell], list[int]] = field(default_factory=dict)
    lasting: dict[tuple[str, Cell], dict[tuple[str, str], int]] = field(default_factory=dict)  # by (source, key)
    readings: int = 0

    def take(self, code: str, source: str, key: str, cell: Cell, amount: int) -> None:
        self.readings += 1
        if series_of(code).adds == "last":
            self.lasting.setdefault((code, cell), {})[(source, key)] = amount
            return
        found = self.sums.setdefault((code, cell), [0, 0])
        found[0] += amount
        found[1] += 1

    def leave(self, code: str, source: str, key: str, cell: Cell, amount: int) -> None:
        self.readings -= 1
        if series_of(code).adds == "last":
            self.lasting[(code, cell)].pop((source, key))
            return
        found = self.sums[(code, cell)]
        found[0] -= amount
        found[1] -= 1

    def rows(self) -> Iterator[tuple[str, Cell, int, int]]:
        for (code, cell), (amount, count) in self.sums.items():
            yield code, cell, amount, count
        for (code, cell), several in self.lasting.items():
            yield code, cell, next(reversed(several.values()), 0), len(several)


def retold() -> Retold:
    """Read every entry about a series, in order."""
    found = Retold()
    entries = Entry.objects.filter(act__in=[TAKEN, CORRECTED]).order_by("pk").only("subject", "act", "data")
    for entry in entries.iterator(chunk_size=200):
        code, data = entry.subject.removeprefix("series:"), entry.data
        if entry.act == TAKEN:
            _retell_taken(found, code, data)
        else:
            before, after = data["before"], data["after"]
            found.leave(code, data["source"], data["key"], _cell(before["cell"]), before["amount"])
            found.take(code, data["source"], data["key"], _cell(after["cell"]), after["amount"])
    return found


def _retell_taken(found: Retold, code: str, data: Mapping[str, Any]) -> None:
    cells = [_cell(one) for one in data["cells"]]
    if series_of(code).adds == "last":
        for key, place, amount, *_ in data["rows"]:
            found.take(code, data["source"], key, cells[place], amount)
        return
    sums = [found.sums.setdefault((code, cell), [0, 0]) for cell in cells]
    for _key, place, amount, *_ in data["rows"]:
        sums[place][0] += amount
        sums[place][1] += 1
    found.readings += len(data["rows"])


def _cell(plain: Sequence[Any]) -> Cell:
    day, division, unit, item, grade = plain
    return str(day), str(division), int(unit), int(item), str(grade)


@transaction.atomic
def rebuild_facts(*, by: str, at: datetime) -> tuple[int, int]:
    """Make all daily facts anew from the ledger alone. Returns how many readings it told of, and how many facts."""
    found = retold()
    DailyFact.objects.all().delete()
    rows = [(code, *_typed(cell), amount, count) for code, cell, amount, count in found.rows()]
    if rows:
        ledger.load(DailyFact, COLUMNS, rows)
    ledger.record("facts:programmes", "rebuilt", by=by, at=at, data={"readings": found.readings, "facts": len(rows)})
    return found.readings, len(rows)


def differing_facts() -> list[str]:
    """Cells in which the facts kept and the ledger disagree, in words; none when all is well."""
    told = {(code, *_typed(cell)): (amount, count) for code, cell, amount, count in retold().rows()}
    kept = {
        (code, day, division, unit, item, grade): (amount, count)
        for code, day, division, unit, item, grade, amount, count in DailyFact.objects.values_list(*COLUMNS)
    }
    return [
        f"{place}: kept {kept.get(place)}, told {told.get(place)}"
        for place in kept.keys() | told.keys()
        if kept.get(place, (0, 0)) != told.get(place, (0, 0))
    ]
