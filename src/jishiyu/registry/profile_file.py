"""Reading the lists of enterprises that offices really have: headings in any order and dress, one line of them or two,
units in the headings. Every row comes back, with what it says or why it cannot be taken. No database."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.utils import translation

from jishiyu.lib.refused import Refused
from jishiyu.registry import cleaning
from jishiyu.registry.cleaning import UNITS, Unreadable, Words
from jishiyu.registry.kinds import Attribute, attributes
from jishiyu.registry.profiles import Plain, Said
from jishiyu.registry.sheet_rows import Cell, rows_of

FIXED: Mapping[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "公司名称", "市场主体名称", "经营主体名称", "企业全称", "单位详细名称", "名称"),
    "code": ("统一社会信用代码", "社会信用代码", "统一信用代码", "信用代码", "统一代码", "机构代码"),
    "county": ("所属县区", "所在县区", "县市区", "县区", "区县", "所属区县"),
    "place": ("所属乡镇", "乡镇街道", "所在乡镇", "所属街道", "镇街", "乡镇", "区划代码", "行政区划", "所属区划",
              "属地", "所在地", "所属地区"),
    "contact": ("联系人", "企业联系人", "法定代表人", "法人代表", "负责人", "法人"),
    "phone": ("联系电话", "企业联系电话", "联系方式", "手机号码", "手机", "电话"),
}  # fmt: skip
HEADER_WITHIN = 12  # rows
FEWEST = 2  # columns a line of headings names
YUAN = "(亿元|千万元|百万元|万元|千元|元)"
UNIT = re.compile(rf"单位:?\s*{YUAN}|[(]\s*(?:单位:?)?{YUAN}\s*[)]")
ENDING = re.compile(r"/?(亿元|万元|千元)$")
BRACKET = re.compile(r"[(][^()]*[)]")
YEAR = re.compile(r"^(?:20\d\d年度?|上年度?|去年|本年度?|全年)")
TOTALS = ("合计", "总计", "小计", "填表人", "制表", "审核人", "备注", "注", "说明")
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell or row that has to be told: a code of words, the column, what stood there."""

    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the file, what it says, the words of its place (narrower last), cells that could not be
    read, and, where it cannot be taken at all, why."""

    number: int
    said: Said
    place: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    aside: Remark | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood."""

    place: int
    label: str
    field: str  # of FIXED, or the code of an attribute
    unit: str = ""
    attribute: Attribute | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: its columns as headed, those that were understood, its rows, and the cells of each row by number."""

    header: list[str]
    columns: list[Column]
    rows: list[Row]
    cells: dict[int, list[Cell]] = field(default_factory=dict)

    @property
    def left_out(self) -> list[str]:
        """Headings nobody understood."""
        known = {column.place for column in self.columns}
        return [label for place, label in enumerate(self.header) if label and place not in known]


def read(content: bytes, name: str, *, of: str = "enterprise") -> Sheet:
    """Raises Refused: file_unreadable, file_empty, rows_too_many, columns_missing."""
    rows = rows_of(content, name)
    top, lines, columns = _headings(rows, attributes(of))
    header = _labels(rows, top, lines)
    if not {"name", "code"} & {column.field for column in columns}:
        raise Refused("columns_missing", missing="企业名称", found="、".join(label for label in header if label)[:400])
    readers = [_reader(column) for column in columns]
    found, cells = [], {}
    for number, row in enumerate(rows[top + lines :], start=top + lines + 1):
        if any(cell not in ("", None) for cell in row):
            found.append(_row(number, row, readers))
            cells[number] = row
    return Sheet(header, columns, found, cells)


def _headings(rows: Sequence[Sequence[Cell]], known: Mapping[str, Attribute]) -> tuple[int, int, list[Column]]:
    """Where the headings begin, whether they are one line or two, and the columns they name."""
    names = _names(known)
    best: tuple[int, int, list[Column]] = (0, 1, [])
    for place in range(min(HEADER_WITHIN, len(rows))):
        for lines in (1, 2):
            if lines == 2 and (place + 1 >= len(rows) or len(_columns(rows, place + 1, 1, names, known)) < FEWEST):
                continue
            found = _columns(rows, place, lines, names, known)
            if len(found) > len(best[2]):
                best = place, lines, found
    return best


def _names(known: Mapping[str, Attribute]) -> dict[str, str]:
    """Headings → fields; the words of fixed columns go before those of attributes."""
    said = {_bare(heading): code for code, one in known.items() for heading in (*one.headings, *_spoken(one.name))}
    return said | {_bare(heading): name for name, headings in FIXED.items() for heading in headings}


def _spoken(phrase: object) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(phrase))
    return found


def _bare(heading: str) -> str:
    said = BRACKET.sub("", re.sub(r"[\s*:_]", "", cleaning.plain(heading)))
    return YEAR.sub("", ENDING.sub("", said)).lower()


def _labels(rows: Sequence[Sequence[Cell]], top: int, lines: int) -> list[str]:
    """What stands above each column: the lower line, with the upper before it where the lower alone says little."""
    lower = [cleaning.plain(cell) for cell in rows[top + lines - 1]]
    if lines == 1:
        return lower
    upper = [cleaning.plain(cell) for cell in rows[top]]
    upper += [""] * (len(lower) - len(upper))
    return [low or high for low, high in zip(lower, upper, strict=False)]


def _columns(
    rows: Sequence[Sequence[Cell]], top: int, lines: int, names: Mapping[str, str], known: Mapping[str, Attribute]
) -> list[Column]:
    labels = _labels(rows, top, lines)
    upper = [cleaning.plain(cell) for cell in rows[top]]
    above = "".join(cleaning.plain(cell) for row in rows[:top] for cell in row[:40])
    common = _unit(above)
    found, taken = [], set[str]()
    for place, label in enumerate(labels):
        high = upper[place] if lines == 2 and place < len(upper) else ""
        name = names.get(_bare(label)) or (names.get(_bare(high + label)) or names.get(_bare(high)) if high else None)
        if not label or name is None or name in taken:
            continue
        taken.add(name)
        unit = _unit(label) or _unit(high) or common
        found.append(Column(place, label, name, unit, known.get(name)))
    return found


def _unit(said: str) -> str:
    plain = cleaning.plain(said)
    found = UNIT.search(plain)
    if found:
        return found[1] or found[2] or ""
    ending = ENDING.search(re.sub(r"\s", "", plain))
    return ending[1] if ending else ""


Reader = tuple[Column, Callable[[Cell], object]]


def _reader(column: Column) -> Reader:
    """The column and what reads its cells; the same text is read once."""
    simple: dict[str, Callable[[Cell], object]] = {
        "name": cleaning.name, "code": cleaning.code, "contact": cleaning.name, "phone": cleaning.phone,
        "county": cleaning.plain, "place": cleaning.plain,
    }  # fmt: skip
    if column.attribute is None:
        return column, simple[column.field]
    one = column.attribute
    last = any(other.until == one.code for other in attributes(one.of).values())
    return column, partial(
        cleaning.value, attribute=one, words=_words(one), unit=column.unit if column.unit in UNITS else "", last=last
    )


def _words(one: Attribute) -> Words:
    codes: dict[str, str] = {}
    for code, phrase in one.options.items():
        for said in (code, *_spoken(phrase)):
            codes[said.lower()] = codes[re.sub(r"企业|[\s()（）“”\"]", "", said.lower())] = code
    codes |= {said.lower(): code for said, code in one.alike.items()}
    letters = {code[1:3]: code[0] for code in one.options if one.tree and len(code) > 1}
    return Words(codes, letters)


def _row(number: int, cells: Sequence[Cell], readers: Sequence[Reader]) -> Row:
    fixed, values = dict[str, str](), dict[str, Plain]()
    remarks: list[Remark] = []
    for column, reads in readers:
        cell = cells[column.place] if column.place < len(cells) else None
        if cell in ("", None):
            continue
        try:
            said = reads(cell)
        except Unreadable:
            remarks.append(Remark("cell_unreadable", column.label, cleaning.plain(cell)[:60]))
            if column.field == "code":
                return Row(number, Said(), aside=Remark("row_code_wrong", column.label, cleaning.plain(cell)[:40]))
            continue
        if said is None or said == "":
            continue
        if column.attribute is None:
            fixed[column.field] = str(said)
        else:
            values[column.field] = said  # type: ignore[assignment]  # cleaning gives plain values
    return _judged(Row(number, _said(fixed, values), _place(fixed), tuple(remarks)))


def _said(fixed: Mapping[str, str], values: Mapping[str, Plain]) -> Said:
    return Said(
        name=fixed.get("name", ""),
        code=fixed.get("code", ""),
        values=values,
        contact=fixed.get("contact", "")[:60],
        phone=fixed.get("phone", ""),
    )


def _place(fixed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(fixed[name] for name in ("county", "place") if name in fixed)


def _judged(row: Row) -> Row:
    said = row.said
    if said.name.startswith(TOTALS) and not said.code and len(said.name) < 12:
        return replace(row, aside=Remark("row_total", value=said.name))
    if not said.name and not said.code:
        return replace(row, aside=Remark("row_nameless"))
    return row
