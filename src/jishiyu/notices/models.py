from django.db import models


class Notice(models.Model):
    """Something one reader is told, once, whatever happens on the way."""

    reader = models.CharField(max_length=80)  # an actor, e.g. officer:12
    key = models.CharField(max_length=120)  # what it is about; the same key never reaches a reader twice
    kind = models.CharField(max_length=40)  # chooses the words, e.g. lead_raised
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "key"], name="notices_once_per_reader")]
        indexes = [
            models.Index(fields=["reader", "-made_at"]),
            models.Index(fields=["key"]),  # who was told of one thing
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.reader}"


class Channel(models.Model):
    """A way a reader asked to be reached outside the product."""

    reader = models.CharField(max_length=80)
    address_sealed = models.TextField()  # an Apprise address, sealed: it carries the secret of the channel
    label = models.CharField(max_length=60)
    urgent_only = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["reader"])]

    def __str__(self) -> str:
        return f"{self.label} of {self.reader}"


class Telling(models.Model):
    """One notice through one channel. It waits while `queued_at` says since when; claimed before it is sent, so a
    killed worker never tells twice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="tellings")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    queued_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_once_per_channel")]
        indexes = [
            models.Index(
                fields=["channel"],
                name="notices_waiting",
                condition=models.Q(queued_at__isnull=False, claimed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.channel_id}"


class Pace(models.Model):
    """How fast one address may be spoken to, and whether it rests after failures. Readers may share an address."""

    mark = models.CharField(max_length=64, unique=True)  # keyed hash of the address
    left = models.FloatField(default=0)  # texts it may take at once, as of `filled_at`
    filled_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # on end
    paused_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.mark[:8]


class Signal(models.Model):
    """A short-lived word to open pages: something under this topic changed. Carries no personal data."""

    topic = models.CharField(max_length=80)  # officer:12, unit:3, desk, case:7
    name = models.CharField(max_length=40)  # the browser event, e.g. warning
    data = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.topic} {self.name}"
