"""Who was told of which policy, and who is still to be told by somebody."""

from django.db import models

from jishiyu.policies.models.card import Card
from jishiyu.registry.models import Subject


class Told(models.Model):
    """A policy that fits an enterprise, told once for each reason to the officer who answers for it, who passes it on.
    Without such an officer it waits on the list of those nobody has told."""

    class Why(models.TextChoices):
        NEW = "new"
        ENDING = "ending"

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="told")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    reader = models.CharField(max_length=60, blank=True)  # an officer's actor; empty: nobody answers for it
    told_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True, blank=True)  # to the enterprise itself
    passed_on_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "subject", "why"], name="policies_told_once")]
        indexes = [models.Index(fields=["reader", "passed_on_at"])]

    def __str__(self) -> str:
        return f"{self.why} {self.card_id} {self.subject_id}"
