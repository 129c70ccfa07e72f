"""What a place in an institution and a permit are made of: sessions held, and passes that verify."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.award import Award


class Session(models.Model):
    """A month's session at an institution, as it records it."""

    class Of(models.TextChoices):
        CHILD = "child", _("Session")
        PARENTS = "parents", _("Training of parents")

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="sessions")
    month = models.DateField()  # of held_on
    held_on = models.DateField()
    of = models.CharField(max_length=10, choices=Of.choices, default=Of.CHILD)
    online = models.BooleanField(default=False)
    attended = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "held_on", "of", "online"], name="entitlements_one_session_a_day")
        ]
        indexes = [models.Index(fields=["award", "month"])]

    def __str__(self) -> str:
        return f"{self.award} {self.held_on}"


class Permit(models.Model):
    """A pass of an award: what it is for is sealed; what is signed and shown is masked."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="permits")
    number = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=24, unique=True)  # the last part of the address its QR may carry
    subject_sealed = models.TextField()  # e.g. the plate of a vehicle
    mask = models.CharField(max_length=40)
    mark = models.CharField(max_length=16)  # of number and subject: compares with a plate that is read on the spot
    scope = models.CharField(max_length=120, blank=True)  # route or zone
    valid_from = models.DateField()
    valid_until = models.DateField()  # included
    text = models.TextField()  # signed, as its QR says it off-line
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entitlements_permit_ends_after_it_began",
                condition=models.Q(valid_until__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"permit:{self.pk}"
