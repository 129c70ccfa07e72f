"""Facts a rulebook knows, and households as they are given: checked, and turned into what rules take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.troubles import FactError
from jishiyu.lib.phrases import Phrase

Of = Literal["household", "person"]
Known = int | bool | date | None  # a code as its place in its list; None: unknown
MEMBERS = "members"  # the key under which a household's members stand
BIGGEST = 2**53  # a number any of the three ways holds exactly, sums of many included


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to be known of a household or of each member. `words` is what a form asks; `codes` are the words of the
    codes, in their order, where it is one of a list."""

    name: str
    measure: Measure
    words: Phrase
    of: Of = "household"
    codes: Sequence[Phrase] = ()
    least: int | None = None  # a number below it is a slip of the pen


Household = Mapping[str, Any]  # fact: Known, and MEMBERS: a list of {fact: Known}, or None where unknown


def household(facts: Mapping[str, Fact], plain: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """A household from plain values (JSON: codes by name, days as 2021-07-01), every fact there, the unsaid unknown.

    Raises FactError naming where, which fact and why: an unknown fact, a wrong type, a code not in its list."""
    read = _read(facts, "household", plain, where)
    members = plain.get(MEMBERS)
    if members is not None and (isinstance(members, str) or not isinstance(members, Sequence)):
        raise FactError(where, MEMBERS, "is not a list of members")
    read[MEMBERS] = None if members is None else [
        _read(facts, "person", member, f"{where} member {number}".strip()) for number, member in enumerate(members, 1)
    ]  # fmt: skip
    return read


def plain(facts: Mapping[str, Fact], known: Household) -> dict[str, Any]:
    """The other way: what can be written as JSON, unknown facts left out."""
    said = _plain(facts, "household", known)
    if known.get(MEMBERS) is not None:
        said[MEMBERS] = [_plain(facts, "person", member) for member in known[MEMBERS]]
    return said


def settle(fact: Fact, given: Any, where: str = "") -> Known:
    """One value of a fact as rules take it; None stays unknown. Raises FactError."""
    kind = fact.measure.kind
    match kind, given:
        case _, None:
            return None
        case "truth", bool(truth):
            return truth
        case "number", int(number) if not isinstance(number, bool):
            return _number(fact, number, where)
        case "day", date() if type(given) is date:
            return given
        case "day", str(text):
            return _day(fact, text, where)
        case "code", str(code) if code in fact.measure.codes:
            return fact.measure.codes.index(code)
    raise FactError(where, fact.name, f"{given!r} is not {_wanted(fact.measure)}")


def _read(facts: Mapping[str, Fact], of: Of, given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise FactError(where, of, "is not a set of facts by name")
    for name in given:
        if name != MEMBERS and (name not in facts or facts[name].of != of):
            raise FactError(where, str(name), f"is no fact of a {of}")
    return {fact.name: settle(fact, given.get(fact.name), where) for fact in facts.values() if fact.of == of}


def _plain(facts: Mapping[str, Fact], of: Of, known: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for fact in facts.values():
        value = known.get(fact.name) if fact.of == of else None
        if value is not None:
            said[fact.name] = (
                fact.measure.codes[value] if fact.measure.kind == "code"
                else value.isoformat() if isinstance(value, date)
                else value
            )  # fmt: skip
    return said


def _number(fact: Fact, number: int, where: str) -> int:
    if abs(number) > BIGGEST:
        raise FactError(where, fact.name, f"{number} is too big")
    if fact.least is not None and number < fact.least:
        raise FactError(where, fact.name, f"{number} is less than {fact.least}")
    return number


def _day(fact: Fact, text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FactError(where, fact.name, f"{text!r} is no day like 2021-07-01") from None


def _wanted(measure: Measure) -> str:
    if measure.kind == "number":
        return f"a whole number ({measure})" if measure.units else "a whole number"
    return {"truth": "true or false", "day": "a day like 2021-07-01"}.get(measure.kind, str(measure))
