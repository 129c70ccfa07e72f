"""Residencies (驻企): who is stationed at an enterprise and what they noted; and enterprises going back to work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Officer, Subject


class Residency(models.Model):
    """Officers stationed at one enterprise, from a day on."""

    kind = models.CharField(max_length=60)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="residencies")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    closing = models.CharField(max_length=400, blank=True)  # what is left to those who stay
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "residencies"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], name="outreach_one_residency_at_a_time", condition=models.Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"residency:{self.pk}"


class Stationed(models.Model):
    """One officer in one post of a residency."""

    residency = models.ForeignKey(Residency, on_delete=models.CASCADE, related_name="officers")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="stationed")
    post = models.CharField(max_length=20)  # as the kind declares it
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "stationed"
        constraints = [
            models.UniqueConstraint(
                fields=["residency", "post"], name="outreach_one_in_a_post", condition=models.Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.residency_id} {self.post} {self.officer_id}"


class ResidencyNote(models.Model):
    """What an officer noted of a day: once a day, however often it is sent; a later word of that day replaces it, and
    the ledger keeps the first."""

    residency = models.ForeignKey(Residency, on_delete=models.CASCADE, related_name="notes")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    words = models.TextField(blank=True)
    done = models.JSONField(default=list)  # codes of duties done
    broken = models.JSONField(default=list)  # codes of disciplines found broken
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["residency", "officer", "day"], name="outreach_one_note_a_day")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.residency_id} {self.day}"


class Resumption(models.Model):
    """An enterprise's way back to work: its plan, and how far it is."""

    class Status(models.TextChoices):
        NOT = "not", _("Not back at work")
        PARTLY = "partly", _("Partly back at work")
        FULLY = "fully", _("Back at work")

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.PROTECT, related_name="resumption")
    planned_on = models.DateField(null=True, blank=True)
    planned_heads = models.PositiveIntegerField(default=0)  # people to be back by the plan
    planned_passes = models.PositiveIntegerField(default=0)  # freight passes the plan needs
    plan = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NOT)
    status_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["status", "status_on"])]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.status}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"resumption:{self.pk}"


class ReturnReading(models.Model):
    """How many people returned to an enterprise on a day. A correction is a new row; the old one stays and counts no
    more."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    heads = models.PositiveIntegerField()
    source = models.CharField(max_length=120, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    current = models.BooleanField(default=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "day"], name="outreach_one_reading_a_day", condition=models.Q(current=True)
            )
        ]
        indexes = [models.Index(fields=["day"], name="outreach_returns_by_day", condition=models.Q(current=True))]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.day} {self.heads}"
