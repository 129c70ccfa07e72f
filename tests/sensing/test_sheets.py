import contextlib
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.refused import Refused
from jishiyu.sensing import sheets

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (188006.0, "188006"),
        (3.5, "3.5"),
        ("  无 ", ""),
        ("-", ""),
        ("/", ""),
        (None, ""),
        ("\n\t\t\t 路灯坏了 \n\n\n 请修 \t", "路灯坏了\n请修"),
        ("<p>路灯<br/>坏了</p>&nbsp;请修", "路灯坏了\xa0请修"),
        ("价格<200元", "价格<200元"),
        ("停\x00电", "停电"),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(cell: object, shown: str) -> None:
    assert sheets.text(cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        "2019/2/28 11:25:05",
        "2019-02-28 11:25:05",
        "2019年2月28日 11时25分05秒",
        "2019.2.28 11:25:05",
        "2019-02-28T11:25:05",
        "20190228112505",
        43524.475752314815,
        "43524.475752314815",
        datetime(2019, 2, 28, 11, 25, 5),  # noqa: DTZ001
        datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC),
    ],
)
def test_a_moment_is_read_in_every_dress_it_comes_in(cell: object) -> None:
    assert sheets.moment(cell, "time", SHANGHAI) == datetime(2019, 2, 28, 11, 25, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize("cell", ["2019/2/28", "2019年2月28日", "20190228", 43524, 43524.0, date(2019, 2, 28)])
def test_a_day_is_its_first_moment(cell: object) -> None:
    assert sheets.moment(cell, "time", SHANGHAI) == datetime(2019, 2, 28, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "time_missing"),
        ("无", "time_missing"),
        (None, "time_missing"),
        ("2019/2/30", "time_unreadable"),
        ("昨天下午", "time_unreadable"),
        ("2019/13/1", "time_unreadable"),
        ("11:25", "time_unreadable"),
        (7, "time_unreadable"),
        (True, "time_unreadable"),
    ],
)
def test_what_is_no_moment_is_said_to_be_none(cell: object, code: str) -> None:
    with pytest.raises(sheets.BadCell) as raised:
        sheets.moment(cell, "time", SHANGHAI)
    assert (raised.value.field, raised.value.code) == ("time", code)


@given(st.one_of(st.text(max_size=40), st.floats(allow_nan=True), st.integers(), st.booleans(), st.none()))
def test_any_cell_is_a_moment_or_a_bad_cell(cell: object) -> None:
    sheets.text(cell)
    with contextlib.suppress(sheets.BadCell):
        assert sheets.moment(cell, "time", SHANGHAI).tzinfo is not None


@pytest.mark.parametrize(
    "header",
    [
        ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"],
        ["12345工单编号", "12345诉求人", "12345工单标题", "12345受理时间", "12345内容描述"],
        ["工单编号", "反映人", "标题", "受理时间", "内容描述"],
        [" 工单编号 ", "*反映人", "标题：", "受理 时间", "问题描述"],
    ],
)
def test_headers_are_known_with_and_without_their_prefix(header: list[str]) -> None:
    assert sheets.columns_of(header) == {"id": 0, "sender": 1, "title": 2, "time": 3, "text": 4}


@pytest.mark.parametrize(("cell", "month"), [(7, 7), (7.0, 7), ("7月", 7), ("07", 7), ("13", None), ("", None)])
def test_a_month_is_a_number_however_it_is_written(cell: object, month: int | None) -> None:
    assert sheets.month_number(cell) == month


def write(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "letters.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return path


def test_a_title_above_the_header_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = write(
        tmp_path, [["2026年7月来信汇总"], ["编号", "受理时间", "内容"], [], ["1", "2026-07-01", "路灯"], ["", "", " "]]
    )
    table = sheets.read(path)
    assert table.header[:3] == ["编号", "受理时间", "内容"]
    assert [number for number, _ in table.rows] == [4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_offices_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("编号,受理时间,内容\n1,2026-07-01,路灯坏了\n", encoding=encoding)
    table = sheets.read(path)
    assert sheets.text(table.cell(table.rows[0][1], "text")) == "路灯坏了"


def test_a_missing_column_is_named_beside_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        sheets.read(write(tmp_path, [["编号", "姓名"], ["1", "某人"]]))
    assert raised.value.code == "columns_missing"
    assert raised.value.params == {"missing": "留言时间、留言详情", "found": "编号、姓名"}


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, content, code in (
        ("a.xlsx", b"no workbook", "file_unreadable"),
        ("b.csv", b"", "file_empty"),
        ("c.csv", b"\xff\xff\xff", "file_unreadable"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused, match=code):
            sheets.read(tmp_path / name)
    with pytest.raises(Refused, match="file_unreadable"):
        sheets.read(tmp_path / "nothing.xlsx")
