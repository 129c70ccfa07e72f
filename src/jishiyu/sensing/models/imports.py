"""Files that were read, and the rows that could not be taken."""

from django.db import models

from jishiyu.sensing.models.source import Source


class ImportRun(models.Model):
    """One reading of one file, and what became of each row."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    counts = models.JSONField(default=dict)  # new_lead, joined, chatter, rejected, seen_before: they add up to rows

    def __str__(self) -> str:
        return self.file_name


class RejectedRow(models.Model):
    """A row that could not be taken, with the reason, so that it can be mended and sent again."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejected")
    number = models.PositiveIntegerField()  # row in the file, the header being 1
    field = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60)  # documented in docs/reference/refusals.md
    params = models.JSONField(default=dict)
    row = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "number"])]

    def __str__(self) -> str:
        return f"{self.run_id} row {self.number}"
