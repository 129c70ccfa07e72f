"""A decision of the rules in the reader's words: from the result down to the facts, with figures, articles and law."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jishiyu.entitlements import queries
from jishiyu.entitlements.changes import Change
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Decision
from jishiyu.entitlements.rules import MEMBERS, Explained, Fact, Known, Line, Measure, Rules, explain
from jishiyu.entitlements.rules.explain import FIGURE
from jishiyu.entitlements.rules.facts import household
from jishiyu.look.rule_words import figure, name_of


@dataclass(frozen=True, slots=True)
class Step:
    """One clause on the way to a result."""

    name: str
    member: int | None
    depth: int
    value: str
    reason: str
    ground: str
    facts: tuple[tuple[str, str], ...]  # words and value
    law: tuple[tuple[str, str, str, str], ...]  # parameter, value, since, ground
    holds: bool  # false: nothing is due by this one


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say to a reader: the result, the step that decided it, all steps, and what is missing."""

    outcome: str
    amount: int
    cause: Step | None
    steps: tuple[Step, ...]
    deciding: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def steps_of(rules: Rules, explained: Explained) -> tuple[Step, ...]:
    return tuple(_step(rules, line) for line in explained.lines)


def _step(rules: Rules, line: Line) -> Step:
    def show(found: re.Match[str]) -> str:
        return figure(line.figures.get(found[1]), _measure(rules, found[1]), rules)

    reason = FIGURE.sub(show, _(line.reason)) if line.reason else ""
    facts = tuple(
        (fact_words(rules.facts[name], None), _shown(rules, name, value)) for name, value in line.facts.items()
    )
    law = tuple(
        (
            str(parameter.words or name),
            figure(line.applied[name], parameter.measure, rules),
            one.since.isoformat(),
            one.ground,
        )
        for name, one in line.parameters.items()
        for parameter in (rules.parameters[name],)
    )
    name = name_of(rules.clause(line.clause))
    value = figure(line.value, line.measure, rules)
    return Step(name, line.member, line.depth, value, reason, line.ground, facts, law, bool(line.value))


def _measure(rules: Rules, name: str) -> Measure:
    if name in rules.facts:
        return rules.facts[name].measure
    return rules.parameters[name].measure if name in rules.parameters else rules.clause(name).measure


def _shown(rules: Rules, name: str, value: Known | tuple[Known, ...]) -> str:
    measure = rules.facts[name].measure
    if isinstance(value, tuple):
        return _(", ").join(figure(one, measure, rules) for one in value)
    return figure(value, measure, rules)


def fact_words(fact: Fact, member: int | None) -> str:
    return f"{fact.words}" if member is None else _("%(fact)s of member %(n)s") % {"fact": fact.words, "n": member}


def missing_words(facts: Mapping[str, Fact], missing: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Facts that are missing, in words; the members themselves may be."""
    return tuple(
        _("who belongs to the household") if name == MEMBERS or name not in facts else fact_words(facts[name], member)
        for name, member in missing
    )


def answer(scheme: Scheme, rules: Rules, facts: Mapping[str, Any]) -> Answer:
    """What the rules say of plain facts now; nothing is kept. Raises FactError."""
    known = queries.judged(scheme, facts)
    found = explain(rules, known, scheme.waives or scheme.due)
    due = found if not scheme.waives else explain(rules, known, scheme.due)
    return _answer(rules, due, found)


def _answer(rules: Rules, due: Explained, paid: Explained) -> Answer:
    outcome = "undecided" if due.value is None else "due" if due.value else "not_due"
    steps = steps_of(rules, due)
    cause = _cause(due, steps)
    money = paid.value if isinstance(paid.value, int) and not isinstance(paid.value, bool) and outcome == "due" else 0
    told = steps if outcome == "due" or cause is None else (cause,)
    deciding = tuple(dict.fromkeys(pair for step in told for pair in step.facts))
    missing = missing_words(rules.facts, due.missing)
    return Answer(outcome, money, cause, steps, deciding, missing)


def _cause(found: Explained, steps: Sequence[Step]) -> Step | None:
    """The step that decided: from a result of nothing, down to the first that says why."""
    if not steps:
        return None
    at = 0
    if found.value is not None and not found.value:
        for place, line in enumerate(found.lines):
            if line.depth == found.lines[at].depth + 1 and line.value is not None and not line.value:
                at = place
    return steps[at]


def of_decision(scheme: Scheme, decision: Decision) -> Answer:
    """A kept decision told again, by the rules and facts it was made with. One query."""
    rules = queries.rules_of(scheme, decision.day, decision.known)
    return answer(scheme, rules, decision.sheet.facts)


def changes_told(rules: Rules, changed: Sequence[Change]) -> list[tuple[str, str, str]]:
    """What changed between two sheets: fact, before, after."""
    return [
        (
            _("Members") if one.fact == MEMBERS else fact_words(rules.facts[one.fact], one.member),
            _plain(rules, one.fact, one.before),
            _plain(rules, one.fact, one.after),
        )
        for one in changed
        if one.fact == MEMBERS or one.fact in rules.facts
    ]


def facts_told(
    rules: Rules, sheet: Mapping[str, Any]
) -> tuple[list[tuple[str, str, str]], list[list[tuple[str, str]]]]:
    """A sheet in words: (name, words, value) of the household, and words and value of each member."""
    known = household(rules.facts, _only(rules, sheet))
    own = [
        (name, str(fact.words), figure(known[name], fact.measure, rules))
        for name, fact in rules.facts.items()
        if fact.of == "household"
    ]
    persons = [fact for fact in rules.facts.values() if fact.of == "person"]
    members = [
        [(str(fact.words), figure(one.get(fact.name), fact.measure, rules)) for fact in persons]
        for one in known[MEMBERS] or []
    ]
    return own, members


def _only(rules: Rules, sheet: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in sheet.items() if name in rules.facts}
    if sheet.get(MEMBERS) is not None:
        said[MEMBERS] = [{name: one[name] for name in one if name in rules.facts} for one in sheet[MEMBERS]]
    return said


def _plain(rules: Rules, name: str, value: Any) -> str:
    if name == MEMBERS:
        return str(value)
    fact = rules.facts[name]
    if value is None or fact.of not in ("household", "person"):
        return _("not known")
    asked = household({name: fact}, {name: value} if fact.of == "household" else {MEMBERS: [{name: value}]})
    return figure(asked[name] if fact.of == "household" else asked[MEMBERS][0][name], fact.measure, rules)
