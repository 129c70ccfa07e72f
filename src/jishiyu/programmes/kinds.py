"""What a pack may declare to programmes: measured quantities, and kinds of programmes with how they are judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jishiyu.lib.phrases import Phrase

Adds = Literal["sum", "last"]
Step = Literal["day", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A measured quantity, e.g. litres sold a day. Amounts are integers in 10^-places of the unit: fen are yuan with
    two places. Amounts of a day add up, or (`last`) the last one said holds: a rate, a stock."""

    code: str  # pack.name
    name: Phrase
    unit: Phrase
    places: int = 0
    adds: Adds = "sum"
    grades: Mapping[str, Phrase] = field(default_factory=dict)  # none: readings of it have no grade
    more_is_better: bool = True
    basis: Phrase = ""  # 口径: what exactly is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Lights:
    """How far below time gone a light changes, in points (百分点). Up to `slight` the words are "slightly behind",
    up to and with `yellow` yellow, beyond it red. A start that is due and not made is yellow, in the `late_months`-th
    month red. What was begun and is not entered in the statistics (入库) is yellow `enter_yellow` months after its
    start, and red when more than `enter_red` have gone; nought: it is not asked."""

    slight: int = 10
    yellow: int = 30
    late_months: int = 3
    enter_yellow: int = 0
    enter_red: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeKind:
    """A kind of programme. `step`: whether time gone is told in months (monthly reports) or days. `levels`: who may ask
    for an item, e.g. province and city. `groups`: how its items are told apart for comparing."""

    code: str  # pack.name
    name: Phrase
    step: Step = "month"
    lights: Lights = Lights()
    levels: Mapping[str, Phrase] = field(default_factory=dict)
    groups: Mapping[str, Phrase] = field(default_factory=dict)
    asks_monthly: bool = True  # whether units are asked for a month's reading that is missing


_series: dict[str, Series] = {}
_kinds: dict[str, ProgrammeKind] = {}


def declare_series(series: Series) -> None:
    """Make a series known; the loader calls this for every pack. Raises ValueError on a second one of that code."""
    if series.code in _series and _series[series.code] != series:
        raise ValueError(f"series {series.code} is declared twice")
    _series[series.code] = series


def declare_programme(kind: ProgrammeKind) -> None:
    """The same for a kind of programme."""
    if kind.code in _kinds and _kinds[kind.code] != kind:
        raise ValueError(f"programme kind {kind.code} is declared twice")
    _kinds[kind.code] = kind


def series_of(code: str) -> Series:
    """The declared series. Raises LookupError naming the code."""
    try:
        return _series[code]
    except KeyError:
        raise LookupError(f"no pack declares the series {code!r}") from None


def all_series(pack: str = "") -> list[Series]:
    """Every declared series, or those of one pack."""
    return [one for one in _series.values() if not pack or one.code.startswith(f"{pack}.")]


def kind_of(code: str) -> ProgrammeKind:
    """The declared kind of programme. Raises LookupError naming the code."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no pack declares the programme kind {code!r}") from None


def kinds() -> list[ProgrammeKind]:
    return list(_kinds.values())
