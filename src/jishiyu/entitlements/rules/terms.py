"""Terms: Polars expressions that know between which bounds they lie and whether they may be unknown.

So arithmetic is done in the narrowest type that holds every result and never wraps, what is decided already is folded,
and a guard against the unknown stands only where something may be unknown. Days are counted from 1970-01-01.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal

import polars as pl

TRUTH = pl.Boolean()
TINY, SHORT, LONG, VAST = pl.UInt8(), pl.Int32(), pl.Int64(), pl.Int128()
WIDTHS: tuple[tuple[pl.DataType, int], ...] = ((SHORT, 31), (LONG, 63), (VAST, 127))
HOLDS = {
    pl.Int8: (-(2**7), 2**7 - 1), pl.Int16: (-(2**15), 2**15 - 1), pl.Int32: (-(2**31), 2**31 - 1),
    pl.Int64: (-(2**63), 2**63 - 1), pl.Int128: (-(2**127), 2**127 - 1), pl.UInt8: (0, 2**8 - 1),
    pl.UInt16: (0, 2**16 - 1), pl.UInt32: (0, 2**32 - 1), pl.UInt64: (0, 2**64 - 1), pl.Boolean: (0, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """`low` and `high` bound what is known of it; `maybe`: some may be unknown; `void`: all are."""

    expr: pl.Expr
    dtype: pl.DataType
    low: int
    high: int
    maybe: bool = False
    void: bool = False

    @property
    def constant(self) -> bool:
        return self.low == self.high and not self.maybe

    def cast(self, dtype: pl.DataType) -> pl.Expr:
        """The expression in a type that holds its bounds."""
        if dtype == self.dtype:
            return self.expr
        if self.constant:
            return pl.lit(self.low, dtype=dtype)
        return self.expr.cast(dtype, wrap_numerical=True)  # unchecked: the bounds were


def made(expr: pl.Expr, dtype: pl.DataType, low: int, high: int, maybe: bool) -> Term:
    """A term; a constant where its bounds leave one value."""
    return constant(low, dtype) if low == high and not maybe else Term(expr, dtype, low, high, maybe)


def constant(value: int, dtype: pl.DataType | None = None) -> Term:
    dtype = dtype or fit(value, value)
    return Term(pl.lit(bool(value) if dtype == TRUTH else value, dtype=dtype), dtype, int(value), int(value))


def truth(value: bool) -> Term:
    return constant(int(value), TRUTH)


def void(dtype: pl.DataType) -> Term:
    """What is unknown for all."""
    return Term(pl.lit(None, dtype=dtype), dtype, 0, 0, maybe=True, void=True)


def fit(low: int, high: int) -> pl.DataType:
    """The narrowest type to reckon in that holds these bounds. Raises OverflowError beyond 127 bits."""
    for dtype, bits in WIDTHS:
        if -(1 << bits) <= low and high < 1 << bits:
            return dtype
    raise OverflowError("numbers too big to be reckoned with: the facts are beyond all measure")


def holds(dtype: pl.DataType, *terms: Term) -> bool:
    low, high = HOLDS[type(dtype)]
    return all(low <= one.low and one.high <= high for one in terms)


def common(*terms: Term) -> pl.DataType:
    """A type that holds them all, one of their own where it does."""
    known = [one for one in terms if not one.void] or list(terms)
    moving = [one.dtype for one in known if not one.constant] or [one.dtype for one in known]
    for dtype in moving:
        if holds(dtype, *known):
            return dtype
    return fit(min(one.low for one in known), max(one.high for one in known))


# arithmetic


def arithmetic(op: Literal["+", "-", "*"], left: Term, right: Term) -> Term:
    if left.void or right.void:
        return void(LONG)
    deed = DEEDS[op]
    ends = [deed(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = min(ends), max(ends)
    dtype = fit(min(low, left.low, right.low), max(high, left.high, right.high))
    expr = EXPRESSIONS[op](left.cast(dtype), right.cast(dtype))
    return made(expr, dtype, low, high, left.maybe or right.maybe)


DEEDS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
EXPRESSIONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def fraction(how: Literal["half_up", "down", "up"], top: Term, bottom: Term) -> Term:
    """Whole-number division as `tree.Fraction` says; unknown where the bottom is 0."""
    if top.void or bottom.void or (bottom.constant and bottom.low == 0):
        return void(LONG)
    if how == "half_up":
        return _half_up(top, bottom)
    turned = arithmetic("-", constant(0), top) if how == "up" else top
    down = _down(turned, bottom)
    return arithmetic("-", constant(0), down) if how == "up" else down


def _down(top: Term, bottom: Term) -> Term:
    dtype = fit(min(top.low, bottom.low), max(top.high, bottom.high))
    zero = bottom.low <= 0 <= bottom.high
    if bottom.constant:
        ends = sorted((top.low // bottom.low, top.high // bottom.low))
    else:
        most = max(abs(top.low), abs(top.high))
        ends = [0 if top.low >= 0 and bottom.low >= 0 else -most, most]
    return made(top.cast(dtype) // bottom.cast(dtype), dtype, ends[0], ends[1], top.maybe or bottom.maybe or zero)


def _half_up(top: Term, bottom: Term) -> Term:
    size, base = magnitude(top), magnitude(bottom)
    half = _down(base, constant(2))
    found = _down(arithmetic("+", size, half), base)
    if top.low >= 0 and bottom.low >= 0:
        return found
    against = negative(top)
    if bottom.low < 0:
        against = compare("!=", against, negative(bottom))
    return choose(against, arithmetic("-", constant(0), found), found)


def negative(term: Term) -> Term:
    return compare("<", term, constant(0))


def magnitude(term: Term) -> Term:
    if term.low >= 0:
        return term
    most = max(abs(term.low), abs(term.high))
    dtype = fit(-most, most)
    return made(term.cast(dtype).abs(), dtype, 0, most, term.maybe)


def pick(how: Literal["min", "max"], terms: Sequence[Term]) -> Term:
    return reduce(lambda left, right: _nearer(how, left, right), terms)


def _nearer(how: Literal["min", "max"], left: Term, right: Term) -> Term:
    if left.void or right.void:
        return void(LONG)
    if left.constant:
        left, right = right, left
    least = min if how == "min" else max
    low, high = least(left.low, right.low), least(left.high, right.high)
    settled = right if (right.low >= left.high) == (how == "max") else left
    if (right.low >= left.high or left.low >= right.high) and not (left.maybe or right.maybe):
        return settled
    dtype = common(left, right)
    here, there = left.cast(dtype), right.cast(dtype)
    expr = pl.when(here < there if how == "min" else here > there).then(here).otherwise(there)
    if right.constant:  # an unknown left falls to itself
        expr = pl.when(here > there if how == "min" else here < there).then(there).otherwise(here)
    elif left.maybe or right.maybe:
        expr = pl.when(here.is_null() | there.is_null()).then(None).otherwise(expr)
    return made(expr, dtype, low, high, left.maybe or right.maybe)


# truths


def compare(op: str, left: Term, right: Term) -> Term:
    if left.void or right.void:
        return void(TRUTH)
    maybe = left.maybe or right.maybe
    always = _decided(op, left, right)
    if always is not None and not maybe:
        return truth(always)
    dtype = common(left, right)
    here, there = left.cast(dtype), right.cast(dtype)
    expr = COMPARED[op](here, there)
    return Term(expr, TRUTH, 0, 1, maybe)


COMPARED: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _decided(op: str, left: Term, right: Term) -> bool | None:
    """What the bounds alone decide."""
    match op:
        case "==" | "!=":
            apart = left.high < right.low or right.high < left.low
            same = left.low == left.high == right.low == right.high
            return (op == "!=") if apart else (op == "==") if same else None
        case "<" | ">=":
            less = left.high < right.low
            return (op == "<") if less else (op == ">=") if left.low >= right.high else None
    return _decided(TURNED[op], right, left)


TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def none_of(term: Term) -> Term:
    return replace(term, expr=~term.expr) if term.void else made(
        ~term.expr, TRUTH, 1 - term.high, 1 - term.low, term.maybe
    )  # fmt: skip


def both(terms: Sequence[Term], *, every: bool) -> Term:
    """Kleene's and (`every`) or or."""
    settling = 0 if every else 1
    if any(one.constant and one.low == settling for one in terms):
        return truth(bool(settling))
    open_ = [one for one in terms if not one.constant]
    if not open_:
        return truth(every)
    if len(open_) == 1 or all(one.void for one in open_):
        return open_[0]
    expr = reduce(lambda a, b: a & b if every else a | b, (one.expr for one in open_))
    return Term(expr, TRUTH, 0, 1, any(one.maybe for one in open_))


def choose(test: Term, then: Term, other: Term) -> Term:
    """`then if test else other`, unknown where the test is."""
    if test.constant:
        return then if test.low else other
    if test.void or (then.void and other.void):
        return void(then.dtype)
    if not test.maybe and then.constant and other.constant and then.low == other.low:
        return then
    dtype = common(then, other)
    way = pl.when(test.expr.is_null()).then(None).when(test.expr) if test.maybe else pl.when(test.expr)
    expr = way.then(then.cast(dtype)).otherwise(other.cast(dtype))
    known = [one for one in (then, other) if not one.void]
    maybe = test.maybe or then.maybe or other.maybe
    return made(expr, dtype, min(one.low for one in known), max(one.high for one in known), maybe)


# tables


def look(values: Sequence[int], key: Term, *, first: int) -> Term:
    """The value at a key counted from `first`; below it unknown, beyond the end the last."""
    if key.void:
        return void(LONG)
    last = first + len(values) - 1
    if key.constant:
        return constant(values[min(key.low, last) - first]) if key.low >= first else void(LONG)
    reached = values[max(key.low, first) - first : min(key.high, last) - first + 1] or [values[-1]]
    dtype = fit(min(reached), max(reached))
    place = _nearer("min", key, constant(last)) if key.high > last else key
    index = arithmetic("-", place, constant(first)) if first else place
    at = pl.when(key.expr >= first).then(index.expr) if key.low < first else index.expr
    table = pl.Series([value if value in reached else 0 for value in values], dtype=dtype)
    return made(pl.lit(table).gather(at), dtype, min(reached), max(reached), key.maybe or key.low < first)
