"""What came of a gathering or a case, measured: each row says where the number is from; sums are never stored."""

from django.db import models

from jishiyu.casework.models import Case
from jishiyu.outreach.models.gathering import Gathering
from jishiyu.registry.models import Subject


class OutcomeRow(models.Model):
    """One measured quantity. A correction is a new row that replaces it; the old one stays and counts no more."""

    outcome = models.CharField(max_length=60)  # as a pack declares it
    amount = models.BigIntegerField()  # in 10^-places of its unit
    day = models.DateField()  # when it came about
    gathering = models.ForeignKey(Gathering, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)  # who or what says so: a bank's list, a contract's number
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    current = models.BooleanField(default=True)  # nothing replaces it
    ground = models.CharField(max_length=200, blank=True)  # why it replaces the other
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)  # of a form: sent twice, it is one
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outreach_outcome_of_something",
                condition=models.Q(gathering__isnull=False) | models.Q(case__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["outcome", "day"], name="outreach_outcome_by_day")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.amount}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"outcome:{self.pk}"
