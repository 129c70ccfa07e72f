"""What was acknowledged and waits to be judged, and which worker reads which part of it."""

from django.db import models

from jishiyu.sensing.models.source import Source


class Inbox(models.Model):
    """The stream of the embedded default: what was acknowledged to a sender and not yet judged. Behind any stream it
    holds what was set aside."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120)
    shard = models.PositiveSmallIntegerField(default=0)  # of its place: see sensing.streams.shard_of
    body = models.JSONField()
    received_at = models.DateTimeField()
    trouble = models.TextField(blank=True)  # set aside: could not be judged, and why

    class Meta:
        verbose_name_plural = "inbox"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_inbox_once")]
        indexes = [
            models.Index(fields=["shard", "id"], name="sensing_inbox_waiting", condition=models.Q(trouble="")),
        ]

    def __str__(self) -> str:
        return self.external_id


class Seat(models.Model):
    """A worker that reads the stream, and until when it is counted as living."""

    worker = models.CharField(max_length=80, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class Shard(models.Model):
    """One part of the stream and the worker that reads it now. The lease ends by itself when the worker dies. Of a
    cluster's stream besides: the message at which reading began last, and how many workers in a row began there."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    worker = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    front = models.BigIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.number} {self.worker}"
