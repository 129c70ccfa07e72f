"""What many speak of over days and weeks."""

from django.db import models

from jishiyu.sensing.models.message import Message


class HotTopic(models.Model):
    """One topic as it was found last; each finding takes the place of the one before. Nothing of it names a person."""

    rank = models.PositiveSmallIntegerField()  # 1 is the hottest
    title = models.CharField(max_length=200)  # of the message most like the others
    words = models.JSONField(default=list)  # what its messages share
    told = models.PositiveIntegerField()  # messages
    rising = models.SmallIntegerField()  # 1 rising, 0 even, -1 falling
    since = models.DateTimeField()
    until = models.DateTimeField()
    by_day = models.JSONField(default=list)  # [["2026-07-01", 3], …]
    districts = models.JSONField(default=list)  # [[division code, messages], …], the most spoken of first
    found_at = models.DateTimeField()
    looked_at = models.PositiveIntegerField()  # messages it was found among
    up_to = models.BigIntegerField()  # the last of these, by key
    messages = models.ManyToManyField(Message, related_name="topics")

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.title
