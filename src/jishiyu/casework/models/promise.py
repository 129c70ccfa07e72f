"""What a requester was promised by when, and the spans in which another granted that the clock may wait."""

from datetime import datetime

from django.db import models

from jishiyu.casework.models.case import Case
from jishiyu.registry.models import CalendarVersion


class Promise(models.Model):
    """What the requester was promised by when; the date never moves after it was made.

    `extended_to` stands beside it when an extension or a wait for the requester was granted by another; figures print
    both.
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
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "what"], name="casework_one_promise_each")]

    def __str__(self) -> str:
        return f"{self.what} {self.due_at}"

    @property
    def effective_due_at(self) -> datetime | None:
        """When it falls due after what was granted."""
        return self.extended_to or self.due_at


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
