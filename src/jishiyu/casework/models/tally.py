"""What figures and long lists ask of a case, kept by the database itself in narrow rows."""

from django.db import models

from jishiyu.casework.models.case import Case

OFFICE = 0  # the row of a case that stands for the whole office, beside one for each unit that was ever sent it


class Tally(models.Model):
    """One case as it counts for the whole office, or for one unit that was ever sent it; see casework.tally.

    Only triggers write it, in the statement that changed what it is made from, so that it never says anything else.
    """

    pk = models.CompositePrimaryKey("case", "unit")
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="tallies", db_constraint=False, db_index=False
    )
    unit = models.BigIntegerField()
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    division = models.CharField(max_length=12, blank=True)
    heard_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    original_due_at = models.DateTimeField(null=True, blank=True)  # only where it is another than due_at
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)  # when its requester last said whether it was solved
    rated_at = models.DateTimeField(null=True, blank=True)  # last; only where it is another moment than said_at
    marks = models.IntegerField()  # a sum of casework.tally.Mark

    class Meta:
        verbose_name_plural = "tallies"
        indexes = [  # each holds all that is asked along it, so that the rows themselves are not read
            models.Index(fields=["unit", "heard_at", "marks", "kind", "pack", "case"], name="casework_tally_heard"),
            models.Index(fields=["unit", "due_at", "marks", "pack", "heard_at", "case"], name="casework_tally_due"),
            models.Index(
                fields=["unit", "original_due_at", "marks", "pack", "heard_at", "case"],
                name="casework_tally_promised",
                condition=models.Q(original_due_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "said_at", "marks", "pack", "heard_at", "case"],
                name="casework_tally_said",
                condition=models.Q(said_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "rated_at", "marks", "pack", "heard_at", "case"],
                name="casework_tally_rated",
                condition=models.Q(rated_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "answered_at", "marks", "said_at", "rated_at", "pack", "heard_at", "case"],
                name="casework_tally_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
            models.Index(fields=["unit", "closed_at", "case", "kind"], name="casework_tally_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"


class TallyDay(models.Model):
    """How many tallies have a moment on a day, by what figures ask of them; see casework.tally_days. Made from tallies
    by the worker, and only to be read of days that are kept and not touched since."""

    axis = models.CharField(max_length=1)  # k: by pack and, of what was heard, kind; d: of the office, by town
    moment = models.CharField(max_length=16)
    day = models.DateField()
    unit = models.BigIntegerField()
    pack = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    division = models.CharField(max_length=12, blank=True)
    marks = models.IntegerField()  # those alone that figures ask for along this moment
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["axis", "unit", "moment", "day", "pack", "kind", "division", "marks", "n"],
                name="casework_tally_days",
            ),
            models.Index(fields=["day"], name="casework_tally_one_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.moment} {self.n}"


class TallyKept(models.Model):
    """A day that is counted in full in TallyDay."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return str(self.day)


class TallyTouched(models.Model):
    """A day on which a tally has changed since it was counted: written by triggers, in the deed's own transaction, one
    row for each change, so that two deeds never wait for each other."""

    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)
