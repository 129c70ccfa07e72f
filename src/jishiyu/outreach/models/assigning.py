"""Who is to look after whom: what an officer can take, proposals, and what each of them would change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Officer, Subject


class Terms(models.Model):
    """What one officer can take in a role: how many, and which trades they know. Without a row, what the pack says."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="terms")
    role = models.CharField(max_length=60)
    capacity = models.PositiveSmallIntegerField()
    trades = models.JSONField(default=list)  # codes of trades, each standing for all below it; none: any
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [models.UniqueConstraint(fields=["officer", "role"], name="outreach_one_terms_per_role")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} {self.capacity}"


class Proposal(models.Model):
    """An assignment as it was reckoned, before anybody is told: adopted as one deed, or dropped."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ADOPTED = "adopted", _("Adopted")
        DROPPED = "dropped", _("Dropped")

    role = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    leaving = models.JSONField(default=list)  # keys of officers who leave
    only_needed = models.BooleanField(default=False)  # whoever has an officer keeps them, where there is room
    figures = models.JSONField(default=dict)  # counts, points, loads before and after, how long it took
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)  # from which day it counts, once adopted

    def __str__(self) -> str:
        return f"assignment {self.pk} {self.state}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"assignment:{self.pk}"


class ProposalRow(models.Model):
    """One change a proposal would make: who would get whom, from whom, and why. Without `to`, who cannot be placed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rows")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    duty = models.BigIntegerField(null=True, blank=True)  # the registry's, that would be handed over
    to = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20, blank=True)  # why it changes: left, full, better; new ones nothing
    reasons = models.JSONField(default=list)  # [[code, points], …] of the pair, see assigning.costs

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "subject"], name="outreach_one_change_per_subject")]
        indexes = [models.Index(fields=["proposal", "to"])]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.subject_id}"
