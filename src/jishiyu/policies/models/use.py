"""What was done with a card on its pages. Nothing personal: no address, no name, no mark of a device."""

from django.db import models

from jishiyu.policies.models.card import Card


class Use(models.Model):
    """A scan, a reading, a call or a step to the application, once for each visit."""

    class What(models.TextChoices):
        SCAN = "scan"  # came by the code of a printed card
        READ = "read"
        CALL = "call"  # pressed the number to call
        APPLY = "apply"  # pressed the way to the application

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="uses")
    what = models.CharField(max_length=10, choices=What.choices)
    via = models.CharField(max_length=20, blank=True)  # book, card, … where the page was come to from
    key = models.CharField(max_length=40, unique=True)  # of the page that was shown, and what was done there
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["card", "what", "at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.card_id}"
