"""A handbook from Excel: every row accounted for, twice without a change, what was set by hand kept."""

import io
from datetime import date

import pytest
import xlsxwriter

from jishiyu.lib.refused import Refused
from jishiyu.policies import actions
from jishiyu.policies.handbook_file import COLUMNS, HandbookRow, read, write
from jishiyu.policies.models import Card, Clause, Document
from tests.cast import T0
from tests.policies.room import SMALL, Handbook

SAID = {
    "文件标题": "支持办法", "文号": "样发〔2026〕1号", "发文单位": "样本市人民政府", "发布日期": "2026-01-05",
    "施行日期": "2026年2月1日", "条款号": "第一条", "条款原文": "给予补助。", "卡片标题": "补助", "主题": "技改设备",
    "给什么": "补助", "给谁": "企业", "怎么办": "到窗口", "咨询电话": "12345", "行业代码": "C13、F", "区划代码": "4309",
}  # fmt: skip


def row(**more: str) -> list[str]:
    return [(SAID | more).get(name, "") for name in COLUMNS]


def taken(handbook: Handbook, rows: list[HandbookRow]) -> list[str]:
    found = []
    for one in rows:
        try:
            found.append(str(actions.take_row(one, by=handbook.cast.crew.actor, at=T0)))
        except Refused as refused:
            found.append(refused.code)
    return found


def test_each_row_becomes_a_draft_or_says_why_not_and_twice_changes_nothing(handbook: Handbook) -> None:
    content = write(
        [
            row(),
            row(卡片标题="第二张", 条款号="第二条", 条款原文="另一条。"),
            row(卡片标题="", 条款号="第三条"),
            row(卡片标题="第四张", 施行日期="明年"),
            row(卡片标题="第五张", 主题="天气"),
            row(卡片标题="第六张", 咨询电话="问门卫"),
            [""] * len(COLUMNS),
        ]
    )
    rows = read(content)
    assert [one.number for one in rows] == [2, 3, 4, 5, 6, 7]
    refused = ["policy_field_needed", "cell_unreadable", "policy_field_wrong", "policy_field_wrong"]
    assert taken(handbook, rows) == ["new", "new", *refused]
    assert taken(handbook, read(content)) == ["same", "same", *refused]
    assert Card.objects.filter(state="draft").count() == 2
    made = Document.objects.get(title="支持办法")
    assert made.since == date(2026, 2, 1)
    assert list(made.clauses.values_list("code", "number")) == [("1", "第一条"), ("2", "第二条")]
    card = Card.objects.get(title="补助")
    assert card.audience == {
        "all": [
            {"of": "t.trade", "is": "in", "codes": ["C13", "F"]},
            {"of": "subject.division", "is": "in", "codes": ["4309"]},
        ]
    }


def test_a_changed_row_changes_its_card_and_conditions_set_by_hand_stay(handbook: Handbook) -> None:
    by = handbook.cast.crew.actor
    first = row(行业代码="", 区划代码="")
    assert taken(handbook, read(write([first]))) == ["new"]
    card = Card.objects.get(title="补助")
    actions.set_audience(card.line, SMALL, by=by, at=T0)
    assert taken(handbook, read(write([first]))) == ["same"]
    changed = row(行业代码="", 区划代码="", 给多少="十万元", 条款原文="给予补助,最高十万元。")
    assert taken(handbook, read(write([changed]))) == ["changed"]
    card.refresh_from_db()
    assert (card.amount, card.audience) == ("十万元", SMALL)
    assert Clause.objects.get(document__title="支持办法").text == "给予补助,最高十万元。"


def test_the_heading_may_stand_below_a_title_and_days_may_be_days_of_excel() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "惠企政策汇总表")
        sheet.write_row(1, 0, list(COLUMNS))
        sheet.write_row(2, 0, row())
        place = list(COLUMNS).index("施行日期")
        sheet.write_datetime(2, place, date(2026, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    (found,) = read(out.getvalue())
    assert found.document is not None
    assert found.document.since == date(2026, 3, 1)


def test_a_file_that_is_none_is_refused_as_a_whole() -> None:
    with pytest.raises(Refused, match="file_unreadable"):
        read(b"not a workbook")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row(0, 0, ["文件标题", "文号"])
    with pytest.raises(Refused, match="columns_missing"):
        read(out.getvalue())
