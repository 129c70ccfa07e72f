"""Decides for one household: the tree is written out once as a Python function, and that is run.

A few microseconds a household, so that rules can be asked at every change of a fact.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jishiyu.entitlements.rules import arithmetic
from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import MEMBERS, Household, Known
from jishiyu.entitlements.rules.linking import Clause
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
    parts_of,
)  # fmt: skip
from jishiyu.entitlements.rules.walking import Asked, Walk

Decider = Callable[[Household], tuple[tuple[Known, ...], tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the rules say of one household: the value and the branch of every clause of a household they went through
    (branch 0 and value None: cannot be decided), and for what was asked, the facts that are missing."""

    values: dict[str, Known]
    branches: dict[str, int]
    missing: tuple[Asked, ...]


def decide(rules: Rules, household: Household, outputs: Sequence[str]) -> Decided:
    """Decide these clauses for a household as `facts.household` gives it. Raises NotInForce, LookupError."""
    names, run = decider(rules, tuple(outputs))
    values, branches = run(household)
    found = dict(zip(names, values, strict=True))
    missing: tuple[Asked, ...] = ()
    if any(found[name] is None for name in outputs):
        walk = Walk(rules, household)
        missing = tuple(dict.fromkeys(one for name in outputs for one in walk.missing(name)))
    return Decided(found, dict(zip(names, branches, strict=True)), missing)


def decider(rules: Rules, outputs: tuple[str, ...]) -> tuple[tuple[str, ...], Decider]:
    """The clauses of a household these outputs go through, in order, and the function that gives their values and
    branches. Written once for each set of rules."""
    made: dict[tuple[str, ...], tuple[tuple[str, ...], Decider]] = rules.__dict__.setdefault("_deciders", {})
    if outputs not in made:
        clauses = rules.needed(outputs)
        names = tuple(clause.name for clause in clauses if clause.of == "household")
        made[outputs] = names, _Writer(rules).function(clauses, names)
    return made[outputs]


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of Python. One that may be None is always a plain name."""

    text: str
    sure: bool


NOTHING = Term("None", False)


class _Writer:
    """Writes clauses out as statements; names: f_ fact, c_ clause, b_ its branch, q_ its values by member, t a step."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.lines: list[str] = []
        self.depth = 1
        self.steps = 0
        self.sure: dict[str, bool] = {}
        self.here: dict[str, Any] = {
            "day": rules.day, "half_up": arithmetic.half_up, "down": arithmetic.down, "up": arithmetic.up,
            "years": arithmetic.years, "months": arithmetic.months, "days": arithmetic.days, "step": arithmetic.step,
        }  # fmt: skip

    def function(self, clauses: Sequence[Clause], names: Sequence[str]) -> Decider:
        facts = {name for clause in clauses for name in clause.uses if name in self.rules.facts}
        self.say(f"members = h.get({MEMBERS!r})")
        self.say("size = None if members is None else len(members)")
        for name in sorted(name for name in facts if self.rules.facts[name].of == "household"):
            self.say(f"f_{name} = h.get({name!r})")
        for clause in clauses:
            (self.of_person if clause.of == "person" else self.of_household)(clause)
        self.say(f"return ({_tuple(f'c_{name}' for name in names)}), ({_tuple(f'b_{name}' for name in names)})")
        source = "\n".join(["def decide(h):", *self.lines])
        exec(compile(source, f"<{self.rules.code} on {self.rules.day}>", "exec"), self.here)  # noqa: S102
        made: Decider = self.here["decide"]
        return made

    def say(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    @contextmanager
    def under(self, line: str) -> Iterator[None]:
        self.say(line)
        self.depth += 1
        yield
        self.depth -= 1

    def step(self, text: str, *, sure: bool = False) -> Term:
        """A value with a name of its own."""
        self.steps += 1
        self.say(f"t{self.steps} = {text}")
        return Term(f"t{self.steps}", sure)

    def named(self, term: Term) -> Term:
        return term if term.text.isidentifier() else self.step(term.text, sure=term.sure)

    # clauses

    def of_household(self, clause: Clause) -> None:
        self.sure[clause.name] = self.body(clause.body, f"c_{clause.name}", f"b_{clause.name}")

    def of_person(self, clause: Clause) -> None:
        self.say(f"q_{clause.name} = []")
        with self.each(clause.uses):
            self.sure[clause.name] = self.body(clause.body, "c", "b")
            self.say(f"q_{clause.name}.append(c)")

    @contextmanager
    def each(self, uses: Sequence[str] = ()) -> Iterator[None]:
        """For each member, with the facts of the member under their names."""
        with self.under("for i, m in enumerate(members or ()):"):
            for name in uses:
                if name in self.rules.facts and self.rules.facts[name].of == "person":
                    self.say(f"f_{name} = m.get({name!r})")
            yield

    def body(self, body: Body, value: str, branch: str) -> bool:
        """Writes a body; says whether it can always be decided."""
        if isinstance(body, If):
            test = self.named(self.term(body.test))
            sure = test.sure
            if not sure:
                with self.under(f"if {test.text} is None:"):
                    self.say(f"{value} = None; {branch} = 0")
            with self.under(f"{'if' if sure else 'elif'} {test.text}:"):
                sure &= self.body(body.then, value, branch)
            with self.under("else:"):
                sure &= self.body(body.other, value, branch)
            return sure
        term = self.term(body.value)
        self.say(f"{value} = {term.text}")
        self.say(f"{branch} = {body.branch}" + ("" if term.sure else f" if {value} is not None else 0"))
        return term.sure

    # values

    def term(self, part: Expression) -> Term:
        found: Term = getattr(self, f"_{type(part).__name__.lower()}")(part)
        return found

    def joined(self, parts: Sequence[Expression], text: Callable[..., str], *, always: bool = True) -> Term:
        """What is unknown when a part is; `always`: and known when all are."""
        terms = [self.term(part) for part in parts]
        doubts = [f"{term.text} is None" for term in terms if not term.sure]
        said = text(*(term.text for term in terms))
        if not doubts:
            return Term(f"({said})", True) if always else self.step(said)
        return self.step(f"None if {' or '.join(doubts)} else {said}")

    def _literally(self, part: Literally) -> Term:
        return Term(repr(part.value), True)

    def _factof(self, part: FactOf) -> Term:
        return Term(f"f_{part.name}", False)

    def _parameterof(self, part: ParameterOf) -> Term:
        return Term(repr(self.rules.value(part.name)), True)

    def _clauseof(self, part: ClauseOf) -> Term:
        if self.rules.clause(part.name).of == "person":
            return self.step(f"q_{part.name}[i]", sure=self.sure[part.name])
        return Term(f"c_{part.name}", self.sure[part.name])

    def _today(self, part: Today) -> Term:
        return Term("day", True)

    def _arithmetic(self, part: Arithmetic | Compare) -> Term:
        return self.joined([part.left, part.right], lambda left, right: f"{left} {part.op} {right}")

    _compare = _arithmetic

    def _not(self, part: Not) -> Term:
        return self.joined([part.part], lambda one: f"not {one}")

    def _and(self, part: And) -> Term:
        return self.kleene(part.parts, "False", "True")

    def _or(self, part: Or) -> Term:
        return self.kleene(part.parts, "True", "False")

    def kleene(self, parts: Sequence[Expression], decides: str, else_: str) -> Term:
        terms = [self.term(part) for part in parts]
        doubts = [f"{term.text} is None" for term in terms if not term.sure]
        if not doubts:
            return Term(f"({(' and ' if decides == 'False' else ' or ').join(term.text for term in terms)})", True)
        found = " or ".join(f"{term.text} is {decides}" for term in terms)
        return self.step(f"{decides} if {found} else None if {' or '.join(doubts)} else {else_}")

    def _over(self, part: Over) -> Term:
        start = {"any": "False", "all": "True", "sum": "0", "count": "0"}.get(part.how, "None")
        total = self.step(f"None if members is None else {start}")
        with self.each(self.used(part.inner)):
            one = self.named(self.term(part.inner))
            getattr(self, f"over_{part.how}")(total.text, one)
        return total

    def used(self, part: Expression) -> list[str]:
        """Facts of a member that stand in a part."""
        names = list(dict.fromkeys(one.name for one in parts_of(part) if isinstance(one, FactOf)))
        return [name for name in names if self.rules.facts[name].of == "person"]

    def over_any(self, total: str, one: Term, decides: str = "True") -> None:
        with self.under(f"if {one.text} is {decides}:"):
            self.say(f"{total} = {decides}")
            self.say("break")
        if not one.sure:
            with self.under(f"if {one.text} is None:"):
                self.say(f"{total} = None")

    def over_all(self, total: str, one: Term) -> None:
        self.over_any(total, one, "False")

    def over_sum(self, total: str, one: Term) -> None:
        self.unless_unknown(total, one)
        self.say(f"{total} += {one.text}")

    over_count = over_sum

    def over_least(self, total: str, one: Term, sign: str = "<") -> None:
        self.unless_unknown(total, one)
        with self.under(f"if {total} is None or {one.text} {sign} {total}:"):
            self.say(f"{total} = {one.text}")

    def over_most(self, total: str, one: Term) -> None:
        self.over_least(total, one, ">")

    def unless_unknown(self, total: str, one: Term) -> None:
        if not one.sure:
            with self.under(f"if {one.text} is None:"):
                self.say(f"{total} = None")
                self.say("break")

    def _members(self, part: Members) -> Term:
        return Term("size", False)

    def _fraction(self, part: Fraction) -> Term:
        whole = isinstance(part.bottom, Literally) and part.bottom.value != 0
        return self.joined([part.top, part.bottom], lambda top, bottom: f"{part.how}({top}, {bottom})", always=whole)

    def _pick(self, part: Pick) -> Term:
        return self.joined(part.parts, lambda *parts: f"{part.how}({', '.join(parts)})")

    def _span(self, part: Span) -> Term:
        return self.joined([part.start, part.end], lambda start, end: f"{part.unit}({start}, {end})")

    def _look(self, part: Look) -> Term:
        by = self.rules.parameters[part.table].by
        assert by is not None
        self.here[part.table] = self.rules.value(part.table)
        if by.kind == "code":
            return self.joined([part.key], lambda key: f"{part.table}[{key}]")
        return self.joined([part.key], lambda key: f"step({part.table}, {key})", always=False)

    def _choose(self, part: Choose) -> Term:
        test = self.named(self.term(part.test))
        self.steps += 1
        name, sure = f"t{self.steps}", test.sure
        if not sure:
            with self.under(f"if {test.text} is None:"):
                self.say(f"{name} = None")
        with self.under(f"{'if' if test.sure else 'elif'} {test.text}:"):
            then = self.term(part.then)
            self.say(f"{name} = {then.text}")
        with self.under("else:"):
            other = self.term(part.other)
            self.say(f"{name} = {other.text}")
        return Term(name, sure and then.sure and other.sure)


def _tuple(parts: Iterator[str]) -> str:
    return "".join(f"{part}, " for part in parts)
