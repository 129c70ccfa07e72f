"""How a figure is printed: always n/N, never rounder than the truth. No database."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any

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


def rate(n: int, of: int, places: int = 0) -> str:
    """93.7 % (937/1000); of amounts in 10^-places of their unit, 93.7 % (9.37/10.00)."""
    if not of:
        return "— (0/0)"
    return f"{percent(n, of)} ({amount(n, places, '')}/{amount(of, places, '')})"


def amount(value: int, places: int = 0, apart: str = ",") -> str:
    """1234567 in 10^-2 of a unit as 12,345.67: whole numbers within, the point at display only."""
    whole, part = divmod(abs(value), 10**places)
    said = f"{whole:,}".replace(",", apart)
    return f"{'-' if value < 0 else ''}{said}{f'.{part:0{places}d}' if places else ''}"


def wilson(n: int, of: int) -> tuple[float, float]:
    """95 % interval of a sampled share, as fractions (Wilson 1927). (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, spread = n / of, Z95 * Z95 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def digest_of(
    kind: str, edition: str, title: str, period: tuple[datetime, datetime], values: Sequence[dict[str, Any]]
) -> str:
    """SHA-256 of what a report printed, as JSON with sorted keys and moments in UTC."""
    edges = [moment.astimezone(UTC).isoformat() for moment in period]
    said = json.dumps([kind, edition, title, *edges, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
