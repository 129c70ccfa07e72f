"""What was measured, and what is kept of it by day."""

from django.db import models

from jishiyu.programmes.models.programme import Item
from jishiyu.registry.models import Division, Subject, Unit


class Reading(models.Model):
    """One amount of one series on one day. A correction is a new row of the same key; the old one stays, not live.

    One key may stand under several series: the kilograms and the fen of one purchase. `item`, `unit`, `division` and
    `subject` say whose it is; what does not apply is null."""

    series = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=80)  # the source's own name of the row
    day = models.DateField()
    amount = models.BigIntegerField()
    grade = models.CharField(max_length=20, blank=True)
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey(
        Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    evidence = models.CharField(max_length=200, blank=True)  # the paper or the picture it rests on
    live = models.BooleanField(default=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected",
                                 db_index=False)  # fmt: skip
    ground = models.CharField(max_length=200, blank=True)  # why it was corrected
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    told_in = models.PositiveIntegerField()  # the version of the entry about its series that carries it

    class Meta:
        indexes = [
            models.Index(fields=["series", "day"]),
            models.Index(fields=["item", "day"], name="programmes_of_item", condition=models.Q(item__isnull=False)),
            models.Index(
                fields=["subject", "series"], name="programmes_of_subject", condition=models.Q(subject__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "source", "key"], name="programmes_read_once", condition=models.Q(live=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.day} {self.amount}"

    @property
    def ref(self) -> str:
        """How the ledger names what it belongs to."""
        return f"series:{self.series}"


class SeriesState(models.Model):
    """One row for each series that has readings: who takes some holds it, and it says how many there are."""

    series = models.CharField(max_length=60, primary_key=True)
    readings = models.BigIntegerField(default=0)  # all, those corrected since among them
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.series} {self.readings}"


class DailyFact(models.Model):
    """The live readings of one series, day, division, unit, item and grade: how many, and their sum (of a series that
    does not add up: the last one). Kept with the readings, in one transaction; 0 and "" stand for none."""

    series = models.CharField(max_length=60)
    day = models.DateField()
    division_code = models.CharField(max_length=12, blank=True)
    unit_key = models.BigIntegerField(default=0)
    item_key = models.BigIntegerField(default=0)
    grade = models.CharField(max_length=20, blank=True)
    amount = models.BigIntegerField(default=0)
    count = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["item_key", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "day", "division_code", "unit_key", "item_key", "grade"],
                name="programmes_one_fact_per_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.day} {self.amount}"


class Peer(models.Model):
    """What one place had of a series over a span: for growth, ranks, and comparing with the whole (`whole`: the
    province itself, whose own figure is compared with, never a mean of rates)."""

    series = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    place = models.CharField(max_length=40)  # a division's code, or a name where places have none
    name = models.CharField(max_length=80)
    whole = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    source = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "since", "until", "place"], name="programmes_one_peer_per_span")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.place} {self.amount}"
