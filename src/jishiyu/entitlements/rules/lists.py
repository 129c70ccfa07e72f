"""What is said of members, as terms inside their lists, and what is gathered over them, the unknown as `tree` says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cached_property, partial
from typing import Protocol

import polars as pl

from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import MEMBERS
from jishiyu.entitlements.rules.linking import Clause
from jishiyu.entitlements.rules.snapshot import Snapshot
from jishiyu.entitlements.rules.terms import (
    LONG,
    TINY,
    TRUTH,
    Term,
    arithmetic,
    choose,
    compare,
    constant,
    fit,
    made,
    none_of,
    truth,
    void,
)  # fmt: skip
from jishiyu.entitlements.rules.tree import Body, ClauseOf, Expression, Leaf, Over

HELD = "~"  # begins the name of what is kept for a while; no fact or clause can be called so


class Compiler(Protocol):
    """What the lists need of the compiler they work for."""

    def keep(self, name: str, term: Term) -> Term: ...
    def hold(self, term: Term) -> Term: ...
    def term(self, value: Expression) -> Term: ...


class Lists:
    """The members of all rows. `inside`: what is compiled now is said of one member. A field added to the members (a
    clause used more than once, a fact of their household) makes a new column of lists in place of the old."""

    def __init__(self, compiler: Compiler, taken: Snapshot, rules: Rules, clauses: list[Clause]) -> None:
        self.compiler, self.taken = compiler, taken
        self.inside = False
        self.column = MEMBERS
        self.schema = dict(taken.schema)
        self.added: dict[str, Term] = {}
        self.gathered: dict[Over, Term] = {}
        used = Counter(name for clause in clauses for name in _clauses_in(clause.body))
        self.often = {name for name, times in used.items() if times > 1 and rules.clause(name).of == "person"}

    # of one member

    def outer(self, name: str, term: Term) -> Term:
        """A fact or clause of the household, where it is used: beside its members too, if asked for there."""
        if not self.inside or term.constant or term.void:
            return term
        if name not in self.added:
            gives = pl.List(pl.Struct({**self.schema, HELD + name: term.dtype}))
            pair = pl.struct(pl.col(self.column).alias("members"), term.expr.alias("outer"))
            self._add(name, term, pair.map_batches(partial(_spread, HELD + name), return_dtype=gives))
        return self.added[name]

    def clause(self, clause: Clause) -> Term:
        if clause.name in self.added:
            return self.added[clause.name]
        term = self._body(clause.body)
        if clause.name not in self.often or term.constant or term.void:
            return term
        with_it = pl.element().struct.with_fields(term.expr.alias(HELD + clause.name))
        self._add(clause.name, term, pl.col(self.column).list.eval(with_it))
        return self.added[clause.name]

    def _body(self, body: Body) -> Term:
        if isinstance(body, Leaf):
            return self.compiler.term(body.value)
        test = self.compiler.term(body.test)
        if test.constant:
            return self._body(body.then if test.low else body.other)
        return choose(test, self._body(body.then), self._body(body.other))

    def _add(self, name: str, term: Term, column: pl.Expr) -> None:
        field = HELD + name
        self.schema[field] = term.dtype
        self.column = f"{HELD}{len(self.added)}{MEMBERS}"
        self.compiler.keep(self.column, Term(column, term.dtype, 0, 0, maybe=True))
        self.added[name] = replace(term, expr=pl.element().struct.field(field))

    # over all members

    @cached_property
    def count(self) -> Term:
        """How many members there are."""
        taken = self.taken
        if taken.no_members:
            return void(LONG)
        count = made(pl.col(MEMBERS).list.len(), pl.UInt32(), taken.shortest, taken.longest, taken.maybe_members)
        return self.compiler.keep(f"{HELD}count", count)

    def over(self, value: Over) -> Term:
        if value not in self.gathered:
            self.inside = True
            inner = self.compiler.term(value.inner)
            self.inside = False
            found = self._none(value.how) if self.taken.no_members else self._over(value.how, inner)
            self.gathered[value] = self.compiler.keep(f"{HELD}{len(self.gathered)}{value.how}", found)
        return self.gathered[value]

    def _none(self, how: str) -> Term:
        return void(TRUTH if how in ("any", "all") else LONG)

    def _over(self, how: str, inner: Term) -> Term:
        if inner.constant or inner.void:
            return self._alike(how, inner)
        if how in ("least", "most"):
            return self._end(how, inner)
        if how == "all":
            return none_of(self._any(none_of(inner))) if inner.maybe else self._truth(self._each(inner.expr).list.all())
        return self._any(inner) if how == "any" else self._sum(inner)

    def _truth(self, expr: pl.Expr, *, maybe: bool = False) -> Term:
        return Term(expr, TRUTH, 0, 1, maybe or self.taken.maybe_members)

    def _any(self, inner: Term) -> Term:
        """Kleene's: in one sum, in which one true outweighs all unknown."""
        if not inner.maybe:
            return self._truth(self._each(inner.expr).list.any())
        weight = self.taken.longest + 1
        dtype = fit(0, weight * weight)
        weighed = (inner.expr.cast(dtype) * weight).fill_null(1)
        total = self.compiler.hold(Term(self._each(weighed).list.sum(), dtype, 0, weight * weight, maybe=True)).expr
        expr = pl.when(total >= weight).then(True).when(total > 0).then(None).when(total == 0).then(False)
        return self._truth(expr.otherwise(None), maybe=True)

    def _sum(self, inner: Term) -> Term:
        many = self.taken.longest
        low, high = min(inner.low * many, inner.low, 0), max(inner.high * many, inner.high, 0)
        maybe = inner.maybe or self.taken.maybe_members
        if not inner.maybe:
            dtype = fit(low, high)
            expr = self._each(inner.cast(TINY if inner.dtype == TRUTH else dtype)).list.sum()
            return Term(expr, LONG if inner.dtype == TRUTH else dtype, low, high, maybe)
        beyond = high + 1 - low  # with one of it no sum comes down to `high`
        dtype = fit(low, beyond * many)
        each = self._each(inner.cast(dtype).fill_null(pl.lit(beyond, dtype=dtype)))
        total = self.compiler.hold(Term(each.list.sum(), dtype, low, beyond * many, maybe=True)).expr
        return Term(pl.when(total <= high).then(total), dtype, low, high, maybe)

    def _end(self, how: str, inner: Term) -> Term:
        """The least or the most; one unknown stands in as what lies beyond all others."""
        maybe = inner.maybe or self.taken.maybe_members or self.taken.shortest == 0
        least = how == "least"
        if inner.maybe:
            beyond = inner.low - 1 if least else inner.high + 1
            inner = replace(inner, low=min(inner.low, beyond), high=max(inner.high, beyond))
        dtype = fit(inner.low, inner.high)
        each = inner.cast(dtype)
        found = self._each(each.fill_null(pl.lit(beyond, dtype=dtype)) if inner.maybe else each).list
        expr = found.min() if least else found.max()
        if not inner.maybe:
            return made(expr, dtype, inner.low, inner.high, maybe)
        held = self.compiler.hold(Term(expr, dtype, inner.low, inner.high, maybe=True)).expr
        return Term(pl.when(held != beyond).then(held), dtype, inner.low, inner.high, maybe)

    def _each(self, expr: pl.Expr) -> pl.Expr:
        return pl.col(self.column).list.eval(expr)

    def _alike(self, how: str, inner: Term) -> Term:
        """What is the same of every member: a matter of how many there are."""
        none = compare("==", self.count, constant(0))
        if how in ("any", "all"):
            return choose(none, truth(how == "all"), inner)
        if how in ("least", "most"):
            return choose(none, void(LONG), inner)
        if inner.void:
            return choose(none, constant(0), void(LONG))
        return arithmetic("*", self.count, constant(inner.low))


def _spread(field: str, pair: pl.Series) -> pl.Series:
    """The members of each row with what is said of their household as one more field. The values of all lists lie in
    one piece in the order of the rows, so they are met once, in that order."""
    rows = pair.struct.unnest().rechunk()
    numbers = pl.int_range(pl.len(), dtype=pl.UInt32).repeat_by(pl.col("members").list.len().fill_null(0))
    at = rows.select(numbers.explode(empty_as_null=False, keep_nulls=False)).to_series()
    outer = rows["outer"].gather(at).rename(field)

    def beside(members: pl.Series) -> pl.Series:
        if len(members) != len(outer):
            raise AssertionError("the members of a frame do not lie in one piece")
        return members.struct.unnest().with_columns(outer).to_struct()

    gives = pl.Struct({**rows.schema["members"].inner.to_schema(), field: outer.dtype})  # type: ignore[attr-defined]
    each = pl.element().map_batches(beside, return_dtype=gives, is_elementwise=True)
    return rows.select(pl.col("members").list.eval(each)).to_series()


def _clauses_in(node: object) -> Iterator[str]:
    if isinstance(node, ClauseOf):
        yield node.name
    elif isinstance(node, tuple):
        for one in node:
            yield from _clauses_in(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _clauses_in(getattr(node, field.name))
