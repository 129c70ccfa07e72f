"""Those to whom something is due and who have not applied for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.claim import Claim, Decision
from jishiyu.entitlements.models.household import FactSheet, Household


class Invitation(models.Model):
    """A household found to be due a scheme it has not applied for, or one fact short of it, and what became of that
    (免申即享)."""

    class State(models.TextChoices):
        FOUND = "found", _("Found")
        INVITED = "invited", _("Invited")
        APPLIED = "applied", _("Applied")
        DECLINED = "declined", _("Does not want it")
        UNREACHABLE = "unreachable", _("Not reached")
        NOT_DUE = "not_due", _("Not due after all")

    class Channel(models.TextChoices):
        LETTER = "letter", _("Letter")
        NOTICE = "notice", _("Notice")
        PHONE = "phone", _("By phone")
        VISIT = "visit", _("Visit")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="invitations")
    scheme = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.FOUND)
    sheet = models.ForeignKey(FactSheet, on_delete=models.PROTECT, related_name="+")  # the facts it was found by
    rules_hash = models.CharField(max_length=64)
    amount = models.BigIntegerField(null=True, blank=True)  # fen a month; null: cannot be decided
    missing = models.CharField(max_length=80, blank=True)  # the one fact, "fact" or "fact:member"
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    token = models.CharField(max_length=64, null=True, blank=True, unique=True)  # the household's way to it
    found_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)  # when it was invited
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "scheme"], name="entitlements_invited_once_a_scheme")
        ]
        indexes = [models.Index(fields=["scheme", "state"])]

    def __str__(self) -> str:
        return f"{self.scheme} {self.household_id} {self.state}"

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"invitation:{self.pk}"
