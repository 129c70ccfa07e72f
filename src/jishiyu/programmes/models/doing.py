"""How an item goes on: milestones, money, progress in words and photos, meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.programmes.models.programme import Item, Programme


class Milestone(models.Model):
    """A node (节点) an item has to pass by a day."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    due_on = models.DateField()
    passed_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="programmes_one_milestone_per_name")]

    def __str__(self) -> str:
        return self.name


class Fund(models.Model):
    """Money for an item from one source, as planned and as it came, in fen."""

    class Source(models.TextChoices):
        CENTRAL = "central", _("Central funds")
        PROVINCE = "province", _("Provincial funds")
        CITY = "city", _("City funds")
        COUNTY = "county", _("County funds")
        BOND = "bond", _("Special bonds")
        SOCIAL = "social", _("Social capital")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="funds")
    source = models.CharField(max_length=10, choices=Source.choices)
    planned = models.BigIntegerField(default=0)
    actual = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "source"], name="programmes_one_fund_per_source"),
            models.CheckConstraint(
                name="programmes_no_fund_below_nought", condition=models.Q(planned__gte=0, actual__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.source}"


class Progress(models.Model):
    """How an item stands on a day, in words (形象进度), what is in the way, and what comes next."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="progress")
    day = models.DateField()
    words = models.CharField(max_length=1000)
    problem = models.CharField(max_length=1000, blank=True)
    next_step = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.item_id} {self.day}"


class Photo(models.Model):
    """A photo of how an item stands. Re-encoded on arrival: no position, no camera, nothing but the picture."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="progress/%Y/%m/")
    sha256 = models.CharField(max_length=64, db_index=True)  # of the bytes as sent

    def __str__(self) -> str:
        return self.sha256[:12]


class Meeting(models.Model):
    """A meeting about a programme, or an inspection: whose items, what was found."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress meeting")  # 推进会
        DISPATCH = "dispatch", _("Dispatch meeting")  # 调度会
        INSPECTION = "inspection", _("Inspection")  # 督查
        STUDY = "study", _("On-site study")  # 现场调研
        CONSULTATION = "consultation", _("Consultation meeting")  # 会商

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    held_on = models.DateField()
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=2000, blank=True)
    items = models.ManyToManyField(Item, related_name="meetings", blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "held_on", "title"], name="programmes_one_meeting_of_a_title"
            )
        ]

    def __str__(self) -> str:
        return self.title
