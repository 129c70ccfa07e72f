"""Values of parameters an office records beside those its pack ships."""

from django.db import models


class ParameterRow(models.Model):
    """A value of a scheme's parameter: law from `since` on, learnt on `recorded_on`. Never changed; the next row takes
    over, for days to come and, back-dated, for days gone."""

    scheme = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    since = models.DateField()
    recorded_on = models.DateField()
    value = models.JSONField()
    ground = models.CharField(max_length=200)
    by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scheme", "name", "since"])]

    def __str__(self) -> str:
        return f"{self.scheme} {self.name} {self.since}"
