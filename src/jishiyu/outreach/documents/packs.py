"""A document pack as a file says it: read and checked, every flaw in words. No database."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jishiyu.casework import sheet
from jishiyu.registry.kinds import attributes, roles

BRACES = re.compile(r"\{(\w+)\}")
CODE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
LONGEST_NAME, LONGEST_LETTER, MOST_LISTS, MOST_COLUMNS = 60, 4000, 20, 40
VALUES: Mapping[str, tuple[str, ...]] = {  # what a column of each view may show
    "officers": ("seq", "name", "account", "unit", "post", "place", "phone", "count", "room", "trades", "note"),
    "enterprises": ("seq", "name", "code", "place", "officer", "account", "officer_unit", "since", "note"),
    "tasks": ("seq", "number", "title", "what", "officer", "account", "unit", "due", "state", "evidence"),
    "problems": sheet.FIELDS,
    "duties": ("seq", "officer", "account", "unit", "role", "over", "since", "note"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {  # columns without which no row of a file can be taken in
    "officers": ("account",),
    "enterprises": ("name", "officer"),
    "tasks": ("number", "title", "due"),
}
LETTER_NAMES = ("name", "code", "place", "officer", "unit", "phone", "leader", "office", "date")  # in braces
OF_ENTERPRISES = ("attribute", "duty")  # attribute:CODE, duty:ROLE
NARROWED = ("", "key")  # enterprises: those a leader is for


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it shows, and what else offices head it."""

    heading: str
    value: str
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One list of a pack: which rows, and its columns in order."""

    code: str
    name: str
    rows: str  # officers, enterprises, tasks, problems, duties
    columns: tuple[Column, ...]
    only: str = ""

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    @property
    def values(self) -> list[str]:
        return [column.value for column in self.columns]

    @property
    def can_take(self) -> bool:
        """Whether rows of a file can be taken in: it has the columns by which a row is known."""
        return self.rows in NEEDED and set(NEEDED[self.rows]) <= set(self.values)

    def fields(self) -> dict[str, tuple[str, ...]]:
        """Names its columns may have in a file, by value."""
        return {column.value: (column.heading, *column.alike) for column in self.columns}


@dataclass(frozen=True, slots=True)
class DocumentPack:
    code: str
    name: str
    lists: tuple[ListSheet, ...]
    letter: str = ""

    def sheet(self, code: str) -> ListSheet | None:
        return next((one for one in self.lists if one.code == code), None)


class Flawed(Exception):
    """A file that is no document pack; `flaws` say why, each in one sentence."""

    def __init__(self, flaws: Sequence[str]) -> None:
        super().__init__("; ".join(flaws))
        self.flaws = list(flaws)


def read(path: Path) -> DocumentPack:
    """The pack of a .toml or .json file. Raises Flawed with everything that is wrong with it."""
    try:
        text = path.read_text("utf-8-sig")
        said = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as trouble:
        raise Flawed([f"cannot be read: {trouble}"]) from None
    if not isinstance(said, dict):
        raise Flawed(["is no table of names and values"])
    flaws: list[str] = []
    lists = said.get("lists")
    if not isinstance(lists, list) or not 0 < len(lists) <= MOST_LISTS:
        flaws.append(f"needs 1 to {MOST_LISTS} lists")
        lists = []
    found = [_list(one, place, flaws) for place, one in enumerate(lists, start=1)]
    codes = [one.code for one in found]
    flaws += [f"has two lists {code!r}" for code in sorted({code for code in codes if codes.count(code) > 1})]
    pack = DocumentPack(
        _code(said, "the pack", flaws),
        _text(said, "name", "the pack", flaws, LONGEST_NAME),
        tuple(found),
        _text(said, "letter", "the pack", flaws, LONGEST_LETTER) if "letter" in said else "",
    )
    unknown = sorted(set(BRACES.findall(pack.letter)) - set(LETTER_NAMES))
    flaws += [f"the letter has {{{name}}}; there are {', '.join(LETTER_NAMES)}" for name in unknown]
    if flaws:
        raise Flawed(flaws)
    return pack


def _list(said: object, place: int, flaws: list[str]) -> ListSheet:
    where = f"list {place}"
    if not isinstance(said, dict):
        flaws.append(f"{where} is no table of names and values")
        return ListSheet("", "", "", ())
    code = _code(said, where, flaws)
    where = f"list {code!r}" if code else where
    rows, only = said.get("rows"), said.get("only", "")
    if rows not in VALUES:
        flaws.append(f"{where}: rows is {rows!r}; say one of {', '.join(VALUES)}")
        rows = ""
    if only not in NARROWED or (only and rows != "enterprises"):
        flaws.append(f"{where}: only is {only!r}; say 'key', of enterprises alone")
    columns = said.get("columns")
    if not isinstance(columns, list) or not 0 < len(columns) <= MOST_COLUMNS:
        flaws.append(f"{where} needs 1 to {MOST_COLUMNS} columns")
        columns = []
    found = [_column(one, str(rows), where, flaws) for one in columns]
    for what in ("heading", "value"):
        names = [getattr(column, what) for column in found]
        flaws += [f"{where} has the {what} {name!r} twice" for name in sorted({n for n in names if names.count(n) > 1})]
    return ListSheet(code, _text(said, "name", where, flaws, LONGEST_NAME), str(rows), tuple(found), str(only))


def _column(said: object, rows: str, where: str, flaws: list[str]) -> Column:
    if not isinstance(said, list) or len(said) < 2 or not all(isinstance(part, str) and part.strip() for part in said):
        flaws.append(f"{where}: a column is [heading, value, other headings …], not {said!r}")
        return Column("", "")
    heading, value, *alike = (part.strip() for part in said)
    if rows and not _known(rows, value):
        flaws.append(f"{where}: {value!r} is nothing of {rows}; there are {', '.join(VALUES[rows])}{_more(rows)}")
    return Column(heading, value, tuple(alike))


def _known(rows: str, value: str) -> bool:
    kind, _colon, code = value.partition(":")
    if rows == "enterprises" and kind == "attribute":
        return code in attributes("enterprise")
    if rows == "enterprises" and kind == "duty":
        return code in roles()
    return value in VALUES[rows]


def _more(rows: str) -> str:
    return ", attribute:CODE, duty:ROLE" if rows == "enterprises" else ""


def _code(said: Mapping[str, Any], where: str, flaws: list[str]) -> str:
    code = said.get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 40 or not set(code) <= CODE:
        flaws.append(f"{where}: code is {code!r}; say up to 40 small letters, digits and _")
        return ""
    return code


def _text(said: Mapping[str, Any], name: str, where: str, flaws: list[str], most: int) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not 0 < len(text.strip()) <= most:
        flaws.append(f"{where}: {name} is {str(text)[:40]!r}; say 1 to {most} characters")
        return ""
    return text.strip()
