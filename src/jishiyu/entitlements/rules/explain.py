"""Explains a decision: from the result down to the facts it rests on, each step with its reason, figures and ground."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import Household, Known
from jishiyu.entitlements.rules.interpret import decider
from jishiyu.entitlements.rules.linking import Clause
from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.parameters import InForce
from jishiyu.entitlements.rules.tree import Body, ClauseOf, Expression, FactOf, If, Look, ParameterOf, parts_of
from jishiyu.entitlements.rules.walking import Asked, Walk

FIGURE = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Line:
    """One clause on the way: what it came to and why. `figures` are the values its reason names; `facts` those it
    looked at (of all members: a tuple in their order); `parameters` the law it used and since when. `member` counts
    from 1."""

    clause: str
    member: int | None
    depth: int
    value: Known
    measure: Measure
    reason: str  # an English msgid; empty where the clause gives none, or nothing could be decided
    ground: str
    figures: Mapping[str, Known]
    facts: Mapping[str, Known | tuple[Known, ...]]
    parameters: Mapping[str, InForce]
    applied: Mapping[str, Known]  # what of each parameter counted here: of a table the value looked up


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a clause came out as it did for a household. `missing`: the facts to ask for where it cannot be decided."""

    output: str
    value: Known
    lines: tuple[Line, ...]
    missing: tuple[Asked, ...]
    day: Any  # datetime.date
    rules_hash: str


def explain(rules: Rules, household: Household, output: str) -> Explained:
    """The result of a clause for a household with every step it went through, once each, and no other. Raises as
    `decide` does."""
    names, run = decider(rules, (output,))
    values, branches = run(household)
    known = dict(zip(names, zip(values, branches, strict=True), strict=True))
    value = known[output][0]
    walk = Walk(rules, household)
    lines = tuple(_lines(walk, known, output, None, 0, set()))
    return Explained(output, value, lines, walk.missing(output) if value is None else (), rules.day, rules.hash)


def sentence(line: Line, translate: Callable[[str], str], show: Callable[[Known, str], str]) -> str:
    """A line's reason in the reader's language with its figures filled in. `show(value, unit)` writes a figure; the
    unit is what stands behind the colon, "" where nothing does."""
    return FIGURE.sub(lambda found: show(line.figures.get(found[1]), found[2] or ""), translate(line.reason))


def _lines(
    walk: Walk, known: Mapping[str, tuple[Known, int]], name: str, member: int | None, depth: int, told: set[Asked]
) -> Iterator[Line]:
    clause = walk.rules.clause(name)
    at = member if clause.of == "person" else None
    if (name, at) in told:
        return
    told.add((name, at))
    value, branch = known[name] if at is None else walk.clause(name, at)
    yield _line(walk, clause, at, depth, value, branch)
    for used in _way(walk, clause, at, branch):
        if used in walk.rules.clauses:
            each = range(1, len(walk.members or ()) + 1)
            to_members = walk.rules.clause(used).of == "person" and at is None
            for one in each if to_members else (at,):
                yield from _lines(walk, known, used, one, depth + 1, told)


def _line(walk: Walk, clause: Clause, member: int | None, depth: int, value: Known, branch: int) -> Line:
    rules, end = walk.rules, clause.branches[branch - 1] if branch else None
    facts: dict[str, Known | tuple[Known, ...]] = {}
    parameters: dict[str, InForce] = {}
    for name in _way(walk, clause, member, branch):
        if name in rules.facts:
            of_all = rules.facts[name].of == "person" and member is None
            facts[name] = (
                tuple(one.get(name) for one in walk.members or ()) if of_all else walk.value(FactOf(name), member)
            )
        elif (law := rules.values.get(name)) is not None:
            parameters[name] = law
    figures = {name: _figure(walk, clause, name, member) for name in _named(end.reason)} if end else {}
    return Line(
        clause.name, member, depth, value, clause.measure, end.reason if end else "",
        end.ground if end else clause.ground, figures, facts, parameters,
        {name: _applied(walk, clause, name, member) for name in parameters},
    )  # fmt: skip


def _figure(walk: Walk, clause: Clause, name: str, member: int | None) -> Known:
    rules = walk.rules
    if name in rules.facts:
        return walk.value(FactOf(name), member)
    if name in rules.clauses:
        return walk.clause(name, member)[0]
    return _applied(walk, clause, name, member)


def _applied(walk: Walk, clause: Clause, name: str, member: int | None) -> Known:
    """The value of a parameter; of a table the one this clause looks up first."""
    if walk.rules.parameters[name].by is None:
        return walk.value(ParameterOf(name), member)
    return walk.value(_known(clause).looks[name], member)


@cache
def _named(reason: str) -> tuple[str, ...]:
    return tuple(name for name, _ in FIGURE.findall(reason))


def _way(walk: Walk, clause: Clause, member: int | None, branch: int) -> tuple[str, ...]:
    """Names on the way to a branch; to the unknown test where it cannot be decided."""
    if branch:
        return _known(clause).ways[branch]
    names: list[str] = []
    body: Body = clause.body
    while isinstance(body, If):
        names += _names(body.test)
        test = walk.value(body.test, member)
        if test is None:
            return tuple(dict.fromkeys(names))
        body = body.then if test else body.other
    return tuple(dict.fromkeys([*names, *_names(body.value)]))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read off a clause once: the names on the way to each branch, and the first look into each table."""

    clause: Clause  # kept, so that its id stays its own
    ways: Mapping[int, tuple[str, ...]]
    looks: Mapping[str, Look]


_READ: dict[int, _Known] = {}


def _known(clause: Clause) -> _Known:
    found = _READ.get(id(clause))
    if found is None:
        looks: dict[str, Look] = {}
        for part in parts_of(clause.body):
            if isinstance(part, Look):
                looks.setdefault(part.table, part)
        found = _READ[id(clause)] = _Known(clause, dict(_branch_ways(clause.body, ())), looks)
    return found


def _branch_ways(body: Body, before: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    if isinstance(body, If):
        asked = (*before, *_names(body.test))
        yield from _branch_ways(body.then, asked)
        yield from _branch_ways(body.other, asked)
    else:
        yield body.branch, tuple(dict.fromkeys((*before, *_names(body.value))))


def _names(part: Expression) -> list[str]:
    return [
        one.table if isinstance(one, Look) else one.name
        for one in parts_of(part)
        if isinstance(one, Look | FactOf | ClauseOf | ParameterOf)
    ]
