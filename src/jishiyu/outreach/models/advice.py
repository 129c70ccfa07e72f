"""Who was told which advice, and who passed it on."""

from django.db import models

from jishiyu.registry.models import Division, Officer, Subject


class AdviceTold(models.Model):
    """One piece of advice for one household in one crop year; of weather, once for each day it was called."""

    advice = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=20, blank=True)  # of weather: the day it was called, 2026-06-03
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="advice")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # passes it
    told_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)  # the household has heard it

    class Meta:
        indexes = [models.Index(fields=["officer", "passed_at"])]
        constraints = [
            models.UniqueConstraint(fields=["subject", "advice", "year", "occasion"], name="outreach_advice_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.advice} {self.year} {self.subject_id}"
