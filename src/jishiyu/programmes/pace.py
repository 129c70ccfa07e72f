"""How far a target is against the time that has gone (序时进度): in points, in days, as a light, and when it will be
reached. All on exact numbers; rounding is for printing. No database.

The example of the house: 62.90 of 64.74 after ten months is 62.90/64.74 − 10/12 = 13.825 points, printed 13.8; from
rounded shares (97.2 − 83.3) it would be 13.9, which is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Literal

from jishiyu.programmes.curves import DAY, Curve, curve_of
from jishiyu.programmes.kinds import Lights, Step

Colour = Literal["green", "slight", "yellow", "red", "none"]
Why = Literal["reached", "too_few", "standstill", "far"]
RECENT, FEWEST = 6, 3  # stretches a forecast looks back at, and how few it needs
SPREAD = 1.2816  # of a normal distribution: four in five lie within it
FARTHEST = 3660  # days ahead beyond which nothing is foretold


@dataclass(frozen=True, slots=True)
class Pace:
    """`done` and `target` are amounts of one series; shares are exact. `points` is how far ahead of time gone, in
    points; `days` how many days ahead, below nought behind."""

    done: int
    target: int
    share: Fraction
    expected: Fraction
    points: Fraction
    days: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the target will be reached at the pace of late, and the days between which it lies in four cases
    of five. `latest` None: it cannot be told how late. With a `why` instead of a day nothing is foretold."""

    day: date | None
    earliest: date | None = None
    latest: date | None = None
    why: Why | None = None


def time_gone(since: date, until: date, day: date, step: Step = "day") -> Fraction:
    """The share of a span that has gone by the end of a day: days of days, or months of months, where a month that has
    not ended counts by its days."""
    return curve_of({"kind": "even"}, since, until, 1, step).share(day)


def pace(curve: Curve, done: int, target: int, today: date, *, more_is_better: bool = True) -> Pace:
    """Where `done` stands on the evening of `today`. Raises ValueError for a target that is not above nought."""
    if target <= 0:
        raise ValueError("a target is above nought")
    share, expected = Fraction(done, target), curve.share(today)
    sign = 1 if more_is_better else -1
    days = days_ahead(curve, share, today) * sign
    return Pace(done, target, share, expected, (share - expected) * 100 * sign, days)


def days_ahead(curve: Curve, share: Fraction, today: date) -> int:
    """How many days lie between today and the day on which the curve reaches this share; below nought: behind. What is
    the whole target or more is reached on the last day. Part of a day counts for none."""
    today = min(max(today, curve.since - DAY), curve.until)
    if share >= 1:
        return (curve.until - today).days
    expected = curve.share(today)
    if share == expected:
        return 0
    if share > expected:
        return (_last_not_above(curve, share, today) - today).days
    return (_first_reaching(curve, share, today) - today).days


def _last_not_above(curve: Curve, share: Fraction, today: date) -> date:
    low, high = 0, (curve.until - today).days
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if curve.share(today + middle * DAY) <= share else (low, middle - 1)
    return today + low * DAY


def _first_reaching(curve: Curve, share: Fraction, today: date) -> date:
    start = curve.since - DAY
    low, high = 0, (today - start).days
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if curve.share(start + middle * DAY) >= share else (middle + 1, high)
    return start + low * DAY


def forecast(curve: Curve, readings: Sequence[tuple[date, int]], target: int, today: date) -> Forecast:
    """`readings` are (day, amount reached by its evening), rising in time, the last not after today.

    Late stretches between readings give rates against the curve, so that a season is not taken for a change of pace;
    beyond the span the curve goes on at its mean slope. The mean rate gives the day; the spread of the rates, and how
    few they are, give the range (four cases of five).
    """
    if readings and readings[-1][1] >= target:
        return Forecast(next(day for day, amount in readings if amount >= target), why="reached")
    rates, weights = _rates(curve, readings, target)
    if len(rates) < FEWEST:
        return Forecast(None, why="too_few")
    mean = sum(rate * weight for rate, weight in zip(rates, weights, strict=True)) / sum(weights)
    if mean <= 0:
        return Forecast(None, why="standstill")
    left = float(1 - Fraction(readings[-1][1], target))
    spread = sqrt(sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1))
    steps = max(left / mean / (sum(weights) / len(weights)), 1.0)  # stretches still to go, about
    off = SPREAD * spread * sqrt(1 / len(rates) + 1 / steps)
    begun = _stretched(curve, readings[-1][0])
    day = _day_of(curve, begun + left / mean, up=True)
    earliest = _day_of(curve, begun + left / (mean + off), up=False)
    latest = _day_of(curve, begun + left / (mean - off), up=True) if mean > off else None
    if day is None:
        return Forecast(None, why="far")
    tomorrow = today + DAY
    return Forecast(max(day, tomorrow), max(earliest or tomorrow, tomorrow), latest and max(latest, tomorrow))


def _rates(curve: Curve, readings: Sequence[tuple[date, int]], target: int) -> tuple[list[float], list[float]]:
    """Of late stretches: share of the target reached for each share of the curve, and the length of each on the curve.
    Where the curve rests, stretches are taken together."""
    rates, lengths = [], []
    rows = [(curve.since - DAY, 0), *(row for row in readings if row[0] >= curve.since)]
    last = rows[-1]
    for before in reversed(rows[:-1]):
        length = _stretched(curve, last[0]) - _stretched(curve, before[0])
        if length > 1e-9:
            rates.append((last[1] - before[1]) / target / length)
            lengths.append(length)
            last = before
        if len(rates) == RECENT:
            break
    return rates, lengths


def _stretched(curve: Curve, day: date) -> float:
    """The curve's share of a day, going on beyond its end at its mean slope."""
    if day <= curve.until:
        return float(curve.share(day))
    return 1 + (day - curve.until).days / ((curve.until - curve.since).days + 1)


def _day_of(curve: Curve, share: float, *, up: bool) -> date | None:
    """The day on which the stretched curve has this share; None beyond what is foretold."""
    if share > 1:
        days = (share - 1) * ((curve.until - curve.since).days + 1)
        return curve.until + timedelta(days=ceil(days) if up else floor(days)) if days < FARTHEST else None
    low, high = 0, (curve.until - curve.since).days + 1
    start = curve.since - DAY
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _stretched(curve, start + middle * DAY) >= share - 1e-12 else (middle + 1, high)
    return start + low * DAY


def light(points: Fraction, lights: Lights) -> Colour:
    """The light of progress: `points` ahead of time gone. Green meets it; up to `slight` points below is a band of its
    own; from there through `yellow` yellow; beyond red."""
    if points >= 0:
        return "green"
    if points > -lights.slight:
        return "slight"
    return "yellow" if points >= -lights.yellow else "red"


def late_light(due: date | None, done: date | None, today: date, lights: Lights) -> Colour:
    """The light of a start, or of a node: green in time or done; yellow once its day is past and it is not done; red in
    the third month in a row (or as the kind says)."""
    if done is not None or due is None or today <= due:
        return "green" if due or done else "none"
    months = (today.year - due.year) * 12 + today.month - due.month + 1
    return "red" if months >= lights.late_months else "yellow"


def entering_light(begun: date | None, entered: date | None, today: date, lights: Lights) -> Colour:
    """The light of entering the statistics (入库), as the kind's table says: green once it is entered or while there is
    time; none before its start, and where it is not asked."""
    if not lights.enter_yellow or begun is None or begun > today:
        return "none"
    if (entered is not None and entered <= today) or today < months_after(begun, lights.enter_yellow):
        return "green"
    return "red" if today > months_after(begun, lights.enter_red) else "yellow"


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + (day.day - 1) * DAY, after - DAY)


def worst(colours: Sequence[Colour]) -> Colour:
    """The most urgent of several lights."""
    order: tuple[Colour, ...] = ("none", "green", "slight", "yellow", "red")
    return max(colours, key=order.index, default="none")
