"""A workbook or CSV as rows of cells: the first sheet, what is merged standing in every cell it covers. No database."""

import csv
import io

from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.lib.refused import Refused

Cell = object
MOST_ROWS = 200_000


def rows_of(content: bytes, name: str) -> list[list[Cell]]:
    """Raises Refused: file_unreadable, file_empty, rows_too_many."""
    rows = _csv(content, name) if name.lower().endswith((".csv", ".txt")) else _workbook(content, name)
    if not any(any(cell not in ("", None) for cell in row) for row in rows):
        raise Refused("file_empty", file=name)
    if len(rows) > MOST_ROWS:
        raise Refused("rows_too_many", most=MOST_ROWS)
    return rows


def _workbook(content: bytes, name: str) -> list[list[Cell]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or ()
    except (CalamineError, OSError, IndexError) as trouble:
        raise Refused("file_unreadable", file=name, why=str(trouble)[:200]) from trouble
    for (top, left), (bottom, right) in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        said = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [said] * len(row[left : right + 1])
    return rows


def _csv(content: bytes, name: str) -> list[list[Cell]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        separator = "\t" if lines.partition("\n")[0].count("\t") > lines.partition("\n")[0].count(",") else ","
        try:
            return [
                list(row) for row in csv.reader(io.StringIO(lines.replace("\0", ""), newline=""), delimiter=separator)
            ]
        except csv.Error as trouble:
            raise Refused("file_unreadable", file=name, why=str(trouble)[:200]) from trouble
    raise Refused("file_unreadable", file=name, why="neither UTF-8 nor GB18030")
