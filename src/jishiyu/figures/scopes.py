"""Whose rows a figure counts and of which time. No database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

_YEAR, _QUARTER, _MONTH = (re.compile(form, re.ASCII) for form in (r"(\d{4})", r"(\d{4})-Q([1-4])", r"(\d{4})-(\d\d)"))
ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment to before the last."""

    since: datetime
    until: datetime

    @property
    def first(self) -> date:
        """Its first local day."""
        return timezone.localdate(self.since)

    @property
    def last(self) -> date:
        """Its last local day."""
        return timezone.localdate(self.until - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: of a pack, of a unit that worked on them, of a division and all inside it; `about` one thing that the
    figure itself understands, a scheme, a series, an item. Empty: everybody's."""

    pack: str = ""
    unit: int | None = None
    division: str = ""
    about: str = ""

    def plain(self) -> dict[str, str | int]:
        """What is asked for, as it is kept and as addresses say it."""
        said = {"pack": self.pack, "unit": self.unit or "", "division": self.division, "about": self.about}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of(cls, plain: Mapping[str, str | int]) -> "Scope":
        """The other way."""
        unit = plain.get("unit")
        names = ("pack", "division", "about")
        return cls(unit=int(unit) if unit else None, **{name: str(plain.get(name, "")) for name in names})


EVER = Period(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def days(first: date, last: date) -> Period:
    """Whole local days, both included."""
    edges = (datetime.combine(day, time()) for day in (first, last + timedelta(days=1)))
    return Period(*(timezone.make_aware(edge) for edge in edges))


def period_named(said: str) -> Period | None:
    """2021, 2021-Q3 or 2021-07 as whole local days, "all" as all of time; None of anything else."""
    if said == ALL:
        return EVER
    if (found := _YEAR.fullmatch(said)) and int(found[1]) >= 1:
        return days(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
    if (found := _QUARTER.fullmatch(said)) and int(found[1]) >= 1:
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if (found := _MONTH.fullmatch(said)) and int(found[1]) >= 1 and 1 <= int(found[2]) <= 12:
        return _months(int(found[1]), int(found[2]), 1)
    return None


def _months(year: int, first: int, many: int) -> Period:
    after = date(year + (first + many - 1) // 12, (first + many - 1) % 12 + 1, 1)
    return days(date(year, first, 1), after - timedelta(days=1))


def last_days(at: datetime, many: int) -> Period:
    """So many times 24 hours up to a moment."""
    return Period(at - timedelta(days=many), at)
