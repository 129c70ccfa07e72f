"""Clauses in plain words: each way through a clause as one sentence, what is asked and what comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jishiyu.entitlements import queries
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.rules import AREA, MEMBERS, MONEY, Clause, Fact, Known, Measure, Parameter, Rules, Valued
from jishiyu.entitlements.rules.parameters import settled
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
from jishiyu.entitlements.rules.walking import Walk
from jishiyu.lib.money import yuan

PER_AREA = (("0.01 m²", -1), ("fen", 1))


@dataclass(frozen=True, slots=True)
class Way:
    """One step of a clause: under what condition (empty: in all other cases), what comes of it, why, by which article.
    Without a value it opens the steps below it, one deeper."""

    depth: int
    condition: str
    value: str | None
    reason: str
    ground: str


def figure(value: Known | tuple[int, ...], measure: Measure, rules: Rules) -> str:
    """A value in the reader's words: money in yuan, area in m², a code by its name."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(figure(one, measure, rules) for one in value)
    return _number(value, measure, rules)


def _number(value: int, measure: Measure, rules: Rules) -> str:
    if measure.kind == "code":
        return code(measure, value, rules)
    if measure == MONEY:
        return _("%(yuan)s yuan") % {"yuan": yuan(value)}
    if measure == AREA:
        return f"{value / 100:g} m²"
    if measure.units == PER_AREA:
        return _("%(yuan)s yuan a m²") % {"yuan": yuan(value)}
    return str(value)


def code(measure: Measure, place: int, rules: Rules) -> str:
    """A code by the words of the fact or parameter it belongs to, else as it is written."""
    known: list[Fact | Parameter] = [*rules.facts.values(), *rules.parameters.values()]
    for one in known:
        if one.measure == measure and len(one.codes) == len(measure.codes):
            return str(one.codes[place])
    return measure.codes[place]


def name_of(clause: Clause) -> str:
    return _(clause.words) if clause.words else clause.name.replace("_", " ")


def ways(rules: Rules, clause: Clause) -> list[Way]:
    """A clause step by step, in the order in which it is gone through."""
    return list(_ways(rules, clause, clause.body, 0))


def _ways(rules: Rules, clause: Clause, body: Body, depth: int, condition: str = "") -> Iterator[Way]:
    if isinstance(body, If):
        settled = _settled(rules, clause, body.test)
        if settled is not None:  # the law of the day answers this, whoever asks
            yield from _ways(rules, clause, body.then if settled else body.other, depth, condition)
            return
        if condition:
            yield Way(depth, condition, None, "", "")
            depth += 1
        yield from _ways(rules, clause, body.then, depth, say(rules, body.test))
        yield from _ways(rules, clause, body.other, depth)
    else:
        branch = clause.branches[body.branch - 1]
        value = say(rules, body.value, clause.measure)
        yield Way(depth, condition, value, filled(rules, branch.reason), branch.ground)


def _settled(rules: Rules, clause: Clause, test: Expression) -> Known:
    """What a test comes to with nothing known of anybody; None where it depends on the household or the member."""
    if clause.of == "person":
        return Walk(rules, {MEMBERS: [{}]}).value(test, 1)
    return Walk(rules, {}).value(test)


def filled(rules: Rules, reason: str) -> str:
    """A reason with the names of its figures in their places."""
    said = _(reason) if reason else ""
    for name in {**rules.facts, **rules.parameters, **rules.clauses}:
        for unit in ("", ":m2", ":yuan", ":day", ":percent"):
            said = said.replace(f"{{{name}{unit}}}", f"〔{_named(rules, name)}〕")
    return said


def say(rules: Rules, part: Expression, measure: Measure | None = None) -> str:
    """An expression in words. `measure` is what it is said to be, where a number alone would not tell."""
    return _Saying(rules, measure).of(part)


def _named(rules: Rules, name: str) -> str:
    if name in rules.facts:
        return str(rules.facts[name].words)
    if name in rules.parameters:
        return str(rules.parameters[name].words or name)
    clause = rules.clauses[name]
    return name_of(clause) if clause else name


class _Saying:
    def __init__(self, rules: Rules, measure: Measure | None) -> None:
        self.rules, self.measure = rules, measure

    def of(self, part: Expression) -> str:
        found: str = getattr(self, f"_{type(part).__name__.lower()}")(part)
        return found

    def inner(self, part: Expression) -> str:
        """As a part of more: in brackets where it is more than one thing."""
        said = self.of(part)
        return f"({said})" if isinstance(part, Arithmetic | And | Or | Choose | Fraction) else said

    def _literally(self, part: Literally) -> str:
        measure = self.measure if self.measure and self.measure.kind == part.measure.kind == "number" else part.measure
        return figure(part.value, measure, self.rules)

    def _factof(self, part: FactOf) -> str:
        return str(self.rules.facts[part.name].words)

    def _parameterof(self, part: ParameterOf) -> str:
        parameter = self.rules.parameters[part.name]
        value = figure(self.rules.value(part.name), parameter.measure, self.rules)
        return f"{parameter.words or part.name}〔{value}〕"

    def _clauseof(self, part: ClauseOf) -> str:
        return f"“{_named(self.rules, part.name)}”"

    def _today(self, part: Today) -> str:
        return _("the day asked for")

    def _arithmetic(self, part: Arithmetic) -> str:
        sign = {"*": "×", "-": "−"}.get(part.op, part.op)
        return f"{self.inner(part.left)} {sign} {self.inner(part.right)}"

    def _compare(self, part: Compare) -> str:
        left, right = self.inner(part.left), self.inner(part.right)
        words = {
            "==": _("%(left)s is %(right)s"), "!=": _("%(left)s is not %(right)s"),
            "<": _("%(left)s is less than %(right)s"), "<=": _("%(left)s is at most %(right)s"),
            ">": _("%(left)s is more than %(right)s"), ">=": _("%(left)s is at least %(right)s"),
        }  # fmt: skip
        return words[part.op] % {"left": left, "right": right}

    def _not(self, part: Not) -> str:
        return _("not so: %(what)s") % {"what": self.inner(part.part)}

    def _and(self, part: And) -> str:
        return _(" and ").join(self.inner(one) for one in part.parts)

    def _or(self, part: Or) -> str:
        same = {repr(one.left) for one in part.parts if isinstance(one, Compare) and one.op == "=="}
        if len(same) == 1 and all(isinstance(one, Compare) and one.op == "==" for one in part.parts):
            values = _(" or ").join(self.inner(one.right) for one in part.parts if isinstance(one, Compare))
            first = part.parts[0]
            assert isinstance(first, Compare)
            return _("%(left)s is %(right)s") % {"left": self.inner(first.left), "right": values}
        return _(" or ").join(self.inner(one) for one in part.parts)

    def _over(self, part: Over) -> str:
        words = {
            "any": _("of any member: %(what)s"), "all": _("of every member: %(what)s"),
            "sum": _("%(what)s, of all members together"), "count": _("how many members: %(what)s"),
            "least": _("the least of the members' %(what)s"), "most": _("the most of the members' %(what)s"),
        }  # fmt: skip
        return words[part.how] % {"what": self.inner(part.inner)}

    def _members(self, part: Members) -> str:
        return _("number of members")

    def _fraction(self, part: Fraction) -> str:
        words = {
            "half_up": _("%(top)s ÷ %(bottom)s, rounded"), "down": _("%(top)s ÷ %(bottom)s, rounded down"),
            "up": _("%(top)s ÷ %(bottom)s, rounded up"),
        }  # fmt: skip
        plain = _Saying(self.rules, None)
        return words[part.how] % {"top": plain.inner(part.top), "bottom": plain.inner(part.bottom)}

    def _pick(self, part: Pick) -> str:
        said = _(", ").join(self.inner(one) for one in part.parts)
        return (_("the least of: %(what)s") if part.how == "min" else _("the greatest of: %(what)s")) % {"what": said}

    def _look(self, part: Look) -> str:
        words = self.rules.parameters[part.table].words or part.table
        return _("%(table)s by %(key)s") % {"table": words, "key": self.inner(part.key)}

    def _span(self, part: Span) -> str:
        words = {
            "years": _("whole years from %(start)s to %(end)s"), "months": _("whole months from %(start)s to %(end)s"),
            "days": _("days from %(start)s to %(end)s"),
        }  # fmt: skip
        return words[part.unit] % {"start": self.inner(part.start), "end": self.inner(part.end)}

    def _choose(self, part: Choose) -> str:
        said = {"test": self.of(part.test), "then": self.of(part.then), "other": self.of(part.other)}
        return _("%(then)s where %(test)s, else %(other)s") % said


@dataclass(frozen=True, slots=True)
class Told:
    """A clause as a page shows it."""

    name: str
    code: str
    ground: str
    of_member: bool
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class Law:
    """A parameter as a page shows it: what it is known by, and each of its values, the newest first."""

    code: str
    name: str
    now: str
    since: date
    ground: str
    by: list[tuple[str, str]]  # of a table: for what, and how much, now
    rows: list[tuple[Valued, str]]


def clauses_told(rules: Rules, outputs: Sequence[str]) -> list[Told]:
    """The clauses a scheme rests on, what is asked for first."""
    return [
        Told(name_of(clause), clause.name, clause.ground, clause.of == "person", ways(rules, clause))
        for clause in reversed(rules.needed(outputs))
    ]


def law_told(rules: Rules, outputs: Sequence[str], values: Sequence[Valued]) -> list[Law]:
    """The parameters those clauses use, with what each has been, is and will be."""
    used = {name for clause in rules.needed(outputs) for name in clause.uses}
    return [_law(rules, parameter, values) for name, parameter in rules.parameters.items() if name in used]


def _law(rules: Rules, parameter: Parameter, values: Sequence[Valued]) -> Law:
    rows = [row for row in reversed(values) if row.name == parameter.name]
    told = [(row, figure(settled(parameter, row.value), parameter.measure, rules)) for row in rows]
    now = rules.value(parameter.name)
    by: list[tuple[str, str]] = []
    if parameter.by is not None and isinstance(now, tuple):
        by = [
            (code(parameter.by, place, rules) if parameter.by.kind == "code" else _of_number(place, len(now)),
             figure(one, parameter.measure, rules))
            for place, one in enumerate(now)
        ]  # fmt: skip
    law = rules.values[parameter.name]
    assert law is not None
    shown = figure(now, parameter.measure, rules)
    return Law(parameter.name, str(parameter.words or parameter.name), shown, law.since, law.ground, by, told)


def _of_number(place: int, count: int) -> str:
    return str(place + 1) if place + 1 < count else _("%(number)s and more") % {"number": place + 1}


def rules_page(scheme_code: str, day: date) -> dict[str, object] | None:
    """What a page of a scheme's rules shows; None for a scheme nobody declares or a day before all law. Two queries."""
    try:
        scheme = scheme_of(scheme_code)
        rules, values = queries.rules_of(scheme, day), queries.values_of(scheme)
        outputs = [scheme.due, *([scheme.waives] if scheme.waives else [])]
        told = {"clauses": clauses_told(rules, outputs), "laws": law_told(rules, outputs, values)}
    except LookupError:
        return None
    return {"scheme": scheme, "day": day, "rules": rules, **told}
