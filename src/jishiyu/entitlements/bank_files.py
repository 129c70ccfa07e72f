"""Files that banks take and give back, laid out by data: a layout is a TOML file, and an office can add its own. No
database.

A layout says its form (`fixed`: columns counted in bytes of the encoding; `csv`; `excel`), its columns with the value
each holds, and under `answer` the columns of the file that comes back and the words for what was paid. The values:
slip, reference, holder, account, bank, bank_code, yuan, fen, month, note, run, count, total_yuan, total_fen, and mark
(its own text). The same rows give the same bytes.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.lib.money import fen, plain_yuan
from jishiyu.lib.refused import Refused

SHIPPED = Path(__file__).parent / "bank_layouts"
FORMS = ("fixed", "csv", "excel")
ENDINGS: Mapping[str, str] = {"fixed": "txt", "csv": "csv", "excel": "xlsx"}
HEAD_VALUES = ("mark", "run", "count", "total_yuan", "total_fen", "month")
SLIP_VALUES = ("mark", "slip", "reference", "holder", "account", "bank", "bank_code", "yuan", "fen", "month", "note")
ANSWER_VALUES = ("mark", "reference", "yuan", "fen", "status", "reason", "bank_reference", "account", "holder", "skip")
BORN = datetime(2026, 1, 1)  # noqa: DTZ001  (so that the same workbook has the same bytes)
MOST_ROWS = 500_000


@dataclass(frozen=True, slots=True)
class Column:
    value: str
    head: str = ""
    width: int = 0
    align: str = "left"
    fill: str = " "
    text: str = ""
    cut: bool = False  # whether what is too long may lose its end


@dataclass(frozen=True, slots=True)
class Layout:
    code: str
    name: str
    form: str
    columns: tuple[Column, ...]
    first: tuple[Column, ...] = ()
    encoding: str = "gb18030"
    line_end: str = "\r\n"
    sheet: str = "Sheet1"
    answer: tuple[Column, ...] = ()
    paid: tuple[str, ...] = ()  # the words by which the bank says that it paid
    skip: int = 0  # rows before the first answer

    @property
    def ending(self) -> str:
        return ENDINGS[self.form]


@dataclass(frozen=True, slots=True)
class Slip:
    """One household's row: amounts in fen."""

    slip: int
    reference: str
    holder: str
    account: str
    bank: str
    bank_code: str
    amount: int
    month: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A row that came back. `trouble` is a code where it cannot be read; `words` is the row as it stands."""

    row: int
    reference: str = ""
    amount: int | None = None
    paid: bool = False
    reason: str = ""
    bank_reference: str = ""
    trouble: str = ""
    words: str = ""


def layouts(folder: Path | None = None) -> dict[str, Layout]:
    """The layouts shipped, and those of an office's folder, which go before them. Raises ValueError naming the file."""
    files = sorted(SHIPPED.glob("*.toml")) + (sorted(folder.glob("*.toml")) if folder else [])
    found = [read_layout(file) for file in files]
    return {layout.code: layout for layout in found}


def read_layout(file: Path) -> Layout:
    """One layout. Raises ValueError naming the file and what does not fit."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        answer = said.get("answer", {})
        made = Layout(
            code=said["code"],
            name=said["name"],
            form=said["form"],
            columns=_columns(said["columns"], SLIP_VALUES),
            first=_columns(said.get("first", ()), HEAD_VALUES),
            encoding=said.get("encoding", "gb18030"),
            line_end=said.get("line_end", "\r\n"),
            sheet=said.get("sheet", "Sheet1"),
            answer=_columns(answer.get("columns", ()), ANSWER_VALUES),
            paid=tuple(answer.get("paid", ())),
            skip=answer.get("skip", 0),
        )
        if made.form not in FORMS:
            raise ValueError(f"form {made.form!r} is none of {', '.join(FORMS)}")
        "".encode(made.encoding)
        if made.form == "fixed" and any(column.width <= 0 for column in (*made.columns, *made.first, *made.answer)):
            raise ValueError("every column of fixed width says its width")
    except (KeyError, TypeError, ValueError, LookupError) as trouble:
        raise ValueError(f"{file.name}: {trouble}") from trouble
    return made


def _columns(said: Iterable[Mapping[str, Any]], known: Sequence[str]) -> tuple[Column, ...]:
    made = tuple(Column(**one) for one in said)
    if strange := [column.value for column in made if column.value not in known]:
        raise ValueError(f"no such value: {', '.join(strange)}")
    return made


def write(layout: Layout, slips: Sequence[Slip], run: str, month: str) -> bytes:
    """The bank's file. Raises Refused: layout_overflow (a value is longer than its column), layout_letter (a letter
    the encoding lacks)."""
    total = sum(slip.amount for slip in slips)
    head = {"run": run, "count": str(len(slips)), "total_yuan": plain_yuan(total), "total_fen": str(total)}
    rows = [_values(slip) for slip in slips]
    if layout.form == "excel":
        return _workbook(layout, rows)
    if layout.form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=layout.line_end)
        writer.writerow([column.head for column in layout.columns])
        writer.writerows([_cell(column, row) for column in layout.columns] for row in rows)
        return _encoded(layout, out.getvalue())
    lines = [_fixed(layout, layout.first, head | {"month": month})] if layout.first else []
    lines += [_fixed(layout, layout.columns, row) for row in rows]
    return b"".join(line + layout.line_end.encode() for line in lines)


def _values(slip: Slip) -> dict[str, str]:
    return {
        "slip": str(slip.slip),
        "reference": slip.reference,
        "holder": slip.holder,
        "account": slip.account,
        "bank": slip.bank,
        "bank_code": slip.bank_code,
        "yuan": plain_yuan(slip.amount),
        "fen": str(slip.amount),
        "month": slip.month,
        "note": slip.note,
    }


def _cell(column: Column, row: Mapping[str, str]) -> str:
    return column.text if column.value == "mark" else row[column.value]


def _encoded(layout: Layout, text: str) -> bytes:
    try:
        return text.encode(layout.encoding)
    except UnicodeEncodeError as trouble:
        raise Refused("layout_letter", letter=text[trouble.start], encoding=layout.encoding) from None


def _fixed(layout: Layout, columns: Sequence[Column], row: Mapping[str, str]) -> bytes:
    line = b""
    for column in columns:
        text = _cell(column, row)
        content = _encoded(layout, text)
        while len(content) > column.width and column.cut:
            text = text[:-1]
            content = _encoded(layout, text)
        if len(content) > column.width:
            raise Refused("layout_overflow", column=column.value, width=column.width)
        fill = column.fill.encode(layout.encoding) * (column.width - len(content))
        line += fill + content if column.align == "right" else content + fill
    return line


def _workbook(layout: Layout, rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, plain) as book:
        book.set_properties({"created": BORN})
        sheet, text = book.add_worksheet(layout.sheet[:31]), book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#DCEBF0"})
        sheet.set_column(0, len(layout.columns) - 1, 20, text)
        sheet.write_row(0, 0, [column.head for column in layout.columns], head)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, [_cell(column, row) for column in layout.columns], text)
    return out.getvalue()


def read(layout: Layout, content: bytes) -> list[Answer]:
    """The rows of a file that came back. Raises Refused for a file that is none of this layout: answer_not_laid_out,
    file_unreadable, columns_missing, rows_too_many; a bad row says so by itself."""
    if not layout.answer:
        raise Refused("answer_not_laid_out", layout=layout.name)
    rows = list(_fixed_rows(layout, content)) if layout.form == "fixed" else list(_headed_rows(layout, content))
    if len(rows) > MOST_ROWS:
        raise Refused("rows_too_many", most=MOST_ROWS)
    return [_answer(layout, number, said, words) for number, said, words in rows]


Row = tuple[int, dict[str, str] | None, str]


def _fixed_rows(layout: Layout, content: bytes) -> Iterator[Row]:
    for number, line in enumerate(content.splitlines(), start=1):
        if number <= layout.skip or not line.strip():
            continue
        words, said, place = line.decode(layout.encoding, "replace"), {}, 0
        for column in layout.answer:
            said[column.value] = line[place : place + column.width].decode(layout.encoding, "replace").strip()
            place += column.width
        yield number, said, words


def _headed_rows(layout: Layout, content: bytes) -> Iterator[Row]:
    cells = _sheet(content) if layout.form == "excel" else _csv(layout, content)
    cells = cells[layout.skip :]
    if not cells:
        raise Refused("file_empty", file=layout.name)
    heads = [head.strip() for head in cells[0]]
    places = {column.value: heads.index(column.head) for column in layout.answer if column.head in heads}
    missing = [column.head for column in layout.answer if column.value in ("reference", "status")
               and column.value not in places]  # fmt: skip
    if missing:
        raise Refused("columns_missing", missing="、".join(missing), found="、".join(heads)[:400])
    for number, row in enumerate(cells[1:], start=layout.skip + 2):
        if any(cell.strip() for cell in row):
            said = {value: row[place].strip() if place < len(row) else "" for value, place in places.items()}
            yield number, said, "\t".join(row)


def _sheet(content: bytes) -> list[list[str]]:
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, IndexError) as trouble:
        raise Refused("file_unreadable", file="xlsx", why=str(trouble)[:200]) from trouble
    return [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


def _csv(layout: Layout, content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", layout.encoding):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding))))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Refused("file_unreadable", file="csv", why=layout.encoding)


def _answer(layout: Layout, number: int, said: Mapping[str, str] | None, words: str) -> Answer:
    said = said or {}
    try:
        amount = int(said["fen"]) if said.get("fen") else fen(said["yuan"]) if said.get("yuan") else None
    except ValueError:
        return Answer(number, said.get("reference", ""), trouble="unreadable", words=words)
    return Answer(
        number,
        reference=said.get("reference", ""),
        amount=amount,
        paid=said.get("status", "") in layout.paid,
        reason=said.get("reason", "") or said.get("status", ""),
        bank_reference=said.get("bank_reference", "")[:60],
        words=words,
    )
