"""One enterprise, one leader, one team, one plan, to the end (一家企业、一名领导、一套班子、一个方案、一带到底)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Officer, Subject


class SupportTeam(models.Model):
    """Those who stand by one of those served until its plan is carried out. One at a time for each."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="support_teams")
    lead = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="teams_led")
    aim = models.CharField(max_length=400)  # what the plan is to bring about
    since = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], name="outreach_one_team_at_a_time", condition=models.Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"team {self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names this team."""
        return f"team:{self.pk}"


class TeamMember(models.Model):
    """An officer of a team and what they do in it; one who left stays on record."""

    team = models.ForeignKey(SupportTeam, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="teams_joined")
    role = models.CharField(max_length=40)  # in words: contact, finance, land…
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "officer"], name="outreach_in_a_team_once", condition=models.Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.officer_id}"


class PlanStep(models.Model):
    """One step of a team's plan: who, what, by which day; done or dropped with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    team = models.ForeignKey(SupportTeam, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="plan_steps")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=400, blank=True)  # what came of it, or why it was dropped

    class Meta:
        indexes = [
            models.Index(fields=["officer", "due_on"], name="outreach_steps_open", condition=models.Q(state="open"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="outreach_one_step_per_number"),
            models.CheckConstraint(
                name="outreach_step_ended_with_words",
                condition=models.Q(state="open", ended_at__isnull=True, outcome="")
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False) & ~models.Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}.{self.number}"
