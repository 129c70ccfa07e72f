"""How a target is spread over its span of time. No database.

Every curve is a line through points (day, share of the target), straight between them; a share holds from the end of
its day. As JSON, in Target.curve:
  {"kind": "even"}                                 the same every day, or every month where pace is told in months
  {"kind": "seasonal", "weights": [4, 4, 6, …]}    one weight for each calendar month of the span
  {"kind": "points", "points": [["2022-03-31", 2500, "First campaign"], …]}   amounts reached by a day: of campaigns,
                                                   months, quarters, half-years; what lies after the last is even
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from jishiyu.lib.refused import Refused
from jishiyu.programmes.kinds import Step

DAY = timedelta(days=1)
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Point:
    """By the end of `day`, `share` of the target (0 to 1)."""

    day: date
    share: Fraction
    name: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """From the morning of `since` to the evening of `until`; the last point is (until, 1)."""

    since: date
    until: date
    points: tuple[Point, ...]

    def share(self, day: date) -> Fraction:
        """The share that should be reached by the end of a day; 0 before the span, 1 after it."""
        if day < self.since:
            return Fraction(0)
        if day >= self.until:
            return Fraction(1)
        place = bisect_right(self.points, day, key=lambda point: point.day)
        before = self.points[place - 1] if place else Point(self.since - DAY, Fraction(0))
        after = self.points[place]
        part = Fraction((day - before.day).days, (after.day - before.day).days)
        return before.share + (after.share - before.share) * part

    def named(self) -> list[Point]:
        """The key points that have a name."""
        return [point for point in self.points if point.name]


def curve_of(plain: Mapping[str, Any], since: date, until: date, amount: int, step: Step = "day") -> Curve:
    """Raises ValueError, with words, for what is no curve of this span and amount."""
    if since > until:
        raise ValueError("a span ends on the day it begins or later")
    match plain.get("kind", "even"):
        case "even" if step == "month":
            return Curve(since, until, _by_months(since, until, [1] * len(list(month_ends(since, until)))))
        case "even":
            return Curve(since, until, (Point(until, Fraction(1)),))
        case "seasonal":
            return Curve(since, until, _by_months(since, until, plain.get("weights", ())))
        case "points":
            return Curve(since, until, _by_amounts(since, until, amount, plain.get("points", ())))
    raise ValueError(f"no such curve: {str(plain.get('kind'))[:20]!r}")


def month_ends(since: date, until: date) -> Iterator[date]:
    """The last day of each calendar month a span touches; `until` for the last one."""
    day = since
    while True:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if after > until:
            yield until
            return
        yield after - DAY
        day = after


def _by_months(since: date, until: date, weights: Sequence[Any]) -> tuple[Point, ...]:
    ends = list(month_ends(since, until))
    if len(weights) != len(ends):
        raise ValueError(f"{len(ends)} weights are needed, one for each month; there are {len(weights)}")
    if any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in weights) or not sum(weights):
        raise ValueError("weights are whole numbers, none below nought, not all nought")
    whole, so_far, points = sum(weights), 0, []
    for end, weight in zip(ends, weights, strict=True):
        so_far += weight
        points.append(Point(end, Fraction(so_far, whole)))
    return tuple(points)


def _by_amounts(since: date, until: date, amount: int, rows: Sequence[Sequence[Any]]) -> tuple[Point, ...]:
    if not rows or len(rows) > MOST_POINTS:
        raise ValueError(f"1 to {MOST_POINTS} key points are needed")
    points: list[Point] = []
    for day_said, reached, *name in rows:
        if isinstance(reached, bool) or not isinstance(reached, int):
            raise ValueError("what is reached by a key point is a whole number")
        day, share = date.fromisoformat(day_said), Fraction(reached, amount)
        if not since <= day <= until:
            raise ValueError(f"{day} lies outside the span")
        if points and (day <= points[-1].day or share < points[-1].share):
            raise ValueError("key points follow each other in time and never fall")
        points.append(Point(day, share, str(name[0])[:40] if name else ""))
    if points[0].share < 0 or points[-1].share > 1:
        raise ValueError("a key point lies between nought and the whole target")
    if points[-1].day < until:
        points.append(Point(until, Fraction(1)))
    elif points[-1].share != 1:
        raise ValueError("by the last day the whole target is reached")
    return tuple(points)


def check_points(rows: Sequence[Sequence[Any]], since: date, until: date, amount: int) -> None:
    """Key points as somebody wrote them, the first bad one named by its number and name.

    Raises Refused: point_outside, point_order, point_falls, point_above, point_last, points_missing."""
    if not 1 <= len(rows) <= MOST_POINTS:
        raise Refused("points_missing", most=MOST_POINTS)
    before, so_far = since - DAY, 0
    for number, (day_said, reached, *name) in enumerate(rows, start=1):
        day, named = date.fromisoformat(day_said), f"{number} {name[0] if name else ''}".strip()
        if not since <= day <= until:
            raise Refused("point_outside", point=named, since=since.isoformat(), until=until.isoformat())
        if day <= before:
            raise Refused("point_order", point=named)
        if reached > amount or reached < 0:
            raise Refused("point_above", point=named)
        if reached < so_far:
            raise Refused("point_falls", point=named)
        before, so_far = day, reached
    if before == until and so_far != amount:
        raise Refused("point_last", point=named)


def scaled(rows: Sequence[Sequence[Any]], was: int, amount: int) -> list[list[Any]]:
    """Key points of one whole as those of another, in the same shares, half up."""
    return [[day, int(Fraction(reached * amount, was) + Fraction(1, 2)), *name] for day, reached, *name in rows]


def key_days(since: date, until: date, months: int) -> list[date]:
    """The ends of every so many calendar months (1, 3, 6) within a span, and its own."""
    return [day for day in month_ends(since, until) if day.month % months == 0 or day == until]
