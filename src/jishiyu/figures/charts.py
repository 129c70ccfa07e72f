"""A chart described once: pages draw it as SVG, Word as a picture, Excel as a chart of its own. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jishiyu.lib.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values; None where there is nothing to say, which is a gap and never a nought. `last` is how its
    newest value is printed, where that is more than the value."""

    name: Phrase
    values: Sequence[float | None]
    last: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`labels` name the places along the foot. `shape`: lines for what goes on, bars for what is compared. Values of
    `unit` "%" are shares from 0 to 100, and their axis ends there."""

    title: Phrase
    labels: Sequence[str]
    series: Sequence[Series]
    shape: Literal["lines", "bars"] = "lines"
    unit: str = ""

    @property
    def top(self) -> float:
        """Where the axis ends."""
        if self.unit == "%":
            return 100
        return max((value for one in self.series for value in one.values if value is not None), default=0) or 1
