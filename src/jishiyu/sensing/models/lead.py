"""Incidents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Cell, Division
from jishiyu.sensing.models.source import Group, Source


class Lead(models.Model):
    """One incident gathered from one or many messages."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken up as a case")
        FALSE = "false", _("False alarm")
        QUIET = "quiet", _("Below the threshold")
        RECALLED = "recalled", _("Taken back by those who said it")
        OVER = "over", _("Over: its case is answered")
        MERGED = "merged", _("Part of another lead")

    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)  # e.g. power.outage
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="leads")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    urgency = models.PositiveSmallIntegerField()
    vulnerable = models.BooleanField(default=False)
    heard = models.PositiveIntegerField(default=1)  # messages gathered
    households = models.PositiveIntegerField(default=1)  # those who said them, each once
    in_groups = models.PositiveIntegerField(default=0)  # groups it was said in
    kinds = models.JSONField(default=dict)  # of its messages: when each was first and last said
    why = models.JSONField(default=list)  # what raised its urgency: [["spreading", "5"], ["repeated", "17"]]
    area = models.CharField(max_length=80, blank=True)  # the feeder or village it is in, as Group.area names it
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    sides = models.JSONField(default=list)  # splits made by hand, and which side of each this is: ["17a"]
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    real = models.BooleanField(null=True, blank=True)  # what the last answer said
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the first text, to find the same letter again

    class Meta:
        indexes = [
            models.Index(fields=["state", "-last_at"]),
            models.Index(fields=["group", "-last_at"]),
            models.Index(fields=["source", "fingerprint"]),
            models.Index(fields=["area", "-last_at"], name="sensing_lead_of_area", condition=~models.Q(area="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names this lead."""
        return f"lead:{self.pk}"

    @property
    def notice_keys(self) -> tuple[str, ...]:
        """Keys of the notices that warned of it: one for each urgency it may have risen to."""
        return tuple(f"{self.ref}:{urgency}" for urgency in range(4))


class Likeness(models.Model):
    """Two leads that speak of one matter, likely, and not surely enough to be made one without a person."""

    class How(models.TextChoices):
        TOPIC = "topic", _("Both are of one hot topic")
        WORDS = "words", _("Their letters say the same in other words")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="likely")
    other = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="likely_of")
    percent = models.PositiveSmallIntegerField()  # how alike they are
    how = models.CharField(max_length=10, choices=How.choices, default=How.TOPIC)
    words = models.JSONField(default=list, blank=True)  # what both say that few others say

    class Meta:
        verbose_name_plural = "likenesses"
        constraints = [models.UniqueConstraint(fields=["lead", "other"], name="sensing_one_likeness")]

    def __str__(self) -> str:
        return f"{self.lead_id} and {self.other_id}"
