"""What the two halves of the liaison's data share: its units and people, its enterprises, and numbers of cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from jishiyu.casework.models import NumberBook
from jishiyu.registry.models import Officer, Unit
from jishiyu.registry.profiles import Said

BY = "system:sandbox"
CITY = "4305"
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Office:
    """Units and people of the campaign."""

    counties: list[Unit] = field(default_factory=list)
    desks: list[Unit] = field(default_factory=list)
    bureaus: list[Unit] = field(default_factory=list)
    leaders: list[int] = field(default_factory=list)
    officers: list[int] = field(default_factory=list)
    caller: Officer | None = None
    dispatcher: Officer | None = None


@dataclass(slots=True)
class Firms:
    """Enterprises, what is said of each, and which of them are above scale or in parks."""

    keys: list[int]
    said: Sequence[Said]
    key: list[int] = field(default_factory=list)
    liaison: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Numbers of cases: day by day on from what the book says."""

    def __init__(self) -> None:
        self.upto: dict[date, int] = {book.day: book.last for book in NumberBook.objects.all()}
        self.used: dict[date, int] = {}

    def next(self, moment: datetime) -> str:
        day = timezone.localdate(moment)
        self.upto[day] = self.used[day] = self.upto.get(day, 0) + 1
        return f"JSY-{day:%Y%m%d}-{self.upto[day]:04d}"


def spread(hands: Sequence[int], over: Sequence[int]) -> list[tuple[int, int]]:
    """Officers over enterprises, evenly; all of the officers, where there are enough enterprises."""
    return [(hands[place * len(hands) // len(over)], subject) for place, subject in enumerate(over)]
