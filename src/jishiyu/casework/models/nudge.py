"""Urge (催办) → supervise (督办) → escalate (上报)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models.case import Case
from jishiyu.registry.models import Unit


class Nudge(models.Model):
    """One time somebody was told that a case presses: by the table at a fraction of the promise, or by a person."""

    class Level(models.TextChoices):
        URGE = "urge", _("Urged")
        SUPERVISE = "supervise", _("Supervised")
        ESCALATE = "escalate", _("Escalated")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="nudges")
    level = models.CharField(max_length=10, choices=Level.choices)
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(null=True, blank=True)  # of the table; null: a person did it
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # who was told
    words = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["level", "-at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "step"],
                name="casework_each_step_once",
                condition=models.Q(step__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}"
