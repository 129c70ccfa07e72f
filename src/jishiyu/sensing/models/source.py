"""Where messages come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Cell, Division, Unit


class Source(models.Model):
    """Where messages come from: a chat connector, a letter box, a work-order file, the portal."""

    class Door(models.TextChoices):
        """How it speaks to us; each is a file of sensing.doors."""

        WEBHOOK = "webhook", _("Signed webhook")
        WECOM = "wecom", _("WeCom callback")
        ARCHIVE = "archive", _("WeCom chat archive")
        DINGTALK = "dingtalk", _("DingTalk robot")
        DINGTALK_STREAM = "dingstream", _("DingTalk robot, Stream mode")
        FEISHU = "feishu", _("Feishu events")
        MAIL = "mail", _("Mail")
        OPEN311 = "open311", _("Open311")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    pack = models.CharField(max_length=40)  # which service line judges what it says
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sources")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)  # home of what has no place
    door = models.CharField(max_length=12, choices=Door.choices, default=Door.WEBHOOK)
    secret_sealed = models.TextField(blank=True)  # named secrets as JSON; of an old webhook, its one secret
    seq = models.BigIntegerField(default=0)  # of an archive: up to where it was read
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A chat group and the place it speaks for."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    feeder = models.CharField(max_length=60, blank=True)  # code of the power line (馈线) it hangs on; empty: unknown
    area = models.CharField(max_length=80, blank=True, db_index=True)  # whose trouble is its own: see area_of

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="sensing_one_group_per_code")]

    def __str__(self) -> str:
        return self.name


def area_of(feeder: str, division: str | None) -> str:
    """What groups that suffer one trouble have in common: the feeder where it is known, else the village (a division
    of 12 digits). Empty where a group speaks for more than a village, or nobody knows."""
    if feeder:
        return f"feeder:{feeder}"
    return f"village:{division}" if division and len(division) == 12 else ""


class Refusal(models.Model):
    """How often a door turned something away, by day and reason; nothing else of it is kept."""

    door = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "reason", "day"], name="sensing_one_count")]

    def __str__(self) -> str:
        return f"{self.door} {self.reason} {self.day}"
