"""How a figure is printed: always n/N, never rounder than the truth. No database."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from math import sqrt

FEWEST_TO_RANK = 30
Z95 = 1.959963984540054


def percent(n: int, of: int, places: int = 1) -> str:
    """93.7 %; "—" of nothing. 100 % and 0 % are printed only when exact: 99.995 % is 99.9 %, never 100 %."""
    if not 0 <= n <= of:
        raise ValueError(f"{n} is not a part of {of}")
    if of == 0:
        return "—"
    if n in (0, of):
        return "100 %" if n else "0 %"
    step = Decimal(1).scaleb(-places)
    share = Decimal(100 * n) / Decimal(of)
    rounded = share.quantize(step, ROUND_HALF_UP)
    if rounded >= 100:
        rounded = share.quantize(step, ROUND_DOWN)
    if rounded <= 0:
        rounded = step
    return f"{rounded} %"


def rate(n: int, of: int) -> str:
    """93.7 % (937/1000)."""
    return f"{percent(n, of)} ({n}/{of})" if of else "— (0/0)"


def wilson(n: int, of: int) -> tuple[float, float]:
    """95 % interval of a sampled share, as fractions (Wilson 1927). (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, spread = n / of, Z95 * Z95 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
