"""What was taken back or said anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.sensing.models.message import Message
from jishiyu.sensing.models.source import Source


class Correction(models.Model):
    """A sender took a message back, or said it anew. It may come before its message, and waits for it then."""

    class Act(models.TextChoices):
        RECALLED = "recalled", _("Taken back")
        EDITED = "edited", _("Said anew")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120)  # of the act itself
    about = models.CharField(max_length=120)  # the external id of the message
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    act = models.CharField(max_length=10, choices=Act.choices)
    text = models.TextField(blank=True)  # as it was said anew
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict)  # the text and the verdict that an edit replaced

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_correction_once")]
        indexes = [
            models.Index(
                fields=["source", "about"],
                name="sensing_correction_waits",
                condition=models.Q(applied_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.act}"
