"""Files of banks by layouts that are data: what is written, what is read back, what does not fit."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from jishiyu.console.views import runs
from jishiyu.entitlements import bank_files
from jishiyu.entitlements.bank_files import Slip
from jishiyu.entitlements.checks import layouts_readable
from jishiyu.lib.refused import Refused

SLIPS = [
    Slip(1, "P202607-0001-000001", "林阿姨", "6222020000000005678", "农业银行", "103100000026", 10400, "2026-07",
         "租金补贴 2026-07"),
    Slip(2, "P202607-0001-000002", "欧阳小军", "6222020000000001234", "邮储银行", "", 123456, "2026-07",
         "租金补贴 2026-07"),
]  # fmt: skip


def written(code: str) -> bytes:
    return bank_files.write(bank_files.layouts()[code], SLIPS, "P202607-0001", "2026-07")


def test_a_fixed_file_counts_its_columns_in_bytes_and_says_count_and_sum_first() -> None:
    first, one, two, rest = written("fixed").split(b"\r\n")
    assert rest == b""
    assert first.decode() == "H" + "P202607-0001".ljust(20) + "00000002" + "133856".rjust(16, "0")
    assert len(one) == len(two) == 1 + 24 + 32 + 60 + 16 + 40
    assert one[57:117].decode("gbk").rstrip() == "林阿姨"
    assert one[117:133] == b"0000000000010400"


def test_csv_and_excel_carry_heads_and_yuan_with_two_places() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv").decode("gb18030"))))
    assert [row["金额（元）"] for row in rows] == ["104.00", "1234.56"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written("excel"))).get_sheet_by_index(0).to_python()
    assert sheet[0][:4] == ["序号", "业务编号", "姓名", "银行卡号"]
    assert sheet[2][3] == "6222020000000001234"


@pytest.mark.parametrize("code", ["csv", "excel", "fixed"])
def test_the_same_rows_give_the_same_bytes(code: str) -> None:
    assert written(code) == written(code)


def test_what_comes_back_is_read_with_what_the_bank_says_of_it() -> None:
    text = '业务编号,金额（元）,处理结果,失败原因\nR1,104.00,成功,\nR2,"1,234.56",失败,账号户名不符\nR3,一百,成功,\n'
    one, two, three = bank_files.read(bank_files.layouts()["csv"], text.encode("gb18030"))
    assert (one.reference, one.amount, one.paid) == ("R1", 10400, True)
    assert (two.amount, two.paid, two.reason) == (123456, False, "账号户名不符")
    assert (three.trouble, three.row) == ("unreadable", 4)
    line = b"D" + b"R1".ljust(24) + b"10400".rjust(16, b"0") + b"03" + "户名不符".encode("gbk").ljust(60) + b"X9"
    (found,) = bank_files.read(bank_files.layouts()["fixed"], b"H\r\n" + line + b"\r\n")
    assert (found.reference, found.amount, found.paid, found.reason) == ("R1", 10400, False, "户名不符")
    assert found.bank_reference == "X9"


def test_a_workbook_that_comes_back_is_read_too_and_one_without_its_columns_is_refused() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["业务编号", "金额", "结果"])
        book.worksheets()[0].write_row(1, 0, ["R1", 104, "已入账"])
    (found,) = bank_files.read(bank_files.layouts()["excel"], out.getvalue())
    assert (found.amount, found.paid) == (10400, True)
    with pytest.raises(Refused, match="columns_missing"):
        bank_files.read(bank_files.layouts()["csv"], "甲,乙\n1,2\n".encode())
    with pytest.raises(Refused, match="file_unreadable"):
        bank_files.read(bank_files.layouts()["excel"], b"nothing")


def test_what_is_too_long_for_its_column_or_outside_the_encoding_is_refused_not_cut() -> None:
    fixed = bank_files.layouts()["fixed"]
    with pytest.raises(Refused, match="layout_overflow"):
        bank_files.write(fixed, [SLIPS[0].__class__(1, "R" * 25, "", "", "", "", 1, "", "")], "P", "")
    with pytest.raises(Refused, match="layout_letter"):
        bank_files.write(fixed, [SLIPS[0].__class__(1, "R", "𠮷", "", "", "", 1, "", "")], "P", "")


def test_an_office_adds_its_own_layout_and_a_wrong_one_is_told_with_its_name(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'code = "own"\nname = "本地"\nform = "csv"\nencoding = "utf-8"\n'
        '[[columns]]\nhead = "卡号"\nvalue = "account"\n',
        encoding="utf-8",
    )
    layout = bank_files.layouts(tmp_path)["own"]
    assert bank_files.write(layout, SLIPS[:1], "P", "").decode() == "卡号\r\n6222020000000005678\r\n"
    with pytest.raises(Refused, match="answer_not_laid_out"):
        bank_files.read(layout, b"")
    for wrong in ('form = "pdf"', 'form = "csv"\n[[columns]]\nvalue = "age"', 'form = "fixed"'):
        own.write_text(f'code = "own"\nname = "x"\n{wrong}\n' + '[[columns]]\nvalue = "account"\n', encoding="utf-8")
        with pytest.raises(ValueError, match=r"own\.toml"):
            bank_files.layouts(tmp_path)


def test_a_wrong_layout_of_the_office_is_told_at_the_start(tmp_path: Path, settings: Any) -> None:
    settings.JISHIYU_BANK_LAYOUTS = tmp_path
    assert layouts_readable(None) == []
    (tmp_path / "own.toml").write_text("code = 1", encoding="utf-8")
    (found,) = layouts_readable(None)
    assert "own.toml" in found.msg
    assert set(runs.layouts()) == {"csv", "excel", "fixed"}
