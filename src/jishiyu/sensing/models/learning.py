"""Models that were trained here."""

from django.db import models


class ModelVersion(models.Model):
    """A model this office trained: from how much, how it did on the frozen set beside the one before, and whether it
    judges now. Its file stands in the data folder under its version."""

    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=64)
    trained_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    lines = models.PositiveIntegerField()  # messages it learnt from
    labels = models.PositiveIntegerField()  # of them labelled by people of this office
    instead_of = models.CharField(max_length=64)  # the version it was compared with
    scores = models.JSONField(default=dict)  # of each frozen set, old and new
    active = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "version"], name="sensing_model_version_once"),
            models.UniqueConstraint(fields=["pack"], name="sensing_one_active_model", condition=models.Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"
