"""Rules for everyone at once: clauses compiled to Polars over one row per household, members a list of structs.

`decide_all(rules, frame, outputs)` gives for each household the value of each output and `<output>_why`, the number
of the branch that gave it (0: cannot be decided). Nothing is exploded or grouped: what is said of members is reckoned
inside their lists. Means the same as the interpreter, unknown facts included; see `tree`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import polars as pl

from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.linking import Clause
from jishiyu.entitlements.rules.lists import HELD, Lists
from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.snapshot import KEY, Snapshot, snapshot
from jishiyu.entitlements.rules.spans import TURNED, compared, since_epoch, span
from jishiyu.entitlements.rules.terms import (
    LONG,
    SHORT,
    TINY,
    TRUTH,
    VAST,
    Term,
    arithmetic,
    both,
    choose,
    common,
    compare,
    constant,
    fraction,
    look,
    made,
    none_of,
    pick,
    truth,
    void,
)  # fmt: skip
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

WHY = "_why"
BRANCHES = 255  # as many as a branch number in one byte can tell apart


@dataclass(frozen=True, slots=True)
class DecidedAll:
    """`rows`: the id, and for each output its value and its branch (`<output>_why`), in the order given. `bad`: what
    was set aside, by household: id, member (from 1, or null), fact, why."""

    rows: pl.DataFrame
    bad: pl.DataFrame


def decide_all(rules: Rules, frame: pl.DataFrame, outputs: Sequence[str], *, key: str = KEY) -> DecidedAll:
    """Decide for every row. A row with a fact that is not of its kind is set aside and harms no other.

    Numbers are Int64 in their unit, days Date, codes Enum, branches UInt8 (UInt16 over 255 branches). Raises
    FactError where a column cannot be read at all; LookupError and NotInForce as `Rules.needed`."""
    return run(rules, snapshot(frame, rules.asked(outputs), key=key), outputs)


def run(rules: Rules, taken: Snapshot, outputs: Sequence[str]) -> DecidedAll:
    """As `decide_all`, over a snapshot already checked."""
    clauses = rules.needed(outputs)
    plan = _Compiler(rules, taken, clauses)
    for clause in clauses:
        if clause.of == "household":
            plan.clause(clause)
        elif clause.name in outputs:
            raise LookupError(f"{clause.name} is said of each member, not of a household")
    told = [pl.col(taken.key), *(one for name in outputs for one in plan.told(rules.clause(name)))]
    lazy = taken.frame.lazy()
    for number, level in enumerate(plan.levels):
        asked = {
            root for later in (*plan.levels[number + 1 :], told) for expr in later for root in expr.meta.root_names()
        }
        kept = [name for name in plan.columns(number) if name in asked]
        lazy = lazy.select(*kept, *level)
    rows = lazy.select(told).collect()
    return _within(DecidedAll(rows, taken.bad), [name for name in outputs if plan.terms[name].dtype == VAST], taken.key)


def _within(found: DecidedAll, vast: Sequence[str], key: str) -> DecidedAll:
    """Sets aside rows whose result is too big to be written; only asked of outputs that may be."""
    for name in vast:
        beyond = found.rows[name].is_null() & (found.rows[name + WHY] > 0)
        why = f"{name} comes out too big"
        bad = pl.DataFrame({"id": found.rows.filter(beyond)[key].cast(pl.String)})
        told = bad.with_columns(member=pl.lit(None, dtype=pl.UInt32), fact=pl.lit(name), why=pl.lit(why))
        found = DecidedAll(found.rows.filter(~beyond), pl.concat([found.bad, told]))
    return found


class _Compiler:
    """Compiles clauses in order. `levels`: what is to be added to the rows, each level resting on those before."""

    def __init__(self, rules: Rules, taken: Snapshot, clauses: list[Clause]) -> None:
        self.rules, self.taken = rules, taken
        self.levels: list[list[pl.Expr]] = []
        self.terms: dict[str, Term] = {}
        self.why: dict[str, Term] = {}
        self._level = dict.fromkeys(taken.frame.columns, -1)
        self.lists = Lists(self, taken, rules, clauses)

    def keep(self, name: str, term: Term) -> Term:
        """The term as a column of its own from here on."""
        if term.constant or term.void:
            return term
        level = 1 + max((self._level[root] for root in term.expr.meta.root_names()), default=-1)
        self._level[name] = level
        while len(self.levels) <= level:
            self.levels.append([])
        self.levels[level].append(term.expr.alias(name))
        return replace(term, expr=pl.col(name))

    def columns(self, level: int) -> list[str]:
        """The columns there are before a level is reckoned."""
        return [name for name, made in self._level.items() if made < level]

    def hold(self, term: Term) -> Term:
        """A term that will be written more than once."""
        if self.lists.inside or term.expr.meta.is_column():
            return term
        return self.keep(f"{HELD}{len(self._level)}", term)

    # clauses

    def clause(self, clause: Clause) -> None:
        name = clause.name
        leaves: dict[int, Term] = {}
        why = self._why(clause.body, leaves, TINY if len(clause.branches) <= BRANCHES else pl.UInt16())
        why = self.keep(f"{HELD}{name}", why)
        value = self.keep(name, _chosen(why, leaves, TRUTH if clause.measure.kind == "truth" else LONG))
        self.terms[name] = value
        self.why[name] = _known(why, value) if any(one.maybe for one in leaves.values()) else why

    def _why(self, body: Body, leaves: dict[int, Term], dtype: pl.DataType) -> Term:
        """The number of the branch taken; `leaves` gathers what the branches that may be taken give."""
        if isinstance(body, Leaf):
            leaves[body.branch] = self.term(body.value)
            return constant(body.branch, dtype)
        test = self.term(body.test)
        if test.constant:
            return self._why(body.then if test.low else body.other, leaves, dtype)
        if test.void:
            return void(dtype)
        if test.maybe:
            test = self.hold(test)
        return choose(test, self._why(body.then, leaves, dtype), self._why(body.other, leaves, dtype))

    def told(self, clause: Clause) -> list[pl.Expr]:
        """What is written of an output: its value and its branch."""
        value, why = self.terms[clause.name], self.why[clause.name]
        dtype = TINY if len(clause.branches) <= BRANCHES else pl.UInt16()
        branch = why.cast(dtype)
        if why.maybe:
            branch = branch.fill_null(0)
        return [_written(value, clause.measure).alias(clause.name), branch.alias(clause.name + WHY)]

    # values

    def term(self, value: Expression) -> Term:
        found: Term = getattr(self, f"_{type(value).__name__.lower()}")(value)
        return found

    def _literally(self, value: Literally) -> Term:
        return truth(value.value) if isinstance(value.value, bool) else constant(value.value)

    def _factof(self, value: FactOf) -> Term:
        fact = self.rules.facts[value.name]
        if fact.of == "person":
            return self.taken.person(fact)
        return self.lists.outer(value.name, self.taken.household(fact))

    def _parameterof(self, value: ParameterOf) -> Term:
        given = self.rules.value(value.name)
        assert not isinstance(given, tuple)
        return truth(given) if isinstance(given, bool) else constant(given)

    def _clauseof(self, value: ClauseOf) -> Term:
        clause = self.rules.clause(value.name)
        if clause.of == "person":
            return self.lists.clause(clause)
        return self.lists.outer(value.name, self.terms[value.name])

    def _today(self, value: Today) -> Term:
        return constant(since_epoch(self.rules.day))

    def _arithmetic(self, value: Arithmetic) -> Term:
        return arithmetic(value.op, self.term(value.left), self.term(value.right))

    def _compare(self, value: Compare) -> Term:
        if isinstance(value.left, Span):
            return self._span_against(value.op, value.left, self.term(value.right))
        if isinstance(value.right, Span):
            return self._span_against(TURNED[value.op], value.right, self.term(value.left))
        return compare(value.op, self.term(value.left), self.term(value.right))

    def _span_against(self, op: str, value: Span, number: Term) -> Term:
        start, end = self.term(value.start), self.term(value.end)
        if number.constant and (found := compared(op, value.unit, start, end, number.low)) is not None:
            return found
        return compare(op, span(value.unit, start, end), number)

    def _not(self, value: Not) -> Term:
        return none_of(self.term(value.part))

    def _and(self, value: And) -> Term:
        return both([self.term(part) for part in value.parts], every=True)

    def _or(self, value: Or) -> Term:
        return both([self.term(part) for part in value.parts], every=False)

    def _over(self, value: Over) -> Term:
        return self.lists.over(value)

    def _members(self, value: Members) -> Term:
        return self.lists.count

    def _fraction(self, value: Fraction) -> Term:
        return fraction(value.how, self.hold(self.term(value.top)), self.hold(self.term(value.bottom)))

    def _pick(self, value: Pick) -> Term:
        return pick(value.how, [self.hold(self.term(part)) for part in value.parts])

    def _look(self, value: Look) -> Term:
        table, by = self.rules.value(value.table), self.rules.parameters[value.table].by
        assert isinstance(table, tuple) and by is not None
        return look(table, self.hold(self.term(value.key)), first=0 if by.kind == "code" else 1)

    def _span(self, value: Span) -> Term:
        return span(value.unit, self.hold(self.term(value.start)), self.hold(self.term(value.end)))

    def _choose(self, value: Choose) -> Term:
        test = self.term(value.test)
        if test.constant:
            return self.term(value.then if test.low else value.other)
        return choose(self.hold(test) if test.maybe else test, self.term(value.then), self.term(value.other))


def _chosen(why: Term, leaves: Mapping[int, Term], otherwise: pl.DataType) -> Term:
    """What the branch taken gives; of this type where nothing does."""
    if why.void:
        return void(otherwise)
    if why.constant:
        return leaves[why.low]
    groups: dict[object, list[int]] = {}
    for branch, leaf in leaves.items():
        groups.setdefault((leaf.low,) if leaf.constant else "?" if leaf.void else branch, []).append(branch)
    ordered = sorted(groups.values(), key=lambda branches: (leaves[branches[0]].constant, len(branches)))
    known = [leaf for leaf in leaves.values() if not leaf.void]
    if not known:
        return void(otherwise)
    dtype = common(*known)
    expr = leaves[ordered[-1][0]].cast(dtype)
    for branches in ordered[:-1]:
        taken = reduce(lambda a, b: a | b, (why.expr == branch for branch in branches))
        expr = pl.when(taken).then(leaves[branches[0]].cast(dtype)).otherwise(expr)
    if why.maybe:
        expr = pl.when(why.expr.is_null()).then(None).otherwise(expr)
    maybe = why.maybe or any(leaf.maybe for leaf in leaves.values())
    return made(expr, dtype, min(leaf.low for leaf in known), max(leaf.high for leaf in known), maybe)


def _known(why: Term, value: Term) -> Term:
    """The branch, unknown where what it gives is."""
    if why.void or value.void:
        return void(why.dtype)
    return Term(pl.when(value.expr.is_null()).then(None).otherwise(why.expr), why.dtype, why.low, why.high, maybe=True)


def _written(value: Term, measure: Measure) -> pl.Expr:
    match measure.kind:
        case "truth":
            return value.expr
        case "day":
            return value.cast(SHORT).cast(pl.Date)
        case "code":
            return value.cast(TINY if len(measure.codes) <= BRANCHES else pl.UInt16()).cat.to(pl.Enum(measure.codes))
    return value.expr.cast(LONG, strict=False) if value.dtype == VAST else value.cast(LONG)
