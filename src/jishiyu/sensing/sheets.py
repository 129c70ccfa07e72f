"""Reading the tables that offices really have: Excel or CSV, dirty headers, dates in any dress. No database."""

import csv
import html
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.lib.refused import Refused

Cell = object

FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("留言编号", "工单编号", "任务编号", "案件编号", "受理编号", "编号"),
    "sender": ("留言用户", "反映人", "诉求人", "来电人", "联系人"),
    "title": ("留言主题", "标题", "主题", "工单标题", "诉求标题"),
    "time": ("留言时间", "受理时间", "来电时间", "反映时间", "登记时间", "提交时间"),
    "text": ("留言详情", "内容描述", "诉求内容", "问题描述", "留言内容", "工单内容", "内容"),
    "answer": ("答复意见", "答复市民要点", "答复内容", "办理结果", "回复内容"),
    "answered_at": ("答复时间", "回复时间", "办结时间"),
    "address": ("诉求地址", "故障地址", "地址"),
}
REQUIRED = ("time", "text")
HEADER_WITHIN = 10  # rows
EMPTY = frozenset({"", "无", "-", "—", "--", "/", "null", "NULL", "None"})
LONGEST_TEXT = 20_000
PREFIX = re.compile(r"^(12345|SH)(?=[一-鿿])")
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (serial numbers carry no zone)
SERIALS = (20_000, 80_000)  # 1954 to 2119
SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
TIME_TEXT = re.compile(
    r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?[T\s]*"
    r"(?:(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?\s*(?:[:：分]\s*(?P<second>\d{1,2})?)?\s*秒?)?(?:\.\d+)?$"
)
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


class BadCell(Exception):
    """A cell that cannot be read. `code` is a refusal code."""

    def __init__(self, field: str, code: str, value: str = "") -> None:
        super().__init__(field, code, value)
        self.field, self.code, self.value = field, code, value[:80]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its header as written, its rows with their numbers in the file, and which column holds which field.

    Rows in which nothing is written are no rows.
    """

    header: list[str]
    rows: list[tuple[int, list[Cell]]]
    columns: dict[str, int]

    def cell(self, row: Sequence[Cell], field: str) -> Cell:
        place = self.columns.get(field)
        return row[place] if place is not None and place < len(row) else ""


Fields = Mapping[str, tuple[str, ...]]


def read(path: Path, fields: Fields = FIELDS, required: Sequence[str] = REQUIRED) -> Table:
    """Read the first sheet; `fields` are the names a column may have. Rows above the header are no rows.

    Raises Refused: file_unreadable, file_empty, columns_missing (with what was found).
    """
    rows = _csv(path) if path.suffix.lower() == ".csv" else _workbook(path)
    if not rows:
        raise Refused("file_empty", file=path.name)
    top = _header_row(rows, fields, required)
    header = [text(cell) for cell in rows[top]]
    columns = columns_of(header, fields)
    missing = [fields[field][0] for field in required if field not in columns]
    if missing:
        raise Refused("columns_missing", missing="、".join(missing), found="、".join(header)[:400])
    numbered = enumerate(rows[top + 1 :], start=top + 2)
    return Table(header, [(number, row) for number, row in numbered if any(text(cell) for cell in row)], columns)


def _header_row(rows: Sequence[Sequence[Cell]], fields: Fields, required: Sequence[str]) -> int:
    """The first row that names what is required: some offices put a title above their header."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        if columns_of([text(cell) for cell in row], fields).keys() >= set(required):
            return place
    return next((place for place, row in enumerate(rows) if any(text(cell) for cell in row)), 0)


def _workbook(path: Path) -> list[list[Cell]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (CalamineError, OSError) as trouble:
        raise Refused("file_unreadable", file=path.name, why=str(trouble)[:200]) from trouble


def _csv(path: Path) -> list[list[Cell]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [list(row) for row in csv.reader(io.StringIO(lines, newline=""))]
    raise Refused("file_unreadable", file=path.name, why="neither UTF-8 nor GB18030")


def columns_of(header: Sequence[str], fields: Fields = FIELDS) -> dict[str, int]:
    """Which column holds which field; prefixes that come and go and stray spaces do not matter."""
    plain = [_plain(name) for name in header]
    found = {}
    for field, names in fields.items():
        name = next((name for name in map(_plain, names) if name in plain), "")
        if name:
            found[field] = plain.index(name)
    return found


def _plain(name: str) -> str:
    """A header without spaces, stars and colons, its brackets and letters half-width."""
    return PREFIX.sub("", re.sub(r"\s|[*:]", "", unicodedata.normalize("NFKC", name)))


def text(cell: Cell) -> str:
    """A cell as text: numbers without a false ".0", no markup, no stray white space; 无 and its like are empty."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    said = html.unescape(TAG.sub("", str(cell))).replace("\x00", "")
    said = "\n".join(line.strip() for line in said.splitlines()).strip()
    said = re.sub(r"\n{2,}", "\n", said)
    return "" if said in EMPTY else said


def moment(cell: Cell, field: str, zone: tzinfo) -> datetime:
    """A cell as a moment: a date, an Excel serial number, or text in any common form.

    Raises BadCell: time_missing or time_unreadable.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=zone) if cell.tzinfo is None else cell
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    said = text(cell)
    if not said:
        raise BadCell(field, "time_missing")
    if SERIAL.match(said) and SERIALS[0] <= float(said) < SERIALS[1]:
        return (EXCEL_DAY_ZERO + timedelta(days=float(said), milliseconds=500)).replace(microsecond=0, tzinfo=zone)
    return _moment_text(said, field, zone)


def _moment_text(said: str, field: str, zone: tzinfo) -> datetime:
    found = TIME_TEXT.match(said) or COMPACT.match(said)
    if found is None:
        raise BadCell(field, "time_unreadable", said)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise BadCell(field, "time_unreadable", said) from None


def month_number(cell: Cell) -> int | None:
    """7, "7月" and "07" are all 7; None for what is no month."""
    digits = re.sub(r"[月\s]", "", text(cell))
    return int(digits) if digits.isdigit() and 1 <= int(digits) <= 12 else None
