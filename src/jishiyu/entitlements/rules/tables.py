"""Examples as tables an official can read and write: a household on a day, and what is due to it.

A table stands in Markdown (lines between bars; text around them is for the reader) or in CSV. Its columns are

    No. 编号       begins a household; rows without one below it are its further members
    Case 说明      in words
    Day 日期       the day the rules are asked for
    Known by 获知日  with what was recorded until then; may be left out
    Member 成员     who the member of this row is; blank: none; 不详 (unknown): the members are not known
    any fact       by its words, in Chinese or English: yuan, m², 是 or 否, days, codes by their words
    Due 应得       what the scheme gives: an amount, 是 or 否, or 不能决定 (cannot be decided)
    Why 理由       the reason or the article; where nothing can be decided, the fact to ask for first
    … (clause)     what another clause comes to, named in brackets, e.g. 减免租金 (waived)

A blank cell, or 不详, is a fact that is not known.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation

from jishiyu.entitlements.rules.facts import MEMBERS, Fact, Known
from jishiyu.entitlements.rules.measures import AREA, MONEY, Measure
from jishiyu.lib.phrases import Phrase

LANGUAGES = ("en", "zh-hans")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("no.", "编号"), "told": ("case", "说明"), "day": ("day", "日期"), "known": ("known by", "获知日"),
    "member": ("member", "成员"), "due": ("due", "应得"), "why": ("why", "理由"),
}  # fmt: skip
UNKNOWN = ("", "不详", "unknown")
UNDECIDED = ("不能决定", "cannot be decided")
TRUTHS = {"是": True, "yes": True, "有": True, "否": False, "no": False, "无": False}
FIGURE = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(元|yuan|m²|㎡|平方米|个月|月|天|人|分|points)?")
DAY = re.compile(r"(\d{4})[-.年/](\d{1,2})[-.月/](\d{1,2})日?")
OF_CLAUSE = re.compile(r".*?[((]\s*(\w+)\s*[))]")


class TableError(ValueError):
    """A table that cannot be read, told with file, line and column."""

    def __init__(self, place: str, column: str, why: str) -> None:
        super().__init__(f"{place}: {column}: {why}")


@dataclass(frozen=True, slots=True)
class Example:
    """One household of a table. `facts` are plain values as `rules.household` reads them; `expected` maps clauses to
    what they come to, None where nothing can be decided; `why` is the cell as it was written."""

    file: str
    line: int
    number: str
    told: str
    day: date
    known: date | None
    facts: Mapping[str, Any]
    expected: Mapping[str, Known]
    why: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the columns of a table can mean: facts, and clauses with what they give. `due` is the scheme's own."""

    facts: Mapping[str, Fact]
    clauses: Mapping[str, Measure]
    due: str


@dataclass(slots=True)
class _Household:
    """A household while its rows are read."""

    line: int
    cells: Mapping[str, str]
    members: list[Mapping[str, Any]] | None = field(default_factory=list)


def read_examples(path: Path, wanted: Wanted) -> list[Example]:
    """All examples of a file, in its order. Raises TableError, OSError."""
    text = path.read_text(encoding="utf-8-sig")
    tables = _csv(text) if path.suffix == ".csv" else _markdown(text)
    return [example for table in tables for example in _Table(path.name, table, wanted).examples()]


Row = tuple[int, Sequence[str]]


def _csv(text: str) -> Iterator[list[Row]]:
    reader = csv.reader(io.StringIO(text))
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    yield [row for row in rows if any(row[1])]


def _markdown(text: str) -> Iterator[list[Row]]:
    table: list[Row] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.lstrip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not all(cell and set(cell) <= set("-: ") for cell in cells):  # the rule under the head
                table.append((number, cells))
        elif table:
            yield table
            table = []


class _Table:
    def __init__(self, file: str, rows: Sequence[Row], wanted: Wanted) -> None:
        self.file, self.wanted = file, wanted
        line, heads = rows[0]
        self.rows = rows[1:]
        words = {name: _words(fact.words) | {name} for name, fact in wanted.facts.items()}
        self.columns = [self.column(head, words, f"{file}:{line}") for head in heads]
        for must in ("number", "day", "due"):
            if must not in self.columns:
                raise TableError(f"{file}:{line}", COLUMNS[must][1], "the table has no such column")

    def column(self, head: str, words: Mapping[str, set[str]], place: str) -> str:
        said = head.lower()
        found = [name for name, ways in COLUMNS.items() if said in ways]
        found += [f"fact:{name}" for name, ways in words.items() if said in ways]
        if not found and (clause := OF_CLAUSE.fullmatch(head)) and clause[1] in self.wanted.clauses:
            found = [f"clause:{clause[1]}"]
        if len(found) != 1:
            raise TableError(place, head, "names more than one thing" if found else "is no fact, clause or column")
        return found[0]

    def examples(self) -> Iterator[Example]:
        household: _Household | None = None
        for line, cells in self.rows:
            if len(cells) != len(self.columns):
                raise TableError(f"{self.file}:{line}", "-", f"{len(cells)} cells under {len(self.columns)} heads")
            said = dict(zip(self.columns, cells, strict=True))
            if said["number"]:
                if household:
                    yield self.example(household)
                household = _Household(line, said)
            if household is None:
                raise TableError(f"{self.file}:{line}", COLUMNS["number"][1], "is blank in the first row")
            self.add_member(household, line, said)
        if household:
            yield self.example(household)

    def add_member(self, household: _Household, line: int, said: Mapping[str, str]) -> None:
        person = {name: cell for name, cell in self.of(said, "person")}
        member = said.get("member", "")
        if member and member in UNKNOWN:
            household.members = None
        elif member or (person and any(person.values())):
            if household.members is None:
                raise TableError(f"{self.file}:{line}", "成员", "stands under members that are not known")
            household.members.append(self.read(person, line))

    def of(self, said: Mapping[str, str], level: str) -> Iterator[tuple[str, str]]:
        for column, cell in said.items():
            kind, _, name = column.partition(":")
            if kind == "fact" and self.wanted.facts[name].of == level:
                yield name, cell

    def read(self, said: Mapping[str, str], line: int) -> dict[str, Any]:
        found = {name: value(self.wanted.facts[name], cell, f"{self.file}:{line}") for name, cell in said.items()}
        return {name: one for name, one in found.items() if one is not None}

    def example(self, household: _Household) -> Example:
        said, place = household.cells, f"{self.file}:{household.line}"
        facts = self.read(dict(self.of(said, "household")), household.line)
        if household.members is not None:
            facts[MEMBERS] = household.members
        expected = {
            name: outcome(self.wanted.clauses[name], said[column], place, name)
            for column, name in self.outputs()
            if said[column]
        }
        day = _day(said["day"])
        if day is None:
            raise TableError(place, COLUMNS["day"][1], f"{said['day']!r} is no day")
        known = _day(said.get("known", ""))
        return Example(
            self.file, household.line, said["number"], said.get("told", ""), day, known, facts, expected,
            said.get("why", ""),
        )  # fmt: skip

    def outputs(self) -> Iterator[tuple[str, str]]:
        for column in self.columns:
            if column == "due":
                yield column, self.wanted.due
            elif column.startswith("clause:"):
                yield column, column.removeprefix("clause:")


# cells


def value(fact: Fact, cell: str, place: str = "") -> Any:
    """A cell as a plain value of a fact; None where it is not known. Raises TableError."""
    if cell.lower() in UNKNOWN:
        return None
    match fact.measure.kind:
        case "truth":
            found: Any = TRUTHS.get(cell.lower())
        case "number":
            found = _figure(fact.measure, cell)
        case "day":
            found = day.isoformat() if (day := _day(cell)) else None
        case _:
            found = _code(fact, cell)
    if found is None:
        raise TableError(place, str(fact.words), f"{cell!r} cannot be read as {fact.measure}")
    return found


def outcome(measure: Measure, cell: str, place: str = "", column: str = "") -> Known:
    """What a clause is expected to come to; None: it cannot be decided. Raises TableError."""
    if cell.lower() in UNDECIDED:
        return None
    found: Known = TRUTHS.get(cell.lower()) if measure.kind == "truth" else _figure(measure, cell)
    if found is None:
        raise TableError(place, column, f"{cell!r} cannot be read as {measure}")
    return found


def _figure(measure: Measure, cell: str) -> int | None:
    """Yuan as fen, m² as 0.01 m²; points (分) as 0.01 point; other numbers as they are."""
    found = FIGURE.fullmatch(cell)
    if found is None:
        return None
    hundredths = measure in (MONEY, AREA) or found[2] in ("分", "points")
    number = Decimal(found[1].replace(",", "")) * (100 if hundredths else 1)
    return int(number) if number == int(number) else None


def _day(cell: str) -> date | None:
    found = DAY.fullmatch(cell)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _code(fact: Fact, cell: str) -> str | None:
    for place, code in enumerate(fact.measure.codes):
        if cell.lower() in ({code} | (_words(fact.codes[place]) if place < len(fact.codes) else set())):
            return code
    return None


def _words(phrase: Phrase) -> set[str]:
    """A phrase in the languages of the tables, in small letters."""
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found.add(str(phrase).lower())
    return found


def said_by(reason: str, cell: str) -> bool:
    """Whether a cell says a reason (an English msgid with figures to fill in), in Chinese or English."""
    for language in LANGUAGES:
        with translation.override(language):
            pattern = re.sub(r"\\\{[\w:]+\\\}", ".+", re.escape(translation.gettext(reason)))
        if re.fullmatch(pattern, cell, re.IGNORECASE):
            return True
    return False


def names(fact: Fact, cell: str) -> bool:
    """Whether a cell names a fact."""
    return cell.lower() in _words(fact.words) | {fact.name}
