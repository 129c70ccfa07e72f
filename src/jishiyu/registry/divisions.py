"""Reading lists of divisions, row by row, without a database."""

import csv
import gzip
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from jishiyu.lib.divisions import ancestors, level_of

CARRIED = Path(__file__).parent / "data" / "hunan.csv.xz"
DIVISIONS = "registry:divisions"  # what the ledger calls them, all together
CELLS = "registry:cells"
ALIASES = "registry:aliases"
COLUMNS = ("code", "name", "parent", "level")


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    parent: str
    level: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """`number` is the row in the file, the header being 1; `reason` is a refusal code."""

    number: int
    field: str
    reason: str
    value: str


@dataclass(slots=True)
class Sorted:
    good: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def read(path: Path) -> Iterator[list[str]]:
    """Rows of a CSV file, plain or compressed (.gz, .xz), UTF-8 with or without a byte order mark."""
    with _open(path) as lines:
        yield from csv.reader(lines)


def _open(path: Path) -> TextIO:
    match path.suffix:
        case ".gz":
            return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        case ".xz":
            return lzma.open(path, "rt", encoding="utf-8-sig", newline="")
        case _:
            return path.open(encoding="utf-8-sig", newline="")


def sort_rows(rows: Iterable[list[str]], known: frozenset[str]) -> Sorted:
    """Tell good rows from bad ones. `known` are codes that are loaded already; parents must come first or be known.

    A missing level or parent column is filled from the code; one that is there must agree with it.
    """
    found, seen = Sorted(), set(known)
    listed: set[str] = set()
    for number, cells in enumerate(rows, start=1):
        if number == 1 and cells[:1] == ["code"]:
            continue
        row = _row(number, [*cells, "", "", ""][:4], seen)
        if isinstance(row, Row) and row.code in listed:
            row = BadRow(number, "code", "code_twice", row.code)
        if isinstance(row, BadRow):
            found.bad.append(row)
            continue
        seen.add(row.code)
        listed.add(row.code)
        found.good.append(row)
    return found


def _row(number: int, cells: list[str], seen: set[str]) -> Row | BadRow:
    code, name, parent, level = (cell.strip() for cell in cells)
    try:
        right_level = level_of(code)
    except ValueError:
        return BadRow(number, "code", "not_a_code", code)
    if not name or len(name) > 80:
        return BadRow(number, "name", "name_missing" if not name else "name_too_long", name[:80])
    above = ancestors(code)
    right_parent = above[0] if above else ""
    if parent and parent != right_parent:
        return BadRow(number, "parent", "parent_disagrees", parent)
    if right_parent and right_parent not in seen:
        return BadRow(number, "parent", "parent_unknown", right_parent)
    if level and level != str(right_level):
        return BadRow(number, "level", "level_disagrees", level)
    return Row(code, name, right_parent, right_level)
