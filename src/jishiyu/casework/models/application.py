"""What somebody asks for and somebody else decides: extension, waiting, hanging, exclusion, merging."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models.case import Case
from jishiyu.casework.models.task import Task
from jishiyu.registry.models import Unit


class Application(models.Model):
    """One asking (申请). Whoever asked never decides; the database itself refuses it."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("Extension")
        WAITING = "waiting", _("Waiting for the requester")
        HANGING = "hanging", _("Hanging")
        EXCLUSION = "exclusion", _("Exclusion")
        MERGE = "merge", _("Merging")
        CORRECTION = "correction", _("Another kind")

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a decision")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Lapsed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="applications")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # that asks
    code = models.CharField(max_length=30)  # reason code
    ground = models.TextField()  # waiting: the question as it was put to the requester
    amount = models.PositiveIntegerField(default=0)  # extension: in the promise's unit; waiting: in days
    until = models.DateTimeField(null=True, blank=True)  # extension: the new date; waiting, hanging: looked at again
    into = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # merging
    to_kind = models.CharField(max_length=60, blank=True)  # correction: what kind it is
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="casework_application_open", condition=models.Q(state="open")),
            models.Index(fields=["kind", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], name="casework_one_open_application", condition=models.Q(state="open")
            ),
            models.CheckConstraint(
                name="casework_asker_is_not_granter", condition=~models.Q(decided_by=models.F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id} {self.state}"
