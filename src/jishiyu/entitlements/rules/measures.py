"""What kinds of value a rule knows: numbers with a unit, truths, days, and codes of a list.

A number is always a whole number: money in fen, area in 0.01 m². Its unit follows from the arithmetic, so that yuan
are never added to square metres and a rate per square metre times an area is money again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "truth", "day", "code"]
Units = tuple[tuple[str, int], ...]  # base unit and power, sorted, no power 0


@dataclass(frozen=True, slots=True)
class Measure:
    """The type of a fact, a parameter or a clause. `codes` in their order: a code is stored as its place in it."""

    kind: Kind
    units: Units = ()
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind == "code":
            return f"one of {', '.join(self.codes)}"
        if self.kind == "number":
            return "·".join(name if power == 1 else f"{name}^{power}" for name, power in self.units) or "number"
        return self.kind


NUMBER = Measure("number")  # a count, an age, a percentage, a grade
MONEY = Measure("number", (("fen", 1),))
AREA = Measure("number", (("0.01 m²", 1),))
TRUTH = Measure("truth")
DAY = Measure("day")


def codes(*names: str) -> Measure:
    """One of these codes, e.g. `codes("none", "low", "middle")`. Raises ValueError on a code named twice."""
    if len(set(names)) != len(names):
        raise ValueError(f"a code is named twice in {names}")
    return Measure("code", codes=tuple(names))


def per(top: Measure, bottom: Measure) -> Measure:
    """So much of one for each of the other: `per(MONEY, AREA)` is fen for each m² (not for each 0.01 m²; the division
    by 100 is written where the law rounds)."""
    return Measure("number", _joined(top.units, bottom.units, -1))


def times(left: Measure, right: Measure) -> Measure:
    """The measure of a product."""
    return Measure("number", _joined(left.units, right.units, 1))


def _joined(left: Units, right: Units, sign: int) -> Units:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def same(measures: Sequence[Measure]) -> bool:
    """Whether all may stand in one sum, comparison or choice."""
    return len(set(measures)) <= 1
