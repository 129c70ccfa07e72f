"""A programme, its items, who asked for them and who works on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Division, Officer, Subject, Unit


class Programme(models.Model):
    """What is to be reached in a span of time, under one name: a year's livelihood items, a year's sales."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="programmes")  # keeps it
    basis = models.CharField(max_length=400, blank=True)  # the paper it rests on
    public = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"programme:{self.pk}"


class Item(models.Model):
    """One thing to be done. Asked for by two levels, it is one row with two origins."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not begun")
        RUNNING = "running", _("Under way")
        FINISHED = "finished", _("Finished")
        DROPPED = "dropped", _("Dropped")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=60, blank=True)  # 类别
    content = models.CharField(max_length=1000, blank=True)  # 建设内容及规模
    nature = models.CharField(max_length=40, blank=True)  # 建设性质: 新建, 续建
    group = models.CharField(max_length=40, blank=True)  # of the kind's groups
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)  # in words
    series = models.CharField(max_length=60, blank=True)  # what is measured; none: it is done or not
    begins_on = models.DateField(null=True, blank=True)  # as planned
    due_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True)
    entered_on = models.DateField(null=True, blank=True)  # 入库: when the statistics took it in
    finished_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    lead_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="items_led")
    lead_official = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=200, blank=True)  # the special team (专班)
    total = models.BigIntegerField(null=True, blank=True)  # 总投资, fen
    problem = models.CharField(max_length=1000, blank=True)  # 存在问题, as last told
    next_step = models.CharField(max_length=1000, blank=True)  # 下一步
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="programmes_one_item_per_code"),
            models.CheckConstraint(
                name="programmes_finished_on_a_day",
                condition=~models.Q(state="finished") | models.Q(finished_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"item:{self.pk}"

    @property
    def scope(self) -> str:
        """How targets name it."""
        return f"item:{self.pk}"


class ItemOrigin(models.Model):
    """A level that asks for an item, and the matter (件) of its list under which it stands there."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="origins")
    level = models.CharField(max_length=40)  # of the kind's levels
    matter = models.CharField(max_length=120)
    number = models.CharField(max_length=20, blank=True)  # of the item in that list

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "level"], name="programmes_one_origin_per_level")]

    def __str__(self) -> str:
        return f"{self.level} {self.matter}"


class ItemUnit(models.Model):
    """A unit that works on an item beside the one that leads."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assisting")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "unit"], name="programmes_assists_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_id}"


class Target(models.Model):
    """How much of a series is to be reached from day to day, by whom or where. Never changed: one that another approved
    takes its place, and it stays."""

    class State(models.TextChoices):
        ASKED = "asked", _("A change asked for")
        LIVE = "live", _("In force")
        REPLACED = "replaced", _("Replaced")
        REFUSED = "refused", _("Refused")

    series = models.CharField(max_length=60)
    scope = models.CharField(max_length=60)  # item:7, unit:3, division:430903, subject:9, or all
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    amount = models.BigIntegerField()
    curve = models.JSONField(default=dict)  # see curves.py
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ground = models.CharField(max_length=400, blank=True)  # why it is to be changed
    ruled_by = models.CharField(max_length=80, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="changes")

    class Meta:
        indexes = [models.Index(fields=["scope", "series"])]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "scope", "since", "until"],
                name="programmes_one_live_target",
                condition=models.Q(state="live"),
            ),
            models.UniqueConstraint(
                fields=["series", "scope", "since", "until"],
                name="programmes_one_change_asked",
                condition=models.Q(state="asked"),
            ),
            models.CheckConstraint(
                name="programmes_target_ruled_by_another", condition=~models.Q(ruled_by=models.F("by"))
            ),
            models.CheckConstraint(name="programmes_target_above_nought", condition=models.Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.scope} {self.amount}"
