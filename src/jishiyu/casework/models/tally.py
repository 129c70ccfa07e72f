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
