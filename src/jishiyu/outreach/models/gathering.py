"""Gatherings: a series by its rule, each gathering, its guests, and the needs they raised."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case
from jishiyu.registry.models import Division, Officer, Subject, Unit


class GatheringSeries(models.Model):
    """Gatherings that recur by the rule of their kind, made ahead by a job."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # that holds it
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    starts = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "gathering series"

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"gatherings:{self.pk}"


class Gathering(models.Model):
    """One of them: planned, held or not held."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        DROPPED = "dropped", _("Not held")

    class Length(models.TextChoices):
        """How long it lasted, by which hours of learning are reckoned."""

        SESSION = "session", _("Less than half a day")
        HALF = "half", _("Half a day")
        FULL = "full", _("A full day")

    series = models.ForeignKey(
        GatheringSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="gatherings"
    )
    period = models.DateField(null=True, blank=True)  # first day of the period of its series
    by_rule = models.DateField(null=True, blank=True)  # the day the rule says, where it was moved or not
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="gatherings")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    notice_on = models.DateField(null=True, blank=True)  # the day by which those invited are told
    told_at = models.DateTimeField(null=True, blank=True)
    length = models.CharField(max_length=10, choices=Length.choices, default=Length.SESSION)
    form = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    others = models.PositiveIntegerField(default=0)  # who came and was counted, not named
    minutes = models.TextField(blank=True)
    chair = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)  # of a form: sent twice, it is one
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"]), models.Index(fields=["kind", "starts_at"])]
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="outreach_one_gathering_a_period")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"gathering:{self.pk}"

    @property
    def moved_from(self) -> date | None:
        """The day the rule said, where it was a day off and another was taken."""
        return self.by_rule if self.by_rule != timezone.localdate(self.starts_at) else None


class Guest(models.Model):
    """One who is invited or signed up, and whether they came. A head: one subject, or one officer."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="guests")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(null=True, blank=True)
    coming = models.BooleanField(null=True, blank=True)  # what they answered
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)  # themselves, or the officer who did it for them
    attended = models.BooleanField(null=True, blank=True)
    times = models.PositiveSmallIntegerField(default=0)  # people who came for them: person-times of this gathering
    reason = models.CharField(max_length=120, blank=True)  # why they did not come

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "subject"], name="outreach_subject_once_a_gathering"),
            models.UniqueConstraint(fields=["gathering", "officer"], name="outreach_officer_once_a_gathering"),
            models.CheckConstraint(
                name="outreach_guest_is_one",
                condition=models.Q(subject__isnull=False, officer__isnull=True)
                | models.Q(subject__isnull=True, officer__isnull=False),
            ),
            models.CheckConstraint(
                name="outreach_guest_came_with_people",
                condition=models.Q(attended=True, times__gte=1)
                | (models.Q(times=0) & (models.Q(attended__isnull=True) | models.Q(attended=False))),
            ),
        ]
        indexes = [models.Index(fields=["subject", "attended"]), models.Index(fields=["officer", "attended"])]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.subject_id or self.officer_id}"


class Raised(models.Model):
    """A need somebody raised at a gathering or in a residency, and the case it became."""

    gathering = models.ForeignKey(Gathering, null=True, blank=True, on_delete=models.PROTECT, related_name="raised")
    residency = models.ForeignKey(
        "outreach.Residency", null=True, blank=True, on_delete=models.PROTECT, related_name="raised"
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="raised_at")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "raised"

    def __str__(self) -> str:
        return f"case {self.case_id}"
