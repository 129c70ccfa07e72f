"""What units are asked to do for a case, on one line or on two, and the photos that show what they did."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models.case import Case
from jishiyu.casework.models.catalogue import CatalogueEntry
from jishiyu.casework.models.consultation import Consultation
from jishiyu.registry.models import Officer, Unit

LIVE = models.Q(state__in=["sent", "accepted"])


class Task(models.Model):
    """What one unit was asked to do for one case. One unit leads (主办), others assist (协办)."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        FINISHED = "finished", _("Finished")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Taken back by the centre")

    class Role(models.TextChoices):
        LEAD = "lead", _("Leads")
        ASSIST = "assist", _("Assists")

    class Decision(models.TextChoices):
        """What became of a return."""

        UNDECIDED = "", _("Not decided yet")
        UPHELD = "upheld", _("Upheld")
        REFUSED = "refused", _("Refused")
        CONSULTED = "consulted", _("Settled by a consultation")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    line = models.CharField(max_length=20, default="territory")  # territory (属地) or trade (行业)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.LEAD)
    round = models.PositiveSmallIntegerField(default=0)  # the case's redo_count when it was sent
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    reason = models.JSONField(default=list)  # why this unit: words for the reader
    entry = models.ForeignKey(CatalogueEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # to the requester
    words_mark = models.CharField(max_length=32, blank=True, db_index=True)  # equal for equal words, spaces apart
    nothing_to_add = models.BooleanField(default=False)  # an assisting unit that leaves the answer to the lead
    how = models.CharField(max_length=10, blank=True)  # visit or call
    network_mark = models.CharField(max_length=64, blank=True)  # keyed mark of the network it was finished from
    return_code = models.CharField(max_length=30, blank=True)
    return_to = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    return_ground = models.TextField(blank=True)
    return_decision = models.CharField(max_length=10, choices=Decision.choices, default="", blank=True)
    return_decided_at = models.DateTimeField(null=True, blank=True)
    return_decided_by = models.CharField(max_length=80, blank=True)
    return_decision_words = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["officer", "state"]),
            models.Index(
                fields=["-finished_at"],
                name="casework_task_finished",
                condition=models.Q(finished_at__isnull=False),
            ),
            models.Index(
                fields=["returned_at", "unit"],
                name="casework_returned_by_unit",
                condition=models.Q(returned_at__isnull=False),
            ),
            models.Index(
                fields=["returned_at"],
                name="casework_return_undecided",
                condition=models.Q(state="returned", return_decision=""),
            ),
            models.Index(
                fields=["words_mark", "unit", "finished_at"],
                name="casework_task_same_words",
                condition=models.Q(state="finished"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="casework_one_live_task_per_unit", condition=LIVE),
            models.UniqueConstraint(
                fields=["case"], name="casework_one_live_lead", condition=LIVE & models.Q(role="lead")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.state}"

    @property
    def ended_at(self) -> datetime | None:
        """When this unit's own holding time ended."""
        return self.finished_at or self.returned_at or self.recalled_at


class Proof(models.Model):
    """A photo that shows what was done. Re-encoded on arrival: no position, no camera, nothing but the picture."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="proof/%Y/%m/")
    sha256 = models.CharField(max_length=64, db_index=True)  # of the bytes as sent
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
