"""Whom a policy is for, as conditions over what is known of a subject, answered with yes, no, or what is missing.

A rule is kept as plain data: {"all": [rule, …]}, {"any": [rule, …]}, {"not": rule}, or one condition, which names an
attribute and asks one thing of it:

    {"of": "trade", "is": "in", "codes": ["C26", "C13"]}     one of these; of a tree: these and all below them
    {"of": "turnover", "is": "at_least", "amount": 2000000000}          at_least, at_most, above, below; money in fen
    {"of": "founded", "is": "from", "day": "2024-01-01"}                from, through: that day and after, and before
    {"of": "founded", "is": "within", "months": 36}                     not longer ago than so many months, on the day
    {"of": "listed", "is": "true"}

Three values, as Kleene has them: what is not known is neither true nor false, and an answer that does not hang on it is
given all the same. A value that is wider than what is asked (trade C, asked C26) is not known well enough. A status
that has an end (Attribute.until) counts through that day; without a known end it is not known whether it still counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from jishiyu.lib.refused import Refused
from jishiyu.registry.kinds import Attribute

PLACE = "subject.division"  # where a subject is, by division code; no pack needs to declare it
LONGEST_LIST, DEEPEST, MOST_CONDITIONS = 60, 4, 40
FURTHEST = 2**53  # amounts beyond it are told apart by nothing
COMPARED = ("at_least", "at_most", "above", "below")
ASKED = {  # what can be asked of each type
    "code": ("in",),
    "codes": ("in",),
    "number": COMPARED,
    "money": COMPARED,
    "day": ("from", "through", "within"),
    "truth": ("true",),
}


class Outcome(IntEnum):
    """In this order `all` is the least of its parts and `any` the greatest."""

    NO = 0
    MISSING = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of one attribute."""

    of: str
    asks: str
    codes: tuple[str, ...] = ()
    amount: int | float = 0
    day: str = ""
    months: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; without parts it holds for everybody."""

    parts: tuple["Rule", ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """One part at least must hold."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Rule"


Rule = Condition | All | Some | Not
EVERYBODY = All()
LOST = Condition("lost", "true")  # stands for a rule over what no pack declares any more: nobody can answer it


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, its answer, and those of its parts. `missing` names the attributes the answer hangs on."""

    rule: Rule
    outcome: Outcome
    missing: tuple[str, ...] = ()
    parts: tuple["Judged", ...] = field(default=())


# reading


def read(plain: object, known: Mapping[str, Attribute]) -> Rule:
    """The rule that plain data describe. Raises Refused: audience_unreadable, attribute_unknown, condition_unfit."""
    rule = _read(plain, known, 0)
    if sum(1 for _ in conditions(rule)) > MOST_CONDITIONS:
        raise Refused("audience_unreadable", part=f"> {MOST_CONDITIONS}")
    return rule


def _read(plain: object, known: Mapping[str, Attribute], depth: int) -> Rule:
    if not isinstance(plain, Mapping) or depth > DEEPEST:
        raise Refused("audience_unreadable", part=str(plain)[:60])
    match dict(plain):
        case {"all": list(parts), **rest} if not rest:
            return All(tuple(_read(part, known, depth + 1) for part in parts))
        case {"any": [_, *_] as parts, **rest} if not rest:
            return Some(tuple(_read(part, known, depth + 1) for part in parts))
        case {"not": part, **rest} if not rest:
            return Not(_read(part, known, depth + 1))
        case {"of": str(of), "is": str(asks), **rest}:
            return _condition(of, asks, rest, known)
    raise Refused("audience_unreadable", part=str(plain)[:60])


def _condition(of: str, asks: str, rest: Mapping[str, Any], known: Mapping[str, Attribute]) -> Condition:
    if of not in known:
        raise Refused("attribute_unknown", attribute=of)
    unfit = Refused("condition_unfit", attribute=of, asks=asks)
    if asks not in ASKED.get(known[of].type, ()):
        raise unfit
    match asks, dict(rest):
        case "in", {"codes": [_, *_] as codes} if len(rest) == 1 and _are_codes(codes):
            return Condition(of, asks, codes=tuple(sorted(set(codes))))
        case (("at_least" | "at_most" | "above" | "below"), {"amount": amount}) if len(rest) == 1 and _is_amount(
            amount
        ):
            return Condition(of, asks, amount=amount)
        case (("from" | "through"), {"day": str(day)}) if len(rest) == 1 and _is_day(day):
            return Condition(of, asks, day=day)
        case "within", {"months": int(months)} if len(rest) == 1 and 0 < months <= 1200:
            return Condition(of, asks, months=months)
        case "true", {} if not rest:
            return Condition(of, asks)
    raise unfit


def _are_codes(codes: Sequence[object]) -> bool:
    return len(codes) <= LONGEST_LIST and all(isinstance(one, str) and 0 < len(one) <= 60 for one in codes)


def _is_amount(amount: object) -> bool:
    return isinstance(amount, int | float) and not isinstance(amount, bool) and abs(amount) < FURTHEST


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def plain_of(rule: Rule) -> dict[str, Any]:
    """A rule as it is kept; `read` gives it back."""
    match rule:
        case All(parts):
            return {"all": [plain_of(part) for part in parts]}
        case Some(parts):
            return {"any": [plain_of(part) for part in parts]}
        case Not(part):
            return {"not": plain_of(part)}
        case Condition():
            said: dict[str, Any] = {"of": rule.of, "is": rule.asks}
            if rule.codes:
                said["codes"] = list(rule.codes)
            elif rule.asks in COMPARED:
                said["amount"] = rule.amount
            elif rule.day:
                said["day"] = rule.day
            elif rule.months:
                said["months"] = rule.months
            return said


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition in a rule."""
    match rule:
        case Condition():
            yield rule
        case Not(part):
            yield from conditions(part)
        case All(parts) | Some(parts):
            for part in parts:
                yield from conditions(part)


# answering


def judge(rule: Rule, values: Mapping[str, Any], day: date, known: Mapping[str, Attribute]) -> Judged:
    """The answer for one subject on a day, part by part. `values` are those of its profile, with PLACE."""
    match rule:
        case Condition():
            return _judge_one(rule, values, day, known)
        case Not(part):
            inner = judge(part, values, day, known)
            return Judged(rule, Outcome(2 - inner.outcome), inner.missing, (inner,))
        case All(parts) | Some(parts):
            judged = tuple(judge(part, values, day, known) for part in parts)
            outcomes = [one.outcome for one in judged]
            everyone = isinstance(rule, All)
            outcome = min(outcomes, default=Outcome.YES) if everyone else max(outcomes, default=Outcome.NO)
            named = {name: None for one in judged if one.outcome == Outcome.MISSING for name in one.missing}
            return Judged(rule, outcome, tuple(named) if outcome == Outcome.MISSING else (), judged)


def _judge_one(asked: Condition, values: Mapping[str, Any], day: date, known: Mapping[str, Attribute]) -> Judged:
    value = values.get(asked.of) if asked.of in known else None
    if value is None:
        return Judged(asked, Outcome.MISSING, (asked.of,))
    outcome = answer(asked, value, day, known[asked.of])
    ends = known[asked.of].until
    if not ends or outcome == Outcome.NO:
        return Judged(asked, outcome, (asked.of,) if outcome == Outcome.MISSING else ())
    until = values.get(ends)
    if until is None:
        return Judged(asked, Outcome.MISSING, (ends,))
    if str(until) < day.isoformat():
        return Judged(asked, Outcome.NO)
    return Judged(asked, outcome, (asked.of,) if outcome == Outcome.MISSING else ())


def answer(asked: Condition, value: Any, day: date, attribute: Attribute) -> Outcome:
    """What a condition says of a value that is known, its end aside."""
    match asked.asks:
        case "in":
            have = value if isinstance(value, list | tuple) else [value]
            return max((_is_in(one, asked.codes, attribute.tree) for one in have), default=Outcome.NO)
        case "true":
            return Outcome.YES if value is True else Outcome.NO
        case "from" | "through" | "within":
            first, last = span_of(asked, day)
            return Outcome.YES if first <= str(value) <= last else Outcome.NO
        case _:
            return Outcome.YES if compares(asked, value) else Outcome.NO


def compares(asked: Condition, value: Any) -> Any:
    """The comparison of an amount, or of a column of them."""
    match asked.asks:
        case "at_least":
            return value >= asked.amount
        case "at_most":
            return value <= asked.amount
        case "above":
            return value > asked.amount
        case _:
            return value < asked.amount


def span_of(asked: Condition, day: date) -> tuple[str, str]:
    """The first and the last day, both in it, that a condition about a day lets through."""
    match asked.asks:
        case "from":
            return asked.day, "9999-12-31"
        case "through":
            return "0001-01-01", asked.day
        case _:
            return months_before(day, asked.months).isoformat(), day.isoformat()


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a month that is shorter."""
    count = day.year * 12 + day.month - 1 - months
    year, month = max(1, count // 12), count % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


def _is_in(value: str, codes: Sequence[str], tree: bool) -> Outcome:
    if not tree:
        return Outcome.YES if value in codes else Outcome.NO
    if any(value.startswith(code) for code in codes):
        return Outcome.YES
    return Outcome.MISSING if any(code.startswith(value) for code in codes) else Outcome.NO
