"""Size classes by the rules of 2011 (工信部联企业〔2011〕300号), trades by GB/T 4754-2017. Money in fen.

Large, medium and small need every lower bound of their class; who misses one falls a class. "以下" leaves
the number out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

RULES = "工信部联企业〔2011〕300号"
CLASSES = ("micro", "small", "medium", "large")
PEOPLE, REVENUE, ASSETS = "enterprise.employees", "enterprise.revenue", "enterprise.assets"
WAN = 1_000_000  # fen in ten thousand yuan (万元)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which number on an enterprise of these trades is small, medium, large, by each measure that counts."""

    trades: tuple[str, ...]
    measures: Mapping[str, tuple[int, int, int]]


def _wan(small: int, medium: int, large: int) -> tuple[int, int, int]:
    return small * WAN, medium * WAN, large * WAN


TABLE = (
    Bounds(("A",), {REVENUE: _wan(50, 500, 20_000)}),
    Bounds(("B", "C", "D"), {PEOPLE: (20, 300, 1000), REVENUE: _wan(300, 2000, 40_000)}),
    Bounds(("E",), {REVENUE: _wan(300, 6000, 80_000), ASSETS: _wan(300, 5000, 80_000)}),
    Bounds(("F51",), {PEOPLE: (5, 20, 200), REVENUE: _wan(1000, 5000, 40_000)}),
    Bounds(("F52",), {PEOPLE: (10, 50, 300), REVENUE: _wan(100, 500, 20_000)}),
    Bounds(("G591",), {PEOPLE: (20, 300, 1000), REVENUE: _wan(200, 3000, 30_000)}),  # 装卸搬运 counts as transport
    Bounds(("G59",), {PEOPLE: (20, 100, 200), REVENUE: _wan(100, 1000, 30_000)}),
    Bounds(("G60",), {PEOPLE: (20, 300, 1000), REVENUE: _wan(100, 2000, 30_000)}),
    Bounds(("G53",), {}),  # 不含铁路运输业
    Bounds(("G",), {PEOPLE: (20, 300, 1000), REVENUE: _wan(200, 3000, 30_000)}),
    Bounds(("H",), {PEOPLE: (10, 100, 300), REVENUE: _wan(100, 2000, 10_000)}),
    Bounds(("I65",), {PEOPLE: (10, 100, 300), REVENUE: _wan(50, 1000, 10_000)}),
    Bounds(("I",), {PEOPLE: (10, 100, 2000), REVENUE: _wan(100, 1000, 100_000)}),
    Bounds(("K701",), {REVENUE: _wan(100, 1000, 200_000), ASSETS: _wan(2000, 5000, 10_000)}),
    Bounds(("K702",), {PEOPLE: (100, 300, 1000), REVENUE: _wan(500, 1000, 5000)}),
    Bounds(("L",), {PEOPLE: (10, 100, 300), ASSETS: _wan(100, 8000, 120_000)}),
    Bounds(("J", "S", "T"), {}),  # finance has rules of its own; organs and organisations are no enterprises
    Bounds(("K703", "K704", "K709", "M", "N", "O", "P", "Q", "R"), {PEOPLE: (10, 100, 300)}),  # 其他未列明行业
)


def size_class(values: Mapping[str, object]) -> str | None:
    """The class that follows from trade, employees, revenue and assets of a profile; None where they do not say.

    A measure nobody knows leaves only one answer open: whoever is below the bound of small by another is micro.
    """
    bounds = bounds_of(str(values.get("enterprise.trade") or ""))
    if bounds is None or not bounds.measures:
        return None
    reached, unknown = len(CLASSES) - 1, False
    for measure, steps in bounds.measures.items():
        amount = values.get(measure)
        if isinstance(amount, int | float):
            reached = min(reached, sum(amount >= step for step in steps))
        else:
            unknown = True
    return None if unknown and reached else CLASSES[reached]


def bounds_of(trade: str) -> Bounds | None:
    """The row of the table for a trade: the one that names it most closely. None where the code says too little: K70
    may be a developer or a caretaker, G59 one who loads or one who stores."""
    if any(code.startswith(trade) and code != trade for row in TABLE for code in row.trades):
        return None
    fitting = [(len(code), row) for row in TABLE for code in row.trades if trade.startswith(code)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
