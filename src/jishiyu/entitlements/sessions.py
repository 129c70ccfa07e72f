"""Months of sessions of a place in an institution, and when they are enough. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from jishiyu.entitlements.months import first_of


class Held(NamedTuple):
    held_on: date
    attended: bool
    online: bool = False
    parents: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """Sessions of a month that were attended, on the spot and online, and trainings of parents."""

    month: date
    here: int
    online: int
    missed: int
    parents: int

    @property
    def counts(self) -> bool:
        """A month counts in which at least one session was attended, online or not."""
        return self.here + self.online > 0


def by_month(rows: Iterable[Held]) -> list[Month]:
    """The months in which anything was recorded, the earliest first."""
    told: dict[date, list[int]] = {}
    for row in rows:
        sums = told.setdefault(first_of(row.held_on), [0, 0, 0, 0])
        place = 3 if row.parents else 2 if not row.attended else 1 if row.online else 0
        sums[place] += row.attended if row.parents else 1
    return [Month(month, *sums) for month, sums in sorted(told.items())]


def completed_on(rows: Iterable[Held], least_months: int) -> date | None:
    """The day of the session with which so many months were reached; None: not yet, or none are asked for."""
    seen: set[date] = set()
    for row in sorted(rows):
        if row.attended and not row.parents:
            seen.add(first_of(row.held_on))
            if least_months and len(seen) == least_months:
                return row.held_on
    return None
