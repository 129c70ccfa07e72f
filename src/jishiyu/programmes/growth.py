"""Growth, shares, ranks, and counted statements such as "three years running". Exact inside, rounded half up for
printing. No database. A rate is always computed from sums; nothing here takes a mean of rates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from jishiyu.lib.refused import Refused

NOT_DEFINED = "—"
Place = TypeVar("Place", str, int)


def growth(now: int, base: int) -> Fraction | None:
    """(now − base) / base; None where the base is nought or below: such growth has no meaning."""
    return Fraction(now - base, base) if base > 0 else None


def turned(now: int, base: int) -> bool:
    """From a loss to a gain (扭亏): what is said where growth has no meaning."""
    return base < 0 <= now


def rounded(number: Fraction, places: int) -> str:
    """Half up, away from nought: 13.825 at one place is 13.8, 0.25 is 0.3, −0.25 is −0.3; never "-0.0"."""
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    text = f"{whole // 10**places}" + (f".{whole % 10**places:0{places}d}" if places else "")
    return f"-{text}" if number < 0 and whole else text


def percent(share: Fraction | None, places: int = 1, *, signed: bool = False) -> str:
    """A share or growth as "97.2 %"; "—" for what has no meaning."""
    if share is None:
        return NOT_DEFINED
    return _signed(rounded(share * 100, places), signed) + " %"


def points(difference: Fraction | None, places: int = 1) -> str:
    """A difference of two rates as percentage points (百分点) with its sign: "+13.8"; the unit's word is the page's."""
    return NOT_DEFINED if difference is None else _signed(rounded(difference, places), True)


def _signed(text: str, signed: bool) -> str:
    return f"+{text}" if signed and not text.startswith("-") else text


Months = Mapping[tuple[int, int], int]  # {(year, month): amount}


def year_on_year(months: Months, year: int, month: int) -> Fraction | None:
    """同比: one month against the same month a year before; None where either is missing or the base has no meaning."""
    return _between(months.get((year, month)), months.get((year - 1, month)))


def month_on_month(months: Months, year: int, month: int) -> Fraction | None:
    """环比: one month against the month before."""
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    return _between(months.get((year, month)), months.get(before))


def cumulative(months: Months, year: int, month: int) -> Fraction | None:
    """累计同比: January through the month against the same months a year before, from sums; None if one is missing."""
    return _between(sum_through(months, year, month), sum_through(months, year - 1, month))


def sum_through(months: Months, year: int, month: int) -> int | None:
    """January through the month; None if one is missing."""
    found = [months.get((year, one)) for one in range(1, month + 1)]
    return None if any(one is None for one in found) else sum(one for one in found if one is not None)


def _between(now: int | None, base: int | None) -> Fraction | None:
    return None if now is None or base is None else growth(now, base)


@dataclass(frozen=True, slots=True)
class Rank:
    """`place` of `of`, counted as in sport: 1, 2, 2, 4. `shared`: with how many others."""

    place: int
    of: int
    shared: int


def rank(amounts: Mapping[Place, int], whose: Place, *, more_is_better: bool = True) -> Rank | None:
    """The rank of one among its peers, itself among them; None when nothing is known of it."""
    if whose not in amounts:
        return None
    own = amounts[whose]
    better = sum(one > own if more_is_better else one < own for one in amounts.values())
    shared = sum(one == own for one in amounts.values()) - 1
    return Rank(better + 1, len(amounts), shared)


@dataclass(frozen=True, slots=True)
class Running:
    """So many periods in a row, and the rows that show it: (period, amount), from the base on."""

    times: int
    rows: tuple[tuple[int, int], ...]


def running(years: Mapping[int, int], last: int, *, more_is_better: bool = True) -> Running:
    """How many years in a row, ending with `last`, each was above the one before it (连续N年增长). A year nobody
    counted ends the row."""
    times, year = 0, last
    while year in years and year - 1 in years:
        if not (years[year] > years[year - 1] if more_is_better else years[year] < years[year - 1]):
            break
        times, year = times + 1, year - 1
    rows = tuple((one, years[one]) for one in range(last - times, last + 1) if one in years)
    return Running(times, rows)


@dataclass(frozen=True, slots=True)
class Highest:
    """Whether the last amount is above all before it, and the best of those; `rows` are all of them."""

    holds: bool
    best_before: int | None
    rows: tuple[tuple[str, int], ...]


def highest_so_far(rows: Sequence[tuple[str, int]]) -> Highest:
    """Rows are (name, amount) in time. With nothing before it nothing is the highest so far; one that only equals the
    best is not."""
    before = [amount for _, amount in rows[:-1]]
    best = max(before, default=None)
    return Highest(bool(rows) and best is not None and rows[-1][1] > best, best, tuple(rows))


def adding_up(total: int, parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """A list of states with their counts, which must add up to the total, or is not printed at all. Raises Refused:
    sums_differ."""
    found = dict(parts)
    if sum(found.values()) != total:
        raise Refused("sums_differ", total=total, sum=sum(found.values()))
    return found
