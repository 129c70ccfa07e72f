"""Homes as a workbook in the columns of an office: written to work on, read back row by row. No database."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.entitlements.stock import HomeDraft, check_home
from jishiyu.lib.money import fen
from jishiyu.lib.refused import Refused

COLUMNS = (
    "房源编号", "区划代码", "区划", "地址", "楼栋", "楼层", "建筑面积(㎡)", "居室", "月租金(元)", "无障碍", "状态",
    "备注",
)  # fmt: skip
NEEDED = ("房源编号", "区划代码", "地址", "建筑面积(㎡)", "居室", "月租金(元)")
WIDTHS = (16, 16, 18, 30, 12, 8, 14, 8, 12, 8, 10, 24)
ALIKE: Mapping[str, str] = {
    "建筑面积": "建筑面积(㎡)",
    "建筑面积（㎡）": "建筑面积(㎡)",
    "月租金": "月租金(元)",
    "月租金（元）": "月租金(元)",
    "户型": "居室",
}
YES, NO = ("是", "有", "√", "1"), ("否", "无", "", "0")
NUMERALS = "零一二三四五六七八九"
ROOMS = re.compile(r"(\d{1,2}|[一二两三四五六七八九])(室|居|间|$)")
MOST_ROWS = 20_001
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number there, and the home it describes, or the column that is wrong and why."""

    number: int
    draft: HomeDraft | None = None
    column: str = ""
    refused: Refused | None = None


class _Wrong(Exception):
    def __init__(self, column: str, refused: Refused) -> None:
        super().__init__(column)
        self.column, self.refused = column, refused


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of rows in the order of COLUMNS."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("房源")
        head, text = book.add_format({"bold": True, "bg_color": "#DCEBF0"}), book.add_format({"num_format": "@"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, text)
        sheet.write_row(0, 0, COLUMNS, head)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def read(content: bytes) -> list[Row]:
    """Rows of the first sheet that say something; a code that comes twice is refused the second time. Raises Refused
    for a file that is none: file_unreadable, file_empty, columns_missing, rows_too_many."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = [[_text(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError, IndexError) as trouble:
        raise Refused("file_unreadable", file="xlsx", why=str(trouble)[:200]) from trouble
    if not cells:
        raise Refused("file_empty", file="xlsx")
    header = [ALIKE.get(name, name) for name in cells[0]]
    if missing := [name for name in NEEDED if name not in header]:
        raise Refused("columns_missing", missing="、".join(missing), found="、".join(cells[0])[:400])
    if len(cells) > MOST_ROWS:
        raise Refused("rows_too_many", most=MOST_ROWS - 1)
    places = {name: header.index(name) for name in COLUMNS if name in header}
    seen: set[str] = set()
    found = []
    for number, row in enumerate(cells[1:], start=2):
        if any(row):
            said = {name: row[place] if place < len(row) else "" for name, place in places.items()}
            found.append(_row(number, said, seen))
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _row(number: int, said: Mapping[str, str], seen: set[str]) -> Row:
    try:
        draft = _draft(said)
        if draft.code in seen:
            raise _Wrong("房源编号", Refused("home_twice", home=draft.code))
        check_home(draft)
    except _Wrong as wrong:
        return Row(number, column=wrong.column, refused=wrong.refused)
    except Refused as refused:
        return Row(number, column=str(refused.params.get("column", "")), refused=refused)
    seen.add(draft.code)
    return Row(number, draft)


def _draft(said: Mapping[str, str]) -> HomeDraft:
    for column in NEEDED:
        if not said[column]:
            raise _Wrong(column, Refused("column_empty", column=column))
    return HomeDraft(
        code=said["房源编号"],
        division=said["区划代码"],
        address=said["地址"],
        building=said.get("楼栋", ""),
        floor=said.get("楼层", ""),
        area=_read(said, "建筑面积(㎡)", fen),
        rooms=_read(said, "居室", rooms_of),
        rent=_read(said, "月租金(元)", fen),
        accessible=_read(said, "无障碍", _yes) if "无障碍" in said else False,
        note=said.get("备注", ""),
    )


def _read(said: Mapping[str, str], column: str, read_it: Callable[[str], T]) -> T:
    try:
        return read_it(said[column])
    except ValueError:
        raise _Wrong(column, Refused("cell_unreadable", column=column, said=said[column][:30])) from None


def rooms_of(said: str) -> int:
    """2, 2室1厅, 两居室 → 2; 单间 → 1. Raises ValueError."""
    if said in ("单间", "开间"):
        return 1
    found = ROOMS.match(said)
    if found is None:
        raise ValueError(said)
    word = found[1].replace("两", "二")
    return int(word) if word.isdigit() else NUMERALS.index(word)


def _yes(said: str) -> bool:
    if said not in (*YES, *NO):
        raise ValueError(said)
    return said in YES
