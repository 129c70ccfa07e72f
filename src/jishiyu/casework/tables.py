"""Writing rows into files: CSV that no spreadsheet reckons with, and Excel in constant memory."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import xlsxwriter

from jishiyu.casework.sheet import FORMULA

ROWS_OF_A_SHEET = 1_000_000
WIDTHS = {"text": 48, "progress": 40, "number": 20, "company": 24, "place": 24, "due": 26}
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Out(Protocol):
    """A file that rows go into."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def write(self, rows: Iterable[Sequence[str]]) -> None: ...


class CsvOut:
    """UTF-8 with the mark by which Excel knows it."""

    def __init__(self, path: Path, header: Sequence[str], fields: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="", buffering=1 << 20)
        self._writer = csv.writer(self._file)
        self._writer.writerow(header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        self._writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)


class XlsxOut:
    """Cells as text, the header kept in sight, a further sheet when one is full."""

    def __init__(self, path: Path, header: Sequence[str], fields: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(str(path), PLAIN | {"tmpdir": str(path.parent)})  # rows stay in our folder
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        self._header, self._fields = header, fields
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            if self._next > ROWS_OF_A_SHEET:
                self._begin()
            put, place = self._sheet.write_string, self._next
            for column, cell in enumerate(row):
                if cell:
                    put(place, column, cell)
            self._next += 1

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        for column, name in enumerate(self._fields):
            self._sheet.set_column(column, column, WIDTHS.get(name, 14))
        self._sheet.freeze_panes(1, 2)
        self._sheet.write_row(0, 0, self._header, self._head)
        self._next = 1


FORMATS: dict[str, type[CsvOut] | type[XlsxOut]] = {"csv": CsvOut, "xlsx": XlsxOut}
