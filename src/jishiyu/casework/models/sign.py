"""Warning signs as they were counted last, and what a person made of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignCount(models.Model):
    """One sign of one unit or officer as it was counted last; counted anew every little while."""

    sign = models.CharField(max_length=30)  # see casework.signs
    about = models.CharField(max_length=40)  # unit:5, or officer:7
    name = models.CharField(max_length=80)
    count = models.PositiveIntegerField()  # cases
    of = models.PositiveIntegerField(null=True, blank=True)  # cases the unit finished in that time
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sign", "about"], name="casework_one_count_a_sign")]

    def __str__(self) -> str:
        return f"{self.sign} {self.about} {self.count}"


class SignLook(models.Model):
    """Somebody looked at a warning sign of one unit or officer. A sign is no verdict; this is one."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Looked at, fine")
        SUPERVISE = "supervise", _("To supervise")

    sign = models.CharField(max_length=30)  # see casework.signs
    about = models.CharField(max_length=40)  # unit:5, or officer:7
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    words = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sign", "about", "-at"])]

    def __str__(self) -> str:
        return f"{self.sign} {self.about} {self.verdict}"
