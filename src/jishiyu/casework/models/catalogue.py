"""The dispatch catalogue (派单目录)."""

from django.db import models

from jishiyu.casework.models.consultation import Consultation
from jishiyu.registry.models import Division, Unit


class CatalogueEntry(models.Model):
    """Which unit answers for an item in a place on a line, on what ground, from when to when.

    An entry is never changed: a new version replaces it and says which one it replaced.
    """

    kind = models.CharField(max_length=60)
    item = models.CharField(max_length=80, blank=True)  # a matter within the kind; empty: the whole kind
    words = models.JSONField(default=list)  # words in a text that speak of this item
    line = models.CharField(max_length=20, default="territory")
    role = models.CharField(max_length=10, default="lead")  # lead or assist
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)  # null: everywhere
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="catalogue")
    ground = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )  # whose minutes made it

    class Meta:
        verbose_name_plural = "catalogue entries"
        indexes = [models.Index(fields=["kind", "line"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"
