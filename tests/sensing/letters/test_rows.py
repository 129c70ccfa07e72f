import gzip
from pathlib import Path

import pytest
import xlsxwriter

from jishiyu.lib.refused import Refused
from jishiyu.sensing.letters.rows import Row, read


def test_title_and_body_are_one_letter(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("label,subject,detail\n交通运输,公交不停,每天都不停\n", "utf-8")
    assert read([file]) == [Row("交通运输", "公交不停 每天都不停")]


def test_a_letter_over_several_lines_is_one_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('label,text\n交通运输,"公交不停\n每天都不停"\n', "utf-8")
    assert read([file]) == [Row("交通运输", "公交不停 每天都不停")]


def test_several_files_packed_or_not_are_read_together(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    plain.write_text("label,text\n交通运输,公交不停\n", "gb18030")
    packed.write_bytes(gzip.compress("label,tokens\n教育文体,学校 招生\n".encode()))
    assert read([plain, packed]) == [Row("交通运输", "公交不停"), Row("教育文体", "", "学校 招生")]


def test_a_workbook_with_a_column_of_labels_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["留言主题", "留言详情", "一级标签"])
        page.write_row(1, 0, ["公交不停", "每天都不停", "交通运输"])
    assert read([file]) == [Row("交通运输", "公交不停 每天都不停")]


def test_rows_without_a_label_or_a_word_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("label,text\n,公交不停\n交通运输,\n", "utf-8")
    assert read([file]) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"text\nx\n", "columns_missing"),
        ("a.csv", b"label,colour\nx,y\n", "columns_missing"),
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\xff\xff\xff", "file_unreadable"),
        ("a.csv.gz", b"not packed", "file_unreadable"),
        ("a.xlsx", b"no workbook", "file_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        read([tmp_path / name])
    assert refused.value.code == code
