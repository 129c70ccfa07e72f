"""The dispatch catalogue as a workbook: written for an office to work on, and read back row by row. No database."""

import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from jishiyu.casework.catalogue import Draft, check, words_of
from jishiyu.lib.refused import Refused
from jishiyu.sensing import sheets

COLUMNS = (
    "类别代码", "类别", "事项", "识别关键词", "条线", "职责", "区划代码", "区划", "单位代码", "承办单位",
    "依据", "自", "至", "编号",
)  # fmt: skip
NEEDED = ("依据",)
LINES: Mapping[str, str] = {"属地": "territory", "行业": "trade"}
ROLES: Mapping[str, str] = {"主办": "lead", "协办": "assist"}
WIDTHS = (24, 16, 16, 28, 8, 8, 16, 20, 14, 24, 40, 12, 12, 8)
MOST_ROWS = 5000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Names:
    """What words in a file may mean: kinds and units by code and by name."""

    kinds: Mapping[str, str]
    units: Mapping[str, int]
    divisions: Callable[[Collection[str]], Collection[str]]  # those of some codes that exist


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number there, and what it says or why it is refused."""

    number: int
    draft: Draft | None = None
    refused: Refused | None = None


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of rows in the order of COLUMNS."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("派单目录")
        head, text = book.add_format({"bold": True, "bg_color": "#DCEBF0"}), book.add_format({"num_format": "@"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, text)
        sheet.write_row(0, 0, COLUMNS, head)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def read(content: bytes, names: Names) -> list[Row]:
    """Rows of the first sheet that say something. Raises Refused for a file that is none: file_unreadable, file_empty,
    columns_missing; a bad row is refused by itself."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = [[sheets.text(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError, IndexError) as trouble:
        raise Refused("file_unreadable", file="xlsx", why=str(trouble)[:200]) from trouble
    if not cells:
        raise Refused("file_empty", file="xlsx")
    places = {name: cells[0].index(name) for name in COLUMNS if name in cells[0]}
    missing = [name for name in NEEDED if name not in places]
    if missing or not {"类别代码", "类别"} & places.keys() or not {"单位代码", "承办单位"} & places.keys():
        raise Refused(
            "columns_missing", missing="、".join(missing or ["类别", "承办单位"]), found="、".join(cells[0])[:400]
        )
    if len(cells) > MOST_ROWS:
        raise Refused("rows_too_many", most=MOST_ROWS)
    told = [
        (number, {name: row[place].strip() if place < len(row) else "" for name, place in places.items()})
        for number, row in enumerate(cells[1:], start=2)
        if any(row)
    ]
    there = names.divisions({said["区划代码"] for _, said in told if said.get("区划代码")})
    return [_row(number, said, names, there) for number, said in told]


def _row(number: int, said: Mapping[str, str], names: Names, there: Collection[str]) -> Row:
    try:
        draft = Draft(
            kind=_known(names.kinds, said, "类别代码", "类别"),
            unit_id=_known(names.units, said, "单位代码", "承办单位"),
            ground=said.get("依据", ""),
            item=said.get("事项", ""),
            words=words_of(said.get("识别关键词", "")),
            line=_one_of(LINES, said, "条线"),
            role=_one_of(ROLES, said, "职责"),
            division=_division(there, said.get("区划代码", "")),
        )
        check(draft)
    except Refused as refused:
        return Row(number, refused=refused)
    return Row(number, draft)


def _known(known: Mapping[str, T], said: Mapping[str, str], column: str, name: str) -> T:
    word = said.get(column, "") or said.get(name, "")
    if word not in known:
        if column == "类别代码":
            raise Refused("kind_unknown", kind=word[:60])
        raise Refused("unit_code_unknown", unit=word[:60])
    return known[word]


def _one_of(known: Mapping[str, str], said: Mapping[str, str], column: str) -> str:
    """Empty is the first."""
    word = said.get(column, "") or next(iter(known))
    if word not in known and word not in known.values():
        raise Refused("word_unknown", column=column, word=word[:20], known="、".join(known))
    return known.get(word, word)


def _division(there: Collection[str], code: str) -> str | None:
    if code and code not in there:
        raise Refused("division_unknown", division=code[:20])
    return code or None
