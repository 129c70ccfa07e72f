"""Walks the tree for one household, step by step: what a part of a clause comes to, and which unknown facts stop it.

Slower than the decider (`interpret`), and written apart from it, so that each is a check of the other.
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jishiyu.entitlements.rules.arithmetic import FRACTION, SPAN, step
from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import MEMBERS, Household, Known
from jishiyu.entitlements.rules.tree import (
    And,
    Arithmetic,
    Body,
    Choose,
    ClauseOf,
    Compare,
    Expression,
    FactOf,
    Fraction,
    If,
    Literally,
    Look,
    Members,
    Not,
    Or,
    Over,
    ParameterOf,
    Pick,
    Span,
    Today,
)  # fmt: skip

Asked = tuple[str, int | None]  # a fact, and the member by number from 1 where it is one's
OPS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Walk:
    """One household under rules. `member` is None for the household, else counts from 1."""

    def __init__(self, rules: Rules, household: Household) -> None:
        self.rules, self.household = rules, household
        self.members: Sequence[Household] | None = household.get(MEMBERS)
        self._known: dict[Asked, tuple[Known, int]] = {}

    def clause(self, name: str, member: int | None = None) -> tuple[Known, int]:
        """Its value and branch; (None, 0) where it cannot be decided."""
        clause = self.rules.clause(name)
        key = (name, member if clause.of == "person" else None)
        if key not in self._known:
            body: Body = clause.body
            while isinstance(body, If):
                test = self.value(body.test, key[1])
                if test is None:
                    break
                body = body.then if test else body.other
            found = None if isinstance(body, If) else self.value(body.value, key[1])
            self._known[key] = (found, 0) if found is None or isinstance(body, If) else (found, body.branch)
        return self._known[key]

    def value(self, part: Expression, member: int | None = None) -> Known:
        """What a part comes to, of the household or of a member."""
        found: Known = getattr(self, f"_{type(part).__name__.lower()}")(part, member)
        return found

    def missing(self, name: str) -> tuple[Asked, ...]:
        """The facts that stop a clause that cannot be decided, in the order to ask for them."""
        return tuple(dict.fromkeys(self._stops(ClauseOf(name), None)))

    # values

    def _literally(self, part: Literally, member: int | None) -> Known:
        return part.value

    def _factof(self, part: FactOf, member: int | None) -> Known:
        of = self.rules.facts[part.name].of
        found: Known = (self.household if of == "household" else self._member(member)).get(part.name)
        return found

    def _member(self, member: int | None) -> Household:
        assert self.members is not None
        assert member is not None
        return self.members[member - 1]

    def _parameterof(self, part: ParameterOf, member: int | None) -> Known:
        value = self.rules.value(part.name)
        assert not isinstance(value, tuple)
        return value

    def _clauseof(self, part: ClauseOf, member: int | None) -> Known:
        return self.clause(part.name, member)[0]

    def _today(self, part: Today, member: int | None) -> Known:
        return self.rules.day

    def _arithmetic(self, part: Arithmetic | Compare, member: int | None) -> Known:
        left, right = self.value(part.left, member), self.value(part.right, member)
        if left is None or right is None:
            return None
        found: Known = OPS[part.op](left, right)
        return found

    _compare = _arithmetic

    def _not(self, part: Not, member: int | None) -> Known:
        found = self.value(part.part, member)
        return None if found is None else not found

    def _and(self, part: And, member: int | None) -> Known:
        return _all([self.value(one, member) for one in part.parts])

    def _or(self, part: Or, member: int | None) -> Known:
        return _any([self.value(one, member) for one in part.parts])

    def _over(self, part: Over, member: int | None) -> Known:
        if self.members is None:
            return None
        values = [self.value(part.inner, number + 1) for number in range(len(self.members))]
        if part.how in ("any", "all"):
            return _any(values) if part.how == "any" else _all(values)
        if None in values:
            return None
        if part.how in ("sum", "count"):
            return sum(one for one in values if isinstance(one, int))  # numbers and truths, by linking
        least: Known = _OVER[part.how](values) if values else None
        return least

    def _members(self, part: Members, member: int | None) -> Known:
        return None if self.members is None else len(self.members)

    def _fraction(self, part: Fraction, member: int | None) -> Known:
        return self._with(FRACTION[part.how], [part.top, part.bottom], member)

    def _span(self, part: Span, member: int | None) -> Known:
        return self._with(SPAN[part.unit], [part.start, part.end], member)

    def _pick(self, part: Pick, member: int | None) -> Known:
        return self._with(lambda *parts: _OVER[part.how](parts), part.parts, member)

    def _with(self, what: Callable[..., Known], parts: Sequence[Expression], member: int | None) -> Known:
        values = [self.value(one, member) for one in parts]
        return None if None in values else what(*values)

    def _look(self, part: Look, member: int | None) -> Known:
        key, table = self.value(part.key, member), self.rules.value(part.table)
        assert isinstance(table, tuple)
        by = self.rules.parameters[part.table].by
        if not isinstance(key, int) or by is None:
            return None
        return table[key] if by.kind == "code" else step(table, key)

    def _choose(self, part: Choose, member: int | None) -> Known:
        test = self.value(part.test, member)
        return None if test is None else self.value(part.then if test else part.other, member)

    # what stops it

    def _stops(self, part: Expression, member: int | None) -> Iterator[Asked]:
        """Facts without which an unknown part stays unknown; nothing for a known one."""
        if self.value(part, member) is not None:
            return
        match part:
            case FactOf(name=name):
                yield name, member if self.rules.facts[name].of == "person" else None
            case ClauseOf(name=name):
                clause = self.rules.clause(name)
                yield from self._stops_of_body(clause.body, member if clause.of == "person" else None)
            case Over() | Members():
                yield from self._stops_of_members(part)
            case Choose(test=test, then=then, other=other):
                known = self.value(test, member)
                yield from self._stops(test if known is None else then if known else other, member)
            case _:
                stops = [stop for one in _parts(part) for stop in self._stops(one, member)]
                yield from stops or self._touched(part, member)

    def _touched(self, part: Expression, member: int | None) -> Iterator[Asked]:
        """All parts are known and it comes to nothing (over 0, beyond a table): the facts in it, one is amiss."""
        match part:
            case FactOf(name=name):
                yield name, member if self.rules.facts[name].of == "person" else None
            case Over() | Members():
                yield MEMBERS, None
            case ClauseOf(name=name):
                for used in self.rules.clause(name).uses:
                    if used in self.rules.facts:
                        yield (used, member) if self.rules.facts[used].of == "household" or member else (MEMBERS, None)
            case _:
                for one in _parts(part):
                    yield from self._touched(one, member)

    def _stops_of_members(self, part: Over | Members) -> Iterator[Asked]:
        if not self.members:
            yield MEMBERS, None
        elif isinstance(part, Over):
            for number in range(len(self.members)):
                yield from self._stops(part.inner, number + 1)

    def _stops_of_body(self, body: Body, member: int | None) -> Iterator[Asked]:
        while isinstance(body, If):
            test = self.value(body.test, member)
            if test is None:
                yield from self._stops(body.test, member)
                return
            body = body.then if test else body.other
        yield from self._stops(body.value, member)


_OVER: dict[str, Callable[[Any], Any]] = {"least": min, "most": max, "min": min, "max": max}


def _any(values: Sequence[Known]) -> Known:
    return True if True in values else None if None in values else False


def _all(values: Sequence[Known]) -> Known:
    return False if False in values else None if None in values else True


def _parts(part: Expression) -> tuple[Expression, ...]:
    match part:
        case Arithmetic(left=one, right=other) | Compare(left=one, right=other) | Fraction(top=one, bottom=other):
            return one, other
        case Span(start=one, end=other):
            return one, other
        case Not(part=one) | Look(key=one):
            return (one,)
        case Pick(parts=parts) | And(parts=parts) | Or(parts=parts):
            return parts
    return ()
