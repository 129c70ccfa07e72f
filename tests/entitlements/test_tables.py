# ruff: noqa: E501  (tables)
"""Examples as tables: read as an official writes them, told with file and line where they cannot be read or differ."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jishiyu.cli.commands import run
from jishiyu.entitlements import kinds
from jishiyu.entitlements.examples import differing, examples_of, reaches, unreached
from jishiyu.entitlements.kinds import Scheme, declare_scheme
from jishiyu.entitlements.rules.tables import TableError
from tests.entitlements.schemes import RENT

TABLE = """# 算例

| 编号 | 说明 | 日期 | 困难类别 | 本市有没有自己的住房 | 现有住房面积 | 每月房租 | 成员 | 月收入 | 出生日期 | 应得 | 理由 |
|---|---|---|---|---|---|---|---|---|---|---|---|
| 1 | 两口人,没有住房 | 2021-07-01 | 低收入 | 否 | 0 | 600元 | 母亲 | 800 | 1950.3.1 | 104元 | for what is short, at most the rent |
| | | | | | | | 儿子 | 400 | 1980年5月20日 | | |
| 2 | 有 10.50 平方米 | 2021/7/1 | low | yes | 10.5 m² | 1,000 | 本人 | 800 | | 10.00元 | 试行办法第八条 |
| 3 | 收入不详 | 2021-07-01 | 低保 | 否 | 0 | 600 | 本人 | 不详 | | 不能决定 | 月收入 |
| 4 | 没有证件 | 2021-07-01 | 没有证件 | 否 | 0 | 600 | 本人 | 0 | | 0 | the conditions are not met |
"""


def scheme_with(folder: Path, text: str, name: str = "rent.md") -> Scheme:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return replace(RENT, examples=file)


def test_a_table_is_read_as_an_official_writes_it(tmp_path: Path) -> None:
    rows = examples_of(scheme_with(tmp_path, TABLE))
    first = rows[0]
    assert (first.place, first.number, first.told, first.day) == ("rent.md:5", "1", "两口人,没有住房", date(2021, 7, 1))
    assert first.facts == {
        "category": "low",
        "owns": False,
        "area": 0,
        "rent": 60000,
        "members": [{"income": 80000, "born": "1950-03-01"}, {"income": 40000, "born": "1980-05-20"}],
    }
    assert [row.expected for row in rows] == [{"subsidy": one} for one in (10400, 1000, None, 0)]
    assert rows[1].facts["area"] == 1050
    assert rows[2].facts["members"] == [{}], "unknown is not said"
    assert differing(RENT, rows) == []


def test_the_same_table_may_stand_in_csv(tmp_path: Path) -> None:
    lines = [line for line in TABLE.splitlines() if line.startswith("|") and "---" not in line]
    csv = "\n".join(
        ",".join(f'"{cell.strip()}"' for cell in line.strip().strip("|").split("|")) for line in lines
    )  # fmt: skip
    rows = examples_of(scheme_with(tmp_path, csv, "rent.csv"))
    assert [(row.number, row.line) for row in rows] == [("1", 2), ("2", 4), ("3", 5), ("4", 6)]
    assert differing(RENT, rows) == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("104元", "105元", "rent.md:5: 1 两口人,没有住房: subsidy should be 10500 and is 10400 (one by one)"),
        ("不能决定", "0元", "rent.md:8: 3 收入不详: subsidy should be 0 and is undecided (one by one)"),
        ("| 104元 |", "| 不能决定 |", "rent.md:5: 1 两口人,没有住房: subsidy should be undecided and is 10400"),
        ("第八条", "第九条", "rent.md:7: 2 有 10.50 平方米: the reason is not '试行办法第九条' but 'for what is short"),
        ("月收入 |\n| 4", "房租 |\n| 4", "rent.md:8: 3 收入不详: the reason is not '房租' but 'income'"),
    ],
)
def test_a_row_that_differs_is_told_with_file_and_line(tmp_path: Path, was: str, now: str, told: str) -> None:
    assert was in TABLE
    found = differing(RENT, examples_of(scheme_with(tmp_path, TABLE.replace(was, now))))
    assert [one.way for one in found] == ["one by one", "all at once"]
    assert str(found[0]).startswith(told)
    assert str(found[1]).replace("all at once", "one by one") == str(found[0])


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("困难类别", "颜色", "rent.md:3: 颜色: is no fact, clause or column"),
        ("| 说明 |", "| 编号 |", "rent.md:5: -: 11 cells under 12 heads"),
        ("| 编号 |", "| 说明 |", "rent.md:3: 编号: the table has no such column"),
        ("2021-07-01 | 低收入", "2021-02-30 | 低收入", "rent.md:5: 日期: '2021-02-30' is no day"),
        ("| 低收入 |", "| 中收入 |", "rent.md:5: 困难类别: '中收入' cannot be read as one of none, low, lowest"),
        ("600元", "600.005", "rent.md:5: 每月房租: '600.005' cannot be read as fen"),
        ("| yes |", "| maybe |", "rent.md:7: 本市有没有自己的住房: 'maybe' cannot be read as truth"),
        ("104元", "许多", "rent.md:5: subsidy: '许多' cannot be read as fen"),
        ("| 1 | 两口人", "| | 两口人", "rent.md:5: 编号: is blank in the first row"),
        ("| 母亲 |", "| 不详 |", "rent.md:6: 成员: stands under members that are not known"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_file_line_and_column(
    tmp_path: Path, was: str, now: str, told: str
) -> None:
    assert was in TABLE
    text = TABLE.replace(was, now, 1)
    if told.endswith("heads"):
        text = text.replace("| 2021-07-01 | 低收入", "| 低收入", 1)
        text = text.replace("| 编号 | 编号 |", "| 编号 | 说明 |", 1)
    with pytest.raises(TableError) as found:
        examples_of(scheme_with(tmp_path, text))
    assert str(found.value).startswith(told)


def test_members_that_are_not_known_are_unknown_and_not_none(tmp_path: Path) -> None:
    text = TABLE.replace("| 本人 | 不详 |", "| 不详 | |")
    row = examples_of(scheme_with(tmp_path, text))[2]
    assert "members" not in row.facts
    assert differing(RENT, [replace(row, why="")]) == []


def test_what_no_row_reaches_is_named_and_a_deleted_row_is_missed(tmp_path: Path) -> None:
    scheme = scheme_with(tmp_path, TABLE)
    rows = examples_of(scheme)

    def missed(*left_out: str) -> list[str]:
        kept = [row for row in rows if row.number not in left_out]
        told = unreached(scheme.book, [one for row in kept for one in reaches(scheme, row)])
        return [one.split(": no example ends here: ")[1] for one in told if " subsidy:" in one or " short:" in one]

    assert missed() == []
    assert missed("2") == ["short of the standard, with {area:m2} there"]
    assert missed("4") == ["the conditions are not met"]


@pytest.mark.django_db
def test_the_command_prints_what_differs_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kinds, "_schemes", {})
    monkeypatch.setattr(kinds, "_facts", {})
    declare_scheme(scheme_with(tmp_path, TABLE.replace("104元", "105元")))
    assert run(["rules", "test", "aid.rent"]) == 1
    said = capsys.readouterr().out
    assert "rent.md:5: 1 两口人,没有住房: subsidy should be 10500 and is 10400" in said
    assert "aid.rent: 4 examples" in said
    assert "within: no example ends here: income above {LINE:yuan} a head" in said
    scheme_file = tmp_path / "rent.md"
    scheme_file.write_text(TABLE.replace("| 低收入 |", "| 中收入 |"), encoding="utf-8")
    assert run(["rules", "test", "aid.rent"]) == 1
    assert "cannot be read" in capsys.readouterr().out
