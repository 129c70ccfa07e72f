"""Working time: limits, opening hours, and calendars with statutory holidays and make-up workdays (调休)."""

from dataclasses import dataclass
from typing import Literal

LimitUnit = Literal["minutes", "hours", "days", "working_minutes", "working_hours", "working_days"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time that was promised. `days` are 24 h; `working_*` count open hours of workdays only."""

    amount: int
    unit: LimitUnit

    @property
    def is_working(self) -> bool:
        return self.unit.startswith("working_")
