"""Lists of a programme as workbooks in the columns of an office: written to work on, read back row by row. No
database. A CSV file is read like a workbook's first sheet."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.lib.refused import Refused

ITEMS = (
    "序号", "项目名称", "类别", "分组", "建设内容及规模", "建设性质", "建设地点", "指标",
    "年度目标", "总投资(万元)", "责任单位", "配合单位", "分管领导", "工作专班", "开工时间",
    "完工时间", "节点", "交办层级", "形象进度", "累计完成", "完成率", "存在问题",
    "下一步", "灯",
)  # fmt: skip
READ_BACK = ITEMS[:18]  # what follows is told of readings and progress, and is not taken from a file
READINGS = ("序号", "项目名称", "日期", "数量", "等级", "佐证", "编号")
READINGS_NEEDED = READINGS[:1] + READINGS[2:4]
ALIKE: Mapping[str, str] = {
    "编码": "序号", "项目编号": "序号", "名称": "项目名称", "总投资（万元）": "总投资(万元)", "总投资": "总投资(万元)",
    "牵头单位": "责任单位", "协办单位": "配合单位", "责任领导": "分管领导", "专班": "工作专班", "开工日期": "开工时间",
    "完工日期": "完工时间", "季度节点": "节点", "完成数": "数量", "完成量": "数量", "数值": "数量", "统计日期": "日期",
    "佐证材料": "佐证", "凭证号": "编号",
}  # fmt: skip
MOST_ROWS = 20_000
AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a file by its number there, as words by column."""

    number: int
    said: Mapping[str, str]


def write(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of rows in the order of its columns; all cells are text, so that nothing is taken for a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title)
        head, text = book.add_format({"bold": True, "bg_color": "#DCEBF0"}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(columns) - 1, 14, text)
        sheet.write_row(0, 0, columns, head)
        sheet.freeze_panes(1, 2)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def read(content: bytes, needed: Sequence[str], columns: Sequence[str]) -> list[SheetRow]:
    """Rows that say something. Raises Refused: file_unreadable, file_empty, columns_missing, rows_too_many."""
    cells = _cells(content)
    if not cells:
        raise Refused("file_empty", file="xlsx")
    header = [ALIKE.get(name, name) for name in cells[0]]
    if missing := [name for name in needed if name not in header]:
        raise Refused("columns_missing", missing="、".join(missing), found="、".join(cells[0])[:400])
    if len(cells) > MOST_ROWS + 1:
        raise Refused("rows_too_many", most=MOST_ROWS)
    places = {name: header.index(name) for name in columns if name in header}
    return [
        SheetRow(number, {name: row[place] if place < len(row) else "" for name, place in places.items()})
        for number, row in enumerate(cells[1:], start=2)
        if any(row)
    ]


def _cells(content: bytes) -> list[list[str]]:
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            return [[_text(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
        except (CalamineError, OSError, IndexError) as trouble:
            raise Refused("file_unreadable", file="xlsx", why=str(trouble)[:200]) from trouble
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Refused("file_unreadable", file="csv", why="")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()


def whole_number(said: str, places: int, column: str = "数量") -> int:
    """ "1,234.5" with one place → 12345. Raises Refused cell_unreadable for what is no such number."""
    plain = said.strip().replace(",", "").replace("，", "")
    if not AMOUNT.fullmatch(plain):
        raise Refused("cell_unreadable", column=column, said=said[:30])
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    if len(part) > places:
        raise Refused("cell_unreadable", column=column, said=said[:30])
    number = int(whole.lstrip("-") + part.ljust(places, "0"))
    return -number if plain.startswith("-") else number


def day(said: str, column: str) -> date | None:
    """2022-3-1, 2022/3/1, 2022年3月1日; None of nothing. Raises Refused cell_unreadable."""
    if not said:
        return None
    found = DAY.fullmatch(said)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(said)
    except ValueError:
        raise Refused("cell_unreadable", column=column, said=said[:30]) from None


def names(said: str) -> list[str]:
    """Names of a cell, apart by 、 or ; or a comma."""
    return list(dict.fromkeys(one.strip() for one in re.split(r"[、;；,，]", said) if one.strip()))


def plain_amount(value: int, places: int) -> str:
    """12345 with one place → 1234.5, as cells have it."""
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}{f'.{part:0{places}d}' if places else ''}"
