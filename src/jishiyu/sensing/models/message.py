"""What was said, and how it was judged."""

from django.db import models

from jishiyu.registry.models import Cell, Division
from jishiyu.sensing.models.lead import Lead
from jishiyu.sensing.models.source import Group, Source

JOINED = models.Q(lead__isnull=False)


class Message(models.Model):
    """One thing somebody said as it stands now, and how it was judged. A recall or edit is a Correction, which keeps
    what stood before; nothing that was said is ever thrown away."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="messages", db_index=False)
    external_id = models.CharField(max_length=120)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    sender = models.CharField(max_length=64, blank=True)  # keyed hash of the platform's user id
    role = models.CharField(max_length=20)  # resident, staff, requester
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    risk = models.BooleanField()
    kind = models.CharField(max_length=60, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    vulnerable = models.BooleanField(default=False)
    place_words = models.CharField(max_length=80, blank=True)
    place_how = models.CharField(max_length=10, blank=True)  # see place.Placed; "chosen" by a person
    place_asked = models.JSONField(default=list)  # [[division, cell], …] between which somebody must choose
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    reasons = models.JSONField(default=list)  # words for the reader: [["word", "停电"], ["thread", "我也是"]]
    judged_with = models.CharField(max_length=64)  # version of the lexicon
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    import_run = models.ForeignKey(
        "ImportRun", null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    recalled_at = models.DateTimeField(null=True, blank=True)  # by its sender; it counts no longer
    edited_at = models.DateTimeField(null=True, blank=True)  # when the words that stand now were said
    details = models.JSONField(default=dict)  # other columns of the file or the platform's record, as text

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_message_once")]
        # every index is paid for by every message heard: what most of them lack is left out of it
        indexes = [
            models.Index(fields=["group", "-said_at"]),
            models.Index(fields=["-judged_at"]),
            models.Index(fields=["lead", "sender"], name="sensing_message_of_lead", condition=JOINED),
            models.Index(fields=["group", "-said_at"], name="sensing_message_joined", condition=JOINED),
            models.Index(fields=["sender", "-said_at"], name="sensing_message_by", condition=JOINED),
            models.Index(
                fields=["import_run"], name="sensing_message_run", condition=models.Q(import_run__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    @property
    def shown_reasons(self) -> list[list[str]]:
        """None of a recalled one: they quote its words."""
        return [] if self.recalled_at else self.reasons
