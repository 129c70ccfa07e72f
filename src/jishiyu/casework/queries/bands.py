"""Bands of the time that is left: late, within two hours, today, later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

SOON = timedelta(hours=2)
BANDS = ("late", "soon", "today", "later")


@dataclass(frozen=True, slots=True)
class Edges:
    """Where one band of time ends and the next begins."""

    now: datetime
    soon: datetime
    today: datetime

    def band_of(self, due_at: datetime | None) -> str:
        if due_at is None or due_at >= max(self.today, self.soon):
            return "later"
        if due_at < self.now:
            return "late"
        return "soon" if due_at < self.soon else "today"

    def within(self, band: str) -> Q:
        """The same as a condition on the next date of a case."""
        later = max(self.today, self.soon)
        return {
            "late": Q(next_due_at__lt=self.now),
            "soon": Q(next_due_at__gte=self.now, next_due_at__lt=self.soon),
            "today": Q(next_due_at__gte=self.soon, next_due_at__lt=later),
            "later": Q(next_due_at__gte=later) | Q(next_due_at__isnull=True),
        }.get(band, Q())


def edges(at: datetime) -> Edges:
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Edges(at, at + SOON, midnight)
