"""What a requester was promised by when, and the spans in which another granted that the clock may wait."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from jishiyu.casework.models.case import Case
from jishiyu.lib.worktime import OFFICE_HOURS, Hours, Limit
from jishiyu.registry.models import CalendarVersion


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a promise is reckoned: as it was made, or as the kind found later makes it tighter. `kind` is that kind,
    empty for the one it was made under."""

    limit: Limit
    starts_at: datetime
    hours: Hours
    calendar: str | None  # key of a CalendarVersion; none: natural time
    due_at: datetime | None
    ground: str
    kind: str = ""


class Promise(models.Model):
    """What the requester was promised by when; the date never moves after it was made.

    `extended_to` stands beside it when an extension or a wait for the requester was granted by another; figures print
    both. `tightened_to` stands beside it when the case was found to be of another kind that promises less time: then
    the earlier of both counts.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    what = models.CharField(max_length=12)  # respond, contact, arrive, resolve
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)  # a lib.worktime.Limit unit: minutes, hours, days, working_days …
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # null: its year has no calendar yet; reckoned once it has
    calendar = models.ForeignKey(CalendarVersion, null=True, blank=True, on_delete=models.PROTECT)  # null: natural time
    hours = models.JSONField(default=list)  # opening hours frozen with it: [["09:00", "12:00"], …]
    ground = models.CharField(max_length=200, blank=True)  # the rule it comes from, as cited when it was made
    rule = models.CharField(max_length=16, blank=True)  # version of the kind's promises it was made under
    extended_by = models.PositiveIntegerField(default=0)  # added to `amount`, in the same unit
    extended_to = models.DateTimeField(null=True, blank=True)
    tightened_to = models.DateTimeField(null=True, blank=True)
    tightened = models.JSONField(default=dict, blank=True)  # by which kind, and the terms frozen then
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "what"], name="casework_one_promise_each")]

    def __str__(self) -> str:
        return f"{self.what} {self.due_at}"

    @property
    def effective_due_at(self) -> datetime | None:
        """When it falls due after what was granted, and by the kind that was found."""
        return self.extended_to or self.tightened_to or self.due_at

    @property
    def terms(self) -> Terms:
        """Those that count now."""
        if self.tightened_to is not None:
            said: dict[str, Any] = self.tightened
            hours = Hours.from_plain(said["hours"]) if said["hours"] else OFFICE_HOURS
            limit = Limit.of(said["amount"], said["unit"])
            starts_at = datetime.fromisoformat(said["starts_at"])
            return Terms(limit, starts_at, hours, said["calendar"], self.tightened_to, said["ground"], said["kind"])
        hours = Hours.from_plain(self.hours) if self.hours else OFFICE_HOURS
        limit = Limit.of(self.amount, self.unit)
        return Terms(limit, self.starts_at, hours, self.calendar_id, self.due_at, self.ground)


class Pause(models.Model):
    """A span in which the case waited for the requester, by another's leave. Open while `until` is empty."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    question = models.TextField()  # what the requester was asked
    answer = models.TextField(blank=True)  # what they said
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="casework_one_open_pause", condition=models.Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.since}"
