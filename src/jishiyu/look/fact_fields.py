"""Facts as a form asks for them, and back: money in yuan, areas in m², days, yes or no, codes by their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from jishiyu.entitlements.rules import AREA, MEMBERS, MONEY, Fact, FactError, plain
from jishiyu.entitlements.rules.facts import settle
from jishiyu.lib.money import plain_yuan

MOST_MEMBERS = 12
HUNDREDTHS = (MONEY.units, AREA.units)
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact on a form. `value` is what stands in it, `choices` what can be chosen, `unit` what stands behind it."""

    id: str
    fact: str
    words: str
    kind: str  # truth, number, day, code
    unit: str
    value: str
    choices: tuple[tuple[str, str], ...]
    error: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One member's row on a form: number from 1, name and identity number, and the fields."""

    number: int
    name: str
    paper: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a form said: plain facts, people, and what could not be read, by the id of its field."""

    facts: dict[str, Any]
    people: list[dict[str, str]]
    errors: dict[str, str]


def members_of(data: Data) -> int:
    """How many members a form has rows for, after the button that was pressed."""
    said = str(data.get("members", "1"))
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    return min(max(count + {"add": 1, "drop": -1}.get(str(data.get("do", "")), 0), 1), MOST_MEMBERS)


def household_fields(facts: Iterable[Fact], data: Data, errors: Mapping[str, str], free: Any = None) -> list[Field]:
    """Fields of the household. `free`: names that can be changed, where not all can."""
    return [_field(fact, f"f-{fact.name}", data, errors, free) for fact in facts if fact.of == "household"]


def member_rows(facts: Sequence[Fact], data: Data, errors: Mapping[str, str], free: Any = None) -> list[Member]:
    rows = []
    for number in range(1, members_of(data) + 1):
        fields = tuple(
            _field(fact, f"m{number}-{fact.name}", data, errors, free) for fact in facts if fact.of == "person"
        )
        name, paper = (str(data.get(f"m{number}-{part}_", "")) for part in ("name", "id"))
        rows.append(Member(number, name, paper, fields))
    return rows


def read_form(facts: Sequence[Fact], data: Data) -> Read:
    """What was said; what was left empty is unknown, and not there."""
    errors: dict[str, str] = {}
    said = _read("household", "f-", facts, data, errors)
    members, people = [], []
    for number in range(1, members_of(data) + 1):
        members.append(_read("person", f"m{number}-", facts, data, errors))
        people.append({part: str(data.get(f"m{number}-{part}_", "")).strip()[:40] for part in ("name", "id")})
    said[MEMBERS] = members
    return Read(said, people, errors)


def written(
    facts: Sequence[Fact], sheet: Mapping[str, Any], people: Sequence[Mapping[str, str]] = ()
) -> dict[str, str]:
    """The other way: form data of plain facts that are known."""
    members = sheet.get(MEMBERS) or []
    data = {"members": str(max(len(members), 1))}
    for fact in facts:
        if fact.of == "household" and fact.name in sheet:
            data[f"f-{fact.name}"] = _written(fact, sheet[fact.name])
        for number, member in enumerate(members, 1):
            if fact.of == "person" and fact.name in member:
                data[f"m{number}-{fact.name}"] = _written(fact, member[fact.name])
    for number, one in enumerate(people, 1):
        data |= {f"m{number}-{part}_": one.get(part, "") for part in ("name", "id")}
    return data


def _field(fact: Fact, key: str, data: Data, errors: Mapping[str, str], free: Any) -> Field:
    kind, units = fact.measure.kind, fact.measure.units
    unit = _("yuan") if units == MONEY.units else "m²" if units == AREA.units else ""
    choices: tuple[tuple[str, str], ...] = ()
    if kind == "truth":
        choices = (("yes", _("Yes")), ("no", _("No")))
    elif kind == "code":
        names = fact.codes or fact.measure.codes
        choices = tuple((code, str(name)) for code, name in zip(fact.measure.codes, names, strict=True))
    locked = free is not None and fact.name not in free
    return Field(
        key, fact.name, str(fact.words), kind, unit, str(data.get(key, "")), choices, errors.get(key, ""), locked
    )


def _read(of: str, before: str, facts: Sequence[Fact], data: Data, errors: dict[str, str]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    mine = {fact.name: fact for fact in facts if fact.of == of}
    for fact in mine.values():
        text = str(data.get(f"{before}{fact.name}", "")).strip()
        if not text:
            continue
        try:
            known[fact.name] = settle(fact, _value(fact, text))
        except (FactError, ValueError, InvalidOperation):
            errors[f"{before}{fact.name}"] = _trouble(fact)
    return _as_plain(mine, known, of)


def _as_plain(facts: Mapping[str, Fact], known: dict[str, Any], of: str) -> dict[str, Any]:
    if of == "household":
        return plain(facts, known)
    members: list[dict[str, Any]] = plain(facts, {MEMBERS: [known]})[MEMBERS]
    return members[0]


def _value(fact: Fact, text: str) -> Any:
    """Raises ValueError, InvalidOperation."""
    if fact.measure.kind == "truth":
        return {"yes": True, "no": False}.get(text, text)
    if fact.measure.kind != "number":
        return text
    number = Decimal(text.replace(",", "").replace("，", "")[:20])
    if fact.measure.units in HUNDREDTHS:
        number *= 100
    if not number.is_finite() or number != int(number):
        raise ValueError(text)
    return int(number)


def _trouble(fact: Fact) -> str:
    if fact.measure.kind == "day":
        return _("Write a day like 2021-07-01.")
    if fact.measure.units in HUNDREDTHS:
        return _("Write a number with at most two places, not below nought.")
    return _("Write a whole number, not below nought.") if fact.measure.kind == "number" else _("Choose one of them.")


def _written(fact: Fact, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if fact.measure.units in HUNDREDTHS and isinstance(value, int):
        return plain_yuan(value).removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)
