"""What people say of messages: the labels that learning and the figures of quality rest on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.sensing.models.message import Message


class ShadowDraw(models.Model):
    """Of one day and service line, the messages below the threshold that a person looks at."""

    pack = models.CharField(max_length=40)
    day = models.DateField()
    seed = models.CharField(max_length=64)
    frame = models.PositiveIntegerField()  # messages below the threshold on that day
    taken = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "day"], name="sensing_one_shadow_a_day")]

    def __str__(self) -> str:
        return f"{self.pack} {self.day}"


class Sampled(models.Model):
    """A message that waits for a person's label, or had it."""

    class Why(models.TextChoices):
        BELOW = "below", _("Drawn from below the threshold")
        RETURNED = "returned", _("Its case was given back as another trade's")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="sampled")
    draw = models.ForeignKey(ShadowDraw, null=True, blank=True, on_delete=models.PROTECT, related_name="drawn")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} {self.why}"


class Label(models.Model):
    """What one person says a message is. Of an answer to a warning only `risk` is known: kind "" and urgency 0."""

    class How(models.TextChoices):
        ANSWER = "answer", _("Answer to a warning")
        SAMPLE = "sample", _("Looked at in the sample")
        HAND = "hand", _("Looked at by hand")
        CORRECTION = "correction", _("The kind of its case was corrected")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="labels")
    risk = models.BooleanField()
    kind = models.CharField(max_length=60, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    vulnerable = models.BooleanField(default=False)
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "by", "how"], name="sensing_one_label_each")]
        indexes = [models.Index(fields=["how", "at"])]

    def __str__(self) -> str:
        return f"{self.message_id} {self.how} {self.risk}"
