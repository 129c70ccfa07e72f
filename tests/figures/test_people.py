"""How many people live where: a list is read, the last word counts, and what was told before is kept."""

from datetime import date

import pytest

from jishiyu.figures import queries
from jishiyu.figures.actions import note_people
from jishiyu.figures.people_list import people_in, read_people
from tests.cast import BY, T0, VILLAGE, Cast

TOWN = "430972109"
NAMES = {"430972": "资阳区", TOWN: "迎风桥镇", "430972110": "同名镇", "430973110": "同名镇"}


@pytest.mark.parametrize(
    ("words", "people"),
    [("12345", 12345), ("12,345人", 12345), ("1.2万", 12000), ("1.23456万人", None), ("0", None), ("约三千", None),
     ("-5", None), ("", None)],
)  # fmt: skip
def test_people_are_read_as_offices_write_them(words: str, people: int | None) -> None:
    assert people_in(words) == people


def test_rows_are_read_by_code_or_name_and_bad_ones_are_named() -> None:
    lines: list[list[object]] = [
        ["地名", "常住人口"], ["迎风桥镇", 21500.0], [], [430972.0, "资阳区", "39.5万"], ["无名村", 5], ["同名镇", 9],
        ["430972110", "许多"], ["迎风桥镇", 21501],
    ]  # fmt: skip
    found = read_people(lines, NAMES)
    assert found.rows == {TOWN: 21_500, "430972": 395_000}
    assert [(one.number, one.why) for one in found.bad] == [
        (5, "place_unknown"), (6, "place_twofold"), (7, "people_unreadable"), (8, "said_twice"),
    ]  # fmt: skip


def test_the_last_word_on_each_place_counts_and_the_others_are_kept(cast: Cast) -> None:
    def told(rows: dict[str, int], year: int) -> None:
        note_people(rows, on=date(year, 12, 31), source=f"公报{year}", by=BY, at=T0)

    told({TOWN: 100, VILLAGE: 10}, 2024)
    told({TOWN: 120}, 2025)
    told({TOWN: 121}, 2025)
    rows = queries.living(TOWN)
    assert [(one.code, one.people, one.on.year, one.before) for one in rows] == [
        (TOWN, 121, 2025, 100), (VILLAGE, 10, 2024, None),
    ]  # fmt: skip
    entries = queries.people_told()
    assert [entry.data["rows"] for entry in entries] == [{TOWN: 121}, {TOWN: 120}, {TOWN: 100, VILLAGE: 10}]
    assert entries[0].data["before"] == {TOWN: 120}
