"""The office's own words, and every lexicon that ever judged."""

from django.db import models


class OfficeWord(models.Model):
    """A word an office adds to a list of its service line's lexicon, or takes away from it, until it is ended."""

    pack = models.CharField(max_length=40)
    meaning = models.CharField(max_length=100)  # code of the list, see wordlists.py
    word = models.CharField(max_length=40)
    adds = models.BooleanField()  # else it takes the word away
    note = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "meaning", "word"],
                name="sensing_word_stands_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{'+' if self.adds else '-'}{self.word}"


class LexiconVersion(models.Model):
    """What a lexicon said at one version, so that the version a verdict names can be read back."""

    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=64)
    snapshot = models.JSONField()
    made_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "version"], name="sensing_lexicon_version_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"
