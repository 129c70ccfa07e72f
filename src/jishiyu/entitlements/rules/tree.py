"""The tree a clause is read into: the one form from which every way of running it is made.

An expression yields a number, a truth, a day (`datetime.date`), a code (its place in its list), or unknown (None).
What unknown does, everywhere and in every way of running:

- arithmetic, comparison, rounding, look-up, `Span`, `Pick` and a sum: unknown when any part is unknown
- `And`, `Or`, `any`, `all`: Kleene's logic (false and unknown is false; true or unknown is true; else unknown)
- `count`: unknown when any member's truth is unknown
- `Choose` and `If`: unknown when the test is unknown
- over an unknown list of members: unknown; over none: any false, all true, sum and count 0, least and most unknown
- a look-up by a number below 1 is unknown; one beyond the last step takes the last
- a fraction whose bottom is 0 is unknown
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jishiyu.entitlements.rules.measures import Measure

Value = int | bool  # as a literal; a code is its place in its list


@dataclass(frozen=True, slots=True)
class Literally:
    """A number, a truth, or (once linked) a code."""

    value: Value
    measure: Measure


@dataclass(frozen=True, slots=True)
class FactOf:
    """A declared fact, of the household or of the member looked at."""

    name: str


@dataclass(frozen=True, slots=True)
class ParameterOf:
    """A parameter without a table."""

    name: str


@dataclass(frozen=True, slots=True)
class ClauseOf:
    """The value of another clause, of the household or of the member looked at."""

    name: str


@dataclass(frozen=True, slots=True)
class Today:
    """The day the rules are asked for."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: Literal["+", "-", "*"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Compare:
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Over:
    """Over all members; `inner` is looked at member by member and may use facts of the household too."""

    how: Literal["any", "all", "sum", "count", "least", "most"]
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Members:
    """How many members there are."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """Top divided by bottom as a whole number: half_up (half away from zero), down (to the lower), up (the higher)."""

    how: Literal["half_up", "down", "up"]
    top: "Expression"
    bottom: "Expression"


@dataclass(frozen=True, slots=True)
class Pick:
    how: Literal["min", "max"]
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The value of a parameter's table at a code, or at a number counted from 1."""

    table: str
    key: "Expression"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole years, whole months or days from start to end: the difference of years (or months), less 1 when the end
    stands earlier in its year (or month) than the start in its own. So born on 29 February: a year older on 1 March."""

    unit: Literal["years", "months", "days"]
    start: "Expression"
    end: "Expression"


@dataclass(frozen=True, slots=True)
class Choose:
    """`then if test else other`."""

    test: "Expression"
    then: "Expression"
    other: "Expression"


Expression = (
    Literally | FactOf | ParameterOf | ClauseOf | Today | Arithmetic | Compare | Not | And | Or | Over | Members
    | Fraction | Pick | Look | Span | Choose
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a branch returns. `branch` counts from 1 in the order of the source; 0 is kept for "cannot be decided"."""

    branch: int
    value: Expression


@dataclass(frozen=True, slots=True)
class If:
    test: Expression
    then: "Body"
    other: "Body"


Body = Leaf | If


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a clause can end: its number, the reason (an English msgid, figures as {name:unit}), and its ground."""

    number: int
    reason: str
    ground: str
    line: int


def parts_of(part: object) -> Iterator[object]:
    """A part of a tree and all parts in it, in the order in which they stand."""
    if isinstance(part, tuple):
        for one in part:
            yield from parts_of(one)
    elif hasattr(part, "__dataclass_fields__"):
        yield part
        for field in part.__dataclass_fields__:
            yield from parts_of(getattr(part, field))
