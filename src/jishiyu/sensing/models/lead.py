"""Incidents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Cell, Division
from jishiyu.sensing.models.source import Group, Source


class Lead(models.Model):
    """One incident gathered from one or many messages."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken up as a case")
        FALSE = "false", _("False alarm")
        QUIET = "quiet", _("Below the threshold")
        OVER = "over", _("Over: its case is closed")

    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)  # e.g. power.outage
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="leads")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    urgency = models.PositiveSmallIntegerField()
    vulnerable = models.BooleanField(default=False)
    heard = models.PositiveIntegerField(default=1)  # messages gathered
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    real = models.BooleanField(null=True, blank=True)  # what the last answer said
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the first text, to find the same letter again

    class Meta:
        indexes = [
            models.Index(fields=["state", "-last_at"]),
            models.Index(fields=["group", "-last_at"]),
            models.Index(fields=["source", "fingerprint"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names this lead."""
        return f"lead:{self.pk}"

    @property
    def notice_keys(self) -> tuple[str, ...]:
        """Keys of the notices that warned of it: one for each urgency it may have risen to."""
        return tuple(f"{self.ref}:{urgency}" for urgency in range(4))
