"""Reports that were made, and when the next ones are."""

from django.db import models


class Report(models.Model):
    """One report of one period as it was made. It prints what was published and what was set down with it, so that it
    can be made again with the very same numbers; the file is kept as it was, and nothing changes it."""

    kind = models.CharField(max_length=20)
    published = models.OneToOneField("figures.Published", on_delete=models.PROTECT, related_name="report")
    frozen = models.JSONField(default=dict)  # what no indicator counts: days of the charts, kinds, lists, see gather
    file = models.CharField(max_length=160)  # below the media folder; never served by address
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    public = models.BooleanField(default=False)  # whether the portal offers it
    made_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["kind", "-made_at"], name="figures_report_of_kind")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"report:{self.pk}"


class Plan(models.Model):
    """When a report is made by itself, and who is told. One of a kind; what counts is the newest."""

    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    active = models.BooleanField()
    workday = models.PositiveSmallIntegerField()  # of the days after the period; 0: the very next day, worked or not
    hour = models.PositiveSmallIntegerField()
    readers = models.JSONField(default=list)  # officers, by key
    public = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="figures_plan_version_once"),
            models.CheckConstraint(
                name="figures_plan_hour_of_a_day", condition=models.Q(hour__lte=23, workday__lte=23)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
