"""Those to whom something may be due, and what is known of them, version by version."""

from django.db import models

from jishiyu.registry.models import Division, Subject


class Household(models.Model):
    """One to whom rules are applied: a household with its members, or an enterprise. Who they are is sealed in their
    subject and in the sheet; the facts the rules read stand apart from it, under this row's number alone."""

    number = models.CharField(max_length=20, unique=True)  # H and digits
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="households")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outside = models.CharField(max_length=60, blank=True)  # its id in the register it came from
    sheet = models.ForeignKey("FactSheet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    known_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outside"], name="entitlements_one_household_per_outside", condition=~models.Q(outside="")
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"household:{self.pk}"


class FactSheet(models.Model):
    """What is known of a household from a day on. Never changed: a correction is a new sheet."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="sheets")
    version = models.PositiveIntegerField()
    facts = models.JSONField()  # {fact: value, "members": [{fact: value}, …]} as rules.household reads them
    people_sealed = models.TextField(blank=True)  # JSON, sealed: names and papers of the members, in their order
    since = models.DateField()  # from which day it is so
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "version"], name="entitlements_one_sheet_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.household} v{self.version}"
