"""Readings from a file, in sets: every row accounted for, bad ones named by row and column, few statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.actions.importing import Account
from jishiyu.programmes.drafts import ItemDraft
from jishiyu.programmes.models import DailyFact, Reading
from jishiyu.programmes.sheets import SheetRow
from tests.cast import T0
from tests.programmes.room import SINCE, Room

pytestmark = pytest.mark.django_db


def row(number: int, amount: str = "1", **more: str) -> SheetRow:
    said = {
        "序号": "1",
        "日期": f"{SINCE + timedelta(days=number % 100)}",
        "数量": amount,
        "编号": f"r{number}",
        **more,
    }
    return SheetRow(number, said)


def rows(count: int, first: int = 2) -> list[SheetRow]:
    return [row(number) for number in range(first, first + count)]


def take(room: Room, several: list[SheetRow]) -> Account:
    return actions.import_readings(room.programme.pk, several, by=room.by, at=T0)


def test_every_row_is_accounted_for_and_twice_changes_nothing(room: Room) -> None:
    found = take(room, rows(700))
    assert (found.new, found.same, found.refused, found.rows) == (700, 0, [], 700)
    before = list(Reading.objects.order_by("pk").values_list()), list(DailyFact.objects.order_by("pk").values_list())
    found = take(room, rows(700))
    assert (found.new, found.same, found.rows) == (0, 700, 700)
    assert before == (
        list(Reading.objects.order_by("pk").values_list()), list(DailyFact.objects.order_by("pk").values_list()),
    )  # fmt: skip
    assert differing_facts() == []


def test_bad_rows_are_named_by_row_and_column_and_the_others_are_taken(room: Room) -> None:
    actions.keep_item(room.programme.pk, ItemDraft(code="2", name="Not measured"), by=room.by, at=T0)
    tomorrow = (T0 + timedelta(days=2)).date()
    several = [
        row(2), row(3, 序号="9"), row(4, 序号="2"), row(5, 日期="tomorrow"), row(6, 日期=""),
        row(7, 日期=f"{tomorrow}"), row(8, "many"), row(9, "2.5"), row(10, 等级="best"), row(11), row(12, 编号="r11"),
        row(13, "7", 编号="r11"), row(14, "9" * 16),
    ]  # fmt: skip
    found = take(room, several)
    assert [(number, refused.code, refused.params["column"]) for number, refused in found.refused] == [
        (3, "item_unknown", "序号"), (4, "item_unmeasured", "序号"), (5, "cell_unreadable", "日期"),
        (6, "cell_unreadable", "日期"), (7, "reading_to_come", "日期"), (8, "cell_unreadable", "数量"),
        (9, "cell_unreadable", "数量"), (10, "grade_unknown", "等级"), (12, "reading_twice", "数量"),
        (13, "reading_twice", "数量"), (14, "cell_unreadable", "数量"),
    ]  # fmt: skip
    assert (found.new, found.rows) == (2, len(several))
    assert Reading.objects.count() == 2


def test_the_same_row_twice_in_a_file_is_one_reading(room: Room) -> None:
    found = take(room, [row(2), SheetRow(3, row(2).said)])
    assert (found.new, found.same, found.rows) == (1, 1, 2)


def test_what_is_known_with_another_amount_stays_as_it_is(room: Room) -> None:
    take(room, rows(3))
    found = take(room, [row(2), row(3, "8"), row(4), row(5)])
    assert [(number, refused.code) for number, refused in found.refused] == [(3, "reading_known_otherwise")]
    assert (found.new, found.same, found.rows) == (1, 2, 4)
    assert Reading.objects.get(key="r3").amount == 1


def test_the_number_of_statements_does_not_grow_with_the_rows(room: Room) -> None:
    take(room, rows(1, first=5000))
    counts = []
    for first, many in ((2, 20), (1000, 400)):
        with CaptureQueriesContext(connection) as seen:
            assert take(room, rows(many, first)).new == many
        counts.append(len(seen))
    assert counts[1] == counts[0] <= 25


def test_of_a_programme_that_is_not_there_nothing_is_taken(room: Room) -> None:
    with pytest.raises(Refused, match="programme_unknown"):
        actions.import_readings(0, rows(1), by=room.by, at=T0)


def test_a_row_of_another_item_is_that_items(room: Room) -> None:
    actions.keep_item(room.programme.pk, ItemDraft(code="2", name="Two", series="trial.work"), by=room.by, at=T0)
    found = take(room, [row(2, 编号=""), row(2, 编号="", 序号="2")])
    assert found.new == 2
    assert {one.day for one in Reading.objects.all()} == {date.fromisoformat(row(2).said["日期"])}
