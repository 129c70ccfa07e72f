"""A consultation (会商): many cases, many parties, assignments made in the meeting, minutes that close the question."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models.case import Case
from jishiyu.registry.models import Unit


class Consultation(models.Model):
    """One meeting."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CLOSED = "closed", _("Closed with minutes")
        DROPPED = "dropped", _("Not held")

    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    meets_at = models.DateTimeField()
    chair = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    called_by = models.CharField(max_length=80)
    called_at = models.DateTimeField()
    minutes = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "meets_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names this consultation."""
        return f"consultation:{self.pk}"


class Party(models.Model):
    """Who is asked to come: a unit of ours, or an outside body by name (a bank, a company, another county)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    person = models.CharField(max_length=60, blank=True)  # who came for it
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "parties"
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="casework_party_once")]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """A case on the agenda, and what the meeting ruled on it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="agenda")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    place = models.PositiveSmallIntegerField()
    question = models.TextField(blank=True)
    ruling = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "case"], name="casework_on_agenda_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.case_id}"
