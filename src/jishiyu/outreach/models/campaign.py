"""What a campaign has set itself to do: the rows of its list of tasks (任务清单)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Officer, Unit


class CampaignTask(models.Model):
    """One thing to be done by somebody by a day. It is no case: nobody who asked waits, and no clock of theirs runs."""

    class State(models.TextChoices):
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Given up")

    number = models.CharField(max_length=40, unique=True)  # by what a row of a sheet is known again
    title = models.CharField(max_length=120)
    what = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="campaign_tasks")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="campaign_tasks")
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    evidence = models.TextField(blank=True)  # what shows that it was done, or why it was given up
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"campaign_task:{self.pk}"
