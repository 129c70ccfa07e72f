"""Forms of letters that an office changed."""

from django.db import models


class LetterForm(models.Model):
    """One version of one letter's Word template; the newest counts. Without content, our own form counts again."""

    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)  # of the file, as it was called
    content = models.BinaryField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="casework_letter_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
