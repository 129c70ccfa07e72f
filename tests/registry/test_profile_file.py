"""Lists as offices keep them: found out column by column, every row accounted for."""

import io
from collections import Counter
from datetime import date

import pytest
import xlsxwriter

from jishiyu.lib.refused import Refused
from jishiyu.registry.profile_file import read
from jishiyu.sandbox import dirt, firms

CODE = "91430599MA4L16J4Q"
PLACES = [("430972109", "谢林港"), ("430972101", "朝阳")]


def sheet(*rows: list[object], merged: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, rows[top][left])
    return out.getvalue()


def test_units_and_years_in_headings_and_headings_in_any_order() -> None:
    found = read(
        sheet(["2024年营业收入(万元)", "资产总额/亿元", "单位名称 *", "从业人数"], [1234.5, "1.2", "启元", "1,200"]),
        "a.xlsx",
    )
    assert found.rows[0].said.values == {
        "enterprise.revenue": 123450 * 10_000, "enterprise.assets": 120_000_000_00, "enterprise.employees": 1200,
    }  # fmt: skip
    assert found.rows[0].said.name == "启元"


def test_a_title_two_lines_of_headings_and_merged_cells() -> None:
    rows = [
        ["企业名单(单位:万元)", "", "", ""],
        ["企业名称", "经营情况", "经营情况", "所属园区"],
        ["企业名称", "营业收入", "纳税额", "所属园区"],
        ["启元食品", 100, "——", "工业园"],
        ["恒泰机械", "5 元", 7, ""],
    ]
    found = read(sheet(*rows, merged=((0, 0, 0, 3), (1, 1, 1, 2), (1, 0, 2, 0), (3, 3, 4, 3))), "a.xlsx")
    assert [row.said.name for row in found.rows] == ["启元食品", "恒泰机械"]
    assert found.rows[0].said.values == {"enterprise.revenue": 100_000_000, "enterprise.park": "工业园"}
    assert found.rows[1].said.values == {"enterprise.revenue": 500, "enterprise.taxes": 7_000_000,
                                         "enterprise.park": "工业园"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [("C2611", "C2611"), ("2611", "C2611"), (2611, "C2611"), ("化学原料和化学制品制造业", "C26"),
     ("C26 化学原料", "C26"),     ("有机化学原料制造(2614)", "C2614"), ("制造业", "C"), (1, "A01"), ("零售业", "F52")],
)  # fmt: skip
def test_trades_by_code_and_by_words(said: object, code: str) -> None:
    found = read(sheet(["企业名称", "行业"], ["启元", said]), "a.xlsx")
    assert found.rows[0].said.values == {"enterprise.trade": code}


@pytest.mark.parametrize(
    ("heading", "said", "code"),
    [("规模", "小型企业", "small"), ("企业规模", "微", "micro"), ("专精特新", "国家级专精特新“小巨人”企业", "giant"),
     ("专精特新", "省级", "specialised"), ("四上", "规模以上工业企业", "industry"), ("四上", "限上零售", "trade"),
     ("经营状态", "存续(在营、开业、在册)", "running"), ("经济类型", "私营企业", "private")],
)  # fmt: skip
def test_choices_in_the_words_offices_use(heading: str, said: str, code: str) -> None:
    found = read(sheet(["企业名称", heading], ["启元", said]), "a.xlsx")
    assert list(found.rows[0].said.values.values()) == [code]


def test_a_no_among_choices_and_a_blank_say_nothing_and_nonsense_is_told() -> None:
    rows = read(sheet(["企业名称", "专精特新", "高企"], ["启元", "否", "否"], ["恒泰", "甲级", "也许"]), "a.xlsx").rows
    assert rows[0].said.values == {"enterprise.high_tech": False}
    assert [(one.code, one.column, one.value) for one in rows[1].remarks] == [
        ("cell_unreadable", "专精特新", "甲级"), ("cell_unreadable", "高企", "也许"),
    ]  # fmt: skip


def test_a_wrong_code_a_total_and_a_row_without_a_name_are_set_aside() -> None:
    rows = read(
        sheet(["企业名称", "信用代码", "从业人员"], ["启元", CODE + "0", 3], ["合计", "", 9], ["", "", 4]), "a.xlsx"
    ).rows
    assert [row.aside.code if row.aside else "" for row in rows] == ["row_code_wrong", "row_total", "row_nameless"]


def test_a_csv_of_an_old_office_reads_the_same() -> None:
    content = '企业名称,营业收入(万元),成立日期\r\n启元,"1,000",２０１９．３．１\r\n'.encode("gb18030")
    assert read(content, "a.csv").rows[0].said.values == {
        "enterprise.revenue": 1_000_000_000, "enterprise.founded": "2019-03-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"no workbook", "a.xlsx", "file_unreadable"),
        (b"", "a.csv", "file_empty"),
        (b"x,y\n1,2\n", "a.csv", "columns_missing"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        read(content, name)
    assert told.value.code == code


def test_what_was_made_dirty_is_read_clean() -> None:
    said = firms.firms(200, PLACES, city="4309", today=date(2026, 7, 14), seed=2)
    made = dirt.dirty(said, dict(PLACES), 200, 3)
    found = read(made.content, "a.xlsx")
    assert len(found.rows) == made.rows + 1  # the line of signatures
    assert Counter(row.aside.code for row in found.rows if row.aside) == {"row_code_wrong": 2, "row_total": 1}
    assert not any(row.remarks for row in found.rows if not row.aside)
    fields = {column.field for column in found.columns}
    for one, row in zip(said, found.rows[: made.enterprises], strict=False):
        if row.aside is None:
            assert (row.said.name, row.said.code, row.said.contact) == (one.name, one.code, one.contact)
            assert row.said.values == {code: value for code, value in one.values.items() if code in fields}
    assert found.left_out == ["序号"]
