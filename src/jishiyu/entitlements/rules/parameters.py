"""Parameters of a rulebook: dated values on two axes, valid from a day and recorded on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishiyu.entitlements.rules.measures import Measure
from jishiyu.lib.phrases import Phrase

Table = Mapping[str, int] | Sequence[int]
Given = int | bool | str | Table
ALWAYS = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a rulebook declares it. `by` a code list: a value for each code (a code without one has 0);
    `by` a number: a value for 1, 2, 3 …, the last standing for more; without: one value."""

    name: str
    measure: Measure
    by: Measure | None = None
    words: Phrase = ""  # what a reader knows it by
    codes: Sequence[Phrase] = ()  # words of its codes, in their order, where it is one of a list of its own


@dataclass(frozen=True, slots=True)
class Valued:
    """A value of a parameter: from which day it is law, on which day we learnt so, until which day (excluded)."""

    name: str
    since: date
    value: Given
    ground: str = ""
    recorded: date = ALWAYS
    until: date | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The value that counts on a day: a number (a code as its place), or a tuple for a table; where it comes from."""

    value: int | bool | tuple[int, ...]
    since: date
    ground: str


def in_force(parameter: Parameter, rows: Iterable[Valued], day: date, known: date) -> InForce | None:
    """What was known on `known` to be law on `day`: the latest begun, of those the latest learnt; None: nothing is."""
    fits = [
        row for row in rows
        if row.name == parameter.name and row.since <= day and row.recorded <= known
    ]  # fmt: skip
    if not fits:
        return None
    found = max(fits, key=lambda row: (row.since, row.recorded))
    if found.until is not None and found.until <= day:
        return None
    return InForce(settled(parameter, found.value), found.since, found.ground)


def settled(parameter: Parameter, given: Given) -> int | bool | tuple[int, ...]:
    """A given value as the rules use it. Raises ValueError saying what does not fit."""
    if parameter.by is not None:
        return _table(parameter, given)
    if isinstance(given, Mapping | list | tuple):
        raise ValueError(f"{parameter.name} has one value, not a table")
    return _one(parameter.measure, given, parameter.name)


def _table(parameter: Parameter, given: Given) -> tuple[int, ...]:
    by = parameter.by
    assert by is not None
    if by.kind == "code":
        if not isinstance(given, Mapping):
            raise ValueError(f"{parameter.name} has a value for each of {by}")
        if strange := sorted(set(given) - set(by.codes)):
            raise ValueError(f"{parameter.name}: {', '.join(strange)} is not {by}")
        return tuple(int(_one(parameter.measure, given.get(code, 0), parameter.name)) for code in by.codes)
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence) or not given:
        raise ValueError(f"{parameter.name} has a list of values for 1, 2, 3 …")
    return tuple(int(_one(parameter.measure, one, parameter.name)) for one in given)


def _one(measure: Measure, given: object, name: str) -> int | bool:
    match measure.kind, given:
        case "code", str(code) if code in measure.codes:
            return measure.codes.index(code)
        case "truth", bool(truth):
            return truth
        case "number", int(number) if not isinstance(number, bool):
            return number
    raise ValueError(f"{name}: {given!r} is not {measure}")
