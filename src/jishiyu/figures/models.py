"""What was published, as it was published."""

from typing import Any

from django.db import models

from jishiyu.figures.reports.models import Plan, Report
from jishiyu.registry.models import Division

__all__ = ["Plan", "Published", "Report"]


class People(models.Model):
    """How many people live in a division (常住人口), as a source says of a day. A later day is a new row."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["division", "on"], name="figures_people_once_a_day"),
            models.CheckConstraint(name="figures_somebody_lives_there", condition=models.Q(people__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.people}"


class Published(models.Model):
    """One report's figures of one period (日报, 月报). Written once; the database itself refuses to change or remove
    it. What has been learnt since is told beside it, see figures.queries.corrections."""

    kind = models.CharField(max_length=40)  # of report, as whoever publishes it calls it
    edition = models.CharField(max_length=120, blank=True)  # whose, where a kind is published for several
    title = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField()  # excluded
    values = models.JSONField()  # [{code, version, name, definition, unit, places, scope, n, of, text, all_…}, …]
    digest = models.CharField(max_length=64)  # SHA-256 of all the above, see figures.printing.digest_of
    published_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "published"
        indexes = [models.Index(fields=["-published_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "edition", "since", "until"], name="figures_published_once_a_period"
            ),
            models.CheckConstraint(
                name="figures_published_of_a_period", condition=models.Q(until__gt=models.F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"published:{self.pk}"

    def value(self, code: str) -> dict[str, Any] | None:
        """The first figure of a code, as it was printed."""
        return next((one for one in self.values if one["code"] == code), None)
