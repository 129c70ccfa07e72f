"""What a figure is asked for, and the shape it comes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jishiyu.casework.models import Case
from jishiyu.figures.indicators import Indicator
from jishiyu.figures.printing import rate, wilson
from jishiyu.lib.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows of a denominator and of its part, and how many of each are excluded."""

    n: int = 0
    of: int = 0
    out_n: int = 0
    out_of: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """n of N with its words, and the same with the excluded rows counted too (`all_n` of `all_of`). `low` and `high`
    bound a sampled share (95 %), else None."""

    code: str
    name: Phrase
    definition: Phrase
    n: int
    of: int
    text: str
    low: float | None
    high: float | None
    all_n: int
    all_of: int
    all_text: str
    whole: bool

    @property
    def differs(self) -> bool:
        """Whether excluded rows change it."""
        return (self.n, self.of) != (self.all_n, self.all_of)


class Rows:
    """Cases of one list, the newest heard first, of which only a page is read. `keys` gives (key, heard at) in order;
    it is counted only when `size` is not known."""

    ordered = True

    def __init__(self, keys: "QuerySet[Any, tuple[int, datetime]]", size: int | None = None) -> None:
        self._keys, self._size = keys, size

    def count(self) -> int:
        if self._size is None:
            self._size = self._keys.order_by().count()
        return self._size

    def __getitem__(self, part: slice) -> list[Case]:
        keys = [key for key, _ in self._keys[part]]
        found = Case.objects.select_related("division").in_bulk(keys)
        return [found[key] for key in keys]

    def __iter__(self) -> Iterator[Case]:
        return iter(self[:])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Cases outside a denominator, and why."""

    reason: Phrase
    cases: Rows


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened: the rows that count as part, and the rows that do not. Together they are the denominator;
    `left_out` lists what stands outside it."""

    figure: Figure
    indicator: Indicator
    part: Rows
    rest: Rows
    left_out: list[LeftOut]

    def rows(self, side: str) -> Rows:
        """Those that count as part, the rest of the denominator ("rest"), or one list of those left out ("out0", …)."""
        if side.startswith("out") and side[3:].isdigit() and int(side[3:]) < len(self.left_out):
            return self.left_out[int(side[3:])].cases
        return self.rest if side == "rest" else self.part


def figure_of(indicator: Indicator, found: Numbers) -> Figure:
    n, of = (found.n, found.of) if indicator.whole else (found.n - found.out_n, found.of - found.out_of)
    low, high = wilson(n, of) if indicator.sampled and of else (None, None)
    return Figure(
        indicator.code,
        indicator.name,
        indicator.definition,
        n,
        of,
        rate(n, of),
        low,
        high,
        found.n,
        found.of,
        rate(found.n, found.of),
        indicator.whole,
    )
