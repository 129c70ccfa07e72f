"""What a household receives, and how much of it from which month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.claim import Claim, Decision
from jishiyu.entitlements.models.household import Household


class Award(models.Model):
    """Something given to a household under a claim: money by the month, a home, a place, a permit."""

    class State(models.TextChoices):
        ACTIVE = "active", _("In force")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")

    number = models.CharField(max_length=20, unique=True)  # W, the day, and a number of that day
    scheme = models.CharField(max_length=60)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="awards")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="awards")
    gives = models.CharField(max_length=10)  # money, home, place, permit
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the day it is over, excluded
    ended_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=40, blank=True)  # why it ended, or rests
    thing = models.CharField(max_length=40, blank=True)  # the home or institution it gives, as the ledger names it
    completed_on = models.DateField(null=True, blank=True)  # of a place: when its months of sessions were reached
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scheme", "state"]), models.Index(fields=["household", "scheme"])]
        constraints = [
            models.CheckConstraint(
                name="entitlements_award_ends_after_it_began",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"award:{self.pk}"


class AwardTerm(models.Model):
    """From which month an award is of what amount, as learnt at `recorded_at`. Never changed: what is learnt later
    of an earlier month is a new row, and the difference to what was paid becomes arrears or clawback."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="terms")
    month = models.DateField()  # the first day of the month from which it counts
    amount = models.BigIntegerField()  # fen a month; of a home: the rent waived
    rent = models.BigIntegerField(default=0)  # fen a month of the home, before what is waived
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40, blank=True)  # where no decision says it: that it ended
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["award", "month", "recorded_at"])]
        constraints = [
            models.CheckConstraint(name="entitlements_no_negative_award", condition=models.Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.month:%Y-%m} {self.amount}"
