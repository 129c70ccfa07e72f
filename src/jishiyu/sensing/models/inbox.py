"""What was acknowledged and waits to be judged."""

from django.db import models

from jishiyu.sensing.models.source import Source


class Inbox(models.Model):
    """The stream of the embedded default: what was acknowledged to a sender and not yet judged."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120)
    body = models.JSONField()
    received_at = models.DateTimeField()
    trouble = models.TextField(blank=True)  # set aside: could not be judged, and why

    class Meta:
        verbose_name_plural = "inbox"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_inbox_once")]

    def __str__(self) -> str:
        return self.external_id
