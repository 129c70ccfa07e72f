"""Rows of a problem ledger that was brought in from another office."""

from django.db import models

from jishiyu.casework.models.case import Case
from jishiyu.sensing.models import ImportRun


class SheetRow(models.Model):
    """The row a case came from, as it was written: what a case has no place for is not lost."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="sheet_row")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of the whole row, so that a changed one is told from an equal one
    said = models.JSONField(default=dict)  # cells by field, without personal ones
    more = models.JSONField(default=dict)  # columns beyond the thirty, by header
    personal_sealed = models.TextField(blank=True)  # contact and phone
    version = models.PositiveIntegerField(default=0)  # the case's when it was opened

    def __str__(self) -> str:
        return f"row of {self.case_id}"
