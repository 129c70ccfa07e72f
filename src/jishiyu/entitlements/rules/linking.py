"""Links the names of a clause to facts, parameters and other clauses, and checks that units and levels fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from jishiyu.entitlements.rules.facts import Fact, Of
from jishiyu.entitlements.rules.measures import DAY, NUMBER, TRUTH, Measure, per, times
from jishiyu.entitlements.rules.parameters import Parameter
from jishiyu.entitlements.rules.reading import Named, Read
from jishiyu.entitlements.rules.tree import (
    And,
    Arithmetic,
    Body,
    Branch,
    Choose,
    ClauseOf,
    Compare,
    Expression,
    FactOf,
    Fraction,
    If,
    Leaf,
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
from jishiyu.entitlements.rules.troubles import Place, RuleError

TODAY = "day"
ZERO = Measure("number", (("0", 1),))  # fits every unit
OVER = {
    "any": ("truth",), "all": ("truth",), "count": ("truth",), "sum": ("number",),
    "least": ("number", "day"), "most": ("number", "day"),
}  # fmt: skip
CODE = Measure("code")  # a code whose list is not known yet


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, ready to be run: every name resolved, every unit known."""

    name: str
    of: Of
    measure: Measure
    body: Body
    branches: tuple[Branch, ...]
    ground: str
    place: Place
    words: str  # an English msgid, what a reader knows it by; may be empty
    uses: tuple[str, ...]  # facts, parameters and clauses by name, as its arguments name them


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean in a rulebook; `clauses` holds those linked already."""

    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    clauses: Mapping[str, tuple[Of, Measure]]


def link(read: Read, of: Of, ground: str, gives: Measure | None, names: Names) -> Clause:
    """The clause with its names linked. Raises RuleError: unknown name, wrong level, units or kinds that do not fit."""
    linker = _Linker(read, of, names)
    leaves = linker.leaves(read.body)
    measure = linker.fit([one for _, one in leaves], gives)
    body = linker.body(read.body, {leaf.branch: linker.settled(value, measure) for leaf, (value, _) in
                                   zip(_leaves(read.body), leaves, strict=True)})  # fmt: skip
    return Clause(read.name, of, measure, body, read.branches, ground, read.place, read.words, read.arguments)


def _leaves(body: Body) -> list[Leaf]:
    return [body] if isinstance(body, Leaf) else [*_leaves(body.then), *_leaves(body.other)]


Typed = tuple[Expression, Measure]


class _Linker:
    def __init__(self, read: Read, of: Of, names: Names) -> None:
        self.read, self.names = read, names
        self.level: Of = of
        self.household = of == "household"
        self.at = read.place

    def trouble(self, why: str) -> RuleError:
        return RuleError(self.at, f"{self.read.name}: {why}")

    def leaves(self, body: Body) -> list[Typed]:
        found = []
        for leaf in _leaves(body):
            self.at = Place(self.read.place.file, self.read.branches[leaf.branch - 1].line)
            found.append(self.typed(leaf.value))
        return found

    def body(self, body: Body, values: Mapping[int, Expression]) -> Body:
        if isinstance(body, Leaf):
            return Leaf(body.branch, values[body.branch])
        return If(self.truth(body.test), self.body(body.then, values), self.body(body.other, values))

    # measures

    def fit(self, measures: Sequence[Measure], wanted: Measure | None = None) -> Measure:
        """The one measure all have; a 0 takes any unit, a code takes the list of what it stands beside."""
        known = {one for one in measures if one not in (ZERO, CODE)} | ({wanted} if wanted else set())
        if len(known) > 1:
            raise self.trouble("; ".join(str(one) for one in sorted(known, key=str)) + " do not fit together")
        if not known:
            if CODE in measures:
                raise self.trouble("it cannot be told of which list the codes are; say gives=")
            return NUMBER
        found = known.pop()
        for one in measures:
            if (one is ZERO and found.kind != "number") or (one is CODE and found.kind != "code"):
                raise self.trouble(f"{'0' if one is ZERO else 'a code'} beside {found}")
        return found

    def settled(self, value: Expression, measure: Measure) -> Expression:
        """A written code as its place in the list it belongs to; all else as it is."""
        if isinstance(value, Named):
            if value.name not in measure.codes:
                self.at = value.place
                raise self.trouble(f"{value.name!r} is not {measure}")
            return Literally(measure.codes.index(value.name), measure)
        if isinstance(value, Choose):  # its sides may be codes that waited for their list
            return Choose(value.test, self.settled(value.then, measure), self.settled(value.other, measure))
        if isinstance(value, Literally) and value.value == 0 and measure.kind == "number":
            return Literally(0, measure)
        return value

    def alike(self, parts: Sequence[Expression]) -> tuple[list[Expression], Measure]:
        typed = [self.typed(part) for part in parts]
        measure = self.fit([one for _, one in typed])
        return [self.settled(value, measure) for value, _ in typed], measure

    def truth(self, part: Expression) -> Expression:
        value, measure = self.typed(part)
        if measure != TRUTH:
            raise self.trouble(f"{measure} is asked whether it is true")
        return value

    def number(self, part: Expression) -> Typed:
        value, measure = self.typed(part)
        if measure.kind != "number":
            raise self.trouble(f"{measure} is reckoned with as a number")
        return value, measure

    # values

    def typed(self, value: Expression) -> Typed:
        if isinstance(value, Named):
            return self.named(value)
        found: Typed = getattr(self, f"_{type(value).__name__.lower()}")(value)
        return found

    def named(self, named: Named) -> Typed:
        self.at = named.place
        if named.quoted:
            return cast(Expression, named), CODE
        name = named.name
        if name == TODAY:
            return Today(), DAY
        if name in self.names.facts:
            fact = self.names.facts[name]
            self.reach(name, fact.of)
            return FactOf(name), fact.measure
        if name in self.names.clauses:
            of, measure = self.names.clauses[name]
            self.reach(name, of)
            return ClauseOf(name), measure
        if name in self.names.parameters:
            parameter = self.names.parameters[name]
            if parameter.by is not None:
                raise self.trouble(f"{name} is a table: write {name}[…]")
            return ParameterOf(name), parameter.measure
        raise self.trouble(f"{name} is no fact, parameter or clause")

    def reach(self, name: str, of: Of) -> None:
        if of == "person" and self.level == "household":
            raise self.trouble(
                f"{name} is said of each member: put it inside any(…), all(…), sum(…), count(…), least(…) or most(…)"
            )

    def _literally(self, value: Literally) -> Typed:
        return value, ZERO if value.measure == NUMBER and value.value == 0 else value.measure

    def _arithmetic(self, value: Arithmetic) -> Typed:
        if value.op == "*":
            (left, one), (right, other) = self.number(value.left), self.number(value.right)
            one, other = (NUMBER if measure is ZERO else measure for measure in (one, other))
            return Arithmetic("*", left, right), times(one, other)
        parts, measure = self.alike([value.left, value.right])
        if measure.kind != "number":
            raise self.trouble(f"{measure} is reckoned with as a number")
        return Arithmetic(value.op, *parts), measure

    def _compare(self, value: Compare) -> Typed:
        parts, measure = self.alike([value.left, value.right])
        if value.op not in ("==", "!=") and measure.kind in ("truth", "code"):
            raise self.trouble(f"{measure} is compared by {value.op}")
        return Compare(value.op, *parts), TRUTH

    def _not(self, value: Not) -> Typed:
        return Not(self.truth(value.part)), TRUTH

    def _and(self, value: And) -> Typed:
        return And(tuple(self.truth(part) for part in value.parts)), TRUTH

    def _or(self, value: Or) -> Typed:
        return Or(tuple(self.truth(part) for part in value.parts)), TRUTH

    def _over(self, value: Over) -> Typed:
        if self.level == "person":
            raise self.trouble(f"{value.how}(…) looks at all members, and stands in what is said of one")
        self.level = "person"
        inner, measure = self.typed(value.inner)
        self.level = "household"
        if measure.kind not in OVER[value.how]:
            raise self.trouble(f"{value.how}(…) of {measure}")
        measure = NUMBER if measure is ZERO else measure
        gives = {"any": TRUTH, "all": TRUTH, "count": NUMBER}.get(value.how, measure)
        return Over(value.how, inner), gives

    def _members(self, value: Members) -> Typed:
        if self.level == "person":
            raise self.trouble("count() looks at all members, and stands in what is said of one")
        return value, NUMBER

    def _fraction(self, value: Fraction) -> Typed:
        (top, one), (bottom, other) = self.number(value.top), self.number(value.bottom)
        one, other = (NUMBER if measure is ZERO else measure for measure in (one, other))
        return Fraction(value.how, top, bottom), per(one, other)

    def _pick(self, value: Pick) -> Typed:
        parts, measure = self.alike(value.parts)
        if measure.kind not in ("number", "day"):
            raise self.trouble(f"{value.how}(…) of {measure}")
        return Pick(value.how, tuple(parts)), measure

    def _look(self, value: Look) -> Typed:
        parameter = self.names.parameters.get(value.table)
        if parameter is None or parameter.by is None:
            raise self.trouble(f"{value.table} is no table")
        key, measure = self.typed(value.key)
        fits = self.fit([measure], parameter.by)
        return Look(value.table, self.settled(key, fits)), parameter.measure

    def _span(self, value: Span) -> Typed:
        parts, measure = self.alike([value.start, value.end])
        if measure != DAY:
            raise self.trouble(f"{value.unit}(…) of {measure}, not of days")
        return Span(value.unit, *parts), NUMBER

    def _choose(self, value: Choose) -> Typed:
        test = self.truth(value.test)
        (then, one), (other, two) = self.typed(value.then), self.typed(value.other)
        if one == two == CODE:
            return Choose(test, then, other), CODE
        measure = self.fit([one, two])
        return Choose(test, self.settled(then, measure), self.settled(other, measure)), measure
