"""Taking readings from an office's workbook in sets: each row is accounted for, and twice changes nothing.

A file asks the database as often for twenty rows as for five hundred, and beyond that once more for every few hundred.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.programmes import sheets
from jishiyu.programmes.actions.importing import Account
from jishiyu.programmes.actions.reading import check_reading, take_readings
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Item, Programme
from jishiyu.programmes.sheets import SheetRow

WHERE = {  # the column a refusal speaks of
    "item_unknown": "序号", "item_unmeasured": "序号", "reading_incomplete": "数量", "reading_to_come": "日期",
    "grade_unknown": "等级", "reading_known_otherwise": "数量", "reading_twice": "数量",
}  # fmt: skip


@transaction.atomic
def import_readings(programme_id: int, rows: Sequence[SheetRow], *, by: str, at: datetime) -> Account:
    """Readings of a programme's items. A row known with another amount is refused: it is corrected on the item's page,
    with its ground; of rows that say two things under one key the first stands. Each refusal names its column.

    Raises Refused programme_unknown."""
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None:
        raise Refused("programme_unknown")
    items = {one.code: one for one in Item.objects.filter(programme=programme)}
    account, today = Account(), timezone.localdate(at)
    good: dict[str, dict[str, tuple[int, Measured]]] = defaultdict(dict)  # by series and key
    for row in rows:
        try:
            measured = _measured(row.said, items, today)
        except Refused as refused:
            _refuse(account, row.number, refused)
            continue
        there = good[measured.series].setdefault(measured.key, (row.number, measured))
        if there[0] == row.number:
            continue
        if there[1] == measured:
            account.same += 1
        else:
            _refuse(account, row.number, Refused("reading_twice", key=measured.key))
    for several in good.values():
        _take(list(several.values()), f"sheet:{programme.code}"[:60], account, by=by, at=at)
    account.refused.sort(key=lambda one: one[0])
    return account


def _take(rows: Sequence[tuple[int, Measured]], source: str, account: Account, *, by: str, at: datetime) -> None:
    """Rows of one series, all at once."""
    done = take_readings([row for _number, row in rows], source=source, by=by, at=at)
    numbers = {row.key: number for number, row in rows}
    for key in done.differing:
        _refuse(account, numbers[key], Refused("reading_known_otherwise", key=key))
    account.new += done.new
    account.same += done.known


def _refuse(account: Account, number: int, refused: Refused) -> None:
    params = {"column": WHERE.get(refused.code, ""), **refused.params}
    account.refused.append((number, Refused(refused.code, **params)))


def _measured(said: Mapping[str, str], items: Mapping[str, Item], today: date) -> Measured:
    item = items.get(said["序号"])
    if item is None:
        raise Refused("item_unknown")
    if not item.series:
        raise Refused("item_unmeasured")
    series = series_of(item.series)
    day = sheets.day(said["日期"], "日期")
    if day is None:
        raise Refused("cell_unreadable", column="日期", said="")
    grades = {str(name): code for code, name in series.grades.items()}
    grade = said.get("等级", "")
    key = said.get("编号") or f"{item.code}/{day}/{grade}"
    row = Measured(
        item.series, key[:80], day, sheets.whole_number(said["数量"], series.places), grades.get(grade, grade),
        item=item.pk, unit=item.lead_unit_id, evidence=said.get("佐证", ""),
    )  # fmt: skip
    check_reading(row, series, today)
    return row
