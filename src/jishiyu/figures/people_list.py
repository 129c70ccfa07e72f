"""Reading a list of how many people live where, as offices keep it. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

MOST = 2_000_000_000
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(万)?人?", re.ASCII)
Why = Literal["place_unknown", "place_twofold", "people_unreadable", "said_twice"]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: its number in the list from 1, what stands there, and why."""

    number: int
    words: str
    why: Why


@dataclass(slots=True)
class PeopleList:
    """People by code of a place, and the rows that say nothing clear."""

    rows: dict[str, int] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)


def read_people(lines: Sequence[Sequence[object]], names: Mapping[str, str]) -> PeopleList:
    """Rows of cells, the place first, by code or by name, and the people last; empty rows and a head with no figure in
    it are passed over. `names` are the places that may be told of, by code."""
    by_name: dict[str, list[str]] = {}
    for code, name in names.items():
        by_name.setdefault(name, []).append(code)
    found = PeopleList()
    for number, line in enumerate(lines, start=1):
        cells = [_plain(cell) for cell in line]
        cells = [cell for cell in cells if cell]
        if not cells or (number == 1 and not any(char.isdigit() for cell in cells for char in cell)):
            continue
        codes = [cells[0]] if cells[0] in names else by_name.get(cells[0], [])
        people = people_in(cells[-1]) if len(cells) > 1 else None
        why = _why(codes, people, found.rows)
        if why is None and people is not None:
            found.rows[codes[0]] = people
        elif why is not None:
            found.bad.append(Bad(number, " ".join(cells)[:60], why))
    return found


def _why(codes: Sequence[str], people: int | None, rows: Mapping[str, int]) -> Why | None:
    if len(codes) != 1:
        return "place_twofold" if codes else "place_unknown"
    if people is None:
        return "people_unreadable"
    return "said_twice" if rows.get(codes[0], people) != people else None


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def people_in(words: str) -> int | None:
    """12345, 12,345, 12345人 or 1.2万; None of what is no number of people."""
    said = _NUMBER.fullmatch(re.sub(r"[,,\s]", "", words))
    if said is None:
        return None
    try:
        number = Decimal(said[1]) * (10_000 if said[2] else 1)
    except InvalidOperation:
        return None
    return int(number) if number == int(number) and 1 <= number < MOST else None
