"""Asking the requester: by a one-time link, or by a caller who tries three times on two days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models.case import Case


class Verification(models.Model):
    """One asking of the requester whether it was really done. The link's token is kept only as a hash."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verifications")
    round = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    solved = models.BooleanField(null=True, blank=True)
    partly = models.BooleanField(default=False)  # some of it is solved; never counted as solved
    rating = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 very dissatisfied … 5 very satisfied
    words = models.TextField(blank=True)
    by = models.CharField(max_length=80, blank=True)  # requester, or the caller who asked by phone
    network_mark = models.CharField(max_length=64, blank=True)  # keyed mark of the network it was answered from

    class Meta:
        indexes = [models.Index(fields=["answered_at"])]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="casework_asked_once_a_round"),
            models.CheckConstraint(
                name="casework_rating_1_to_5",
                condition=models.Q(rating__isnull=True) | models.Q(rating__gte=1, rating__lte=5),
            ),
            models.CheckConstraint(
                name="casework_partly_is_not_solved", condition=models.Q(partly=False) | models.Q(solved=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} round {self.round}"


class SamplingPlan(models.Model):
    """Which answered cases are called back, from a day on: classes taken whole, and a share of all the rest."""

    since = models.DateField(primary_key=True)
    share = models.PositiveSmallIntegerField()  # percent
    whole = models.JSONField()  # classes taken whole, see casework.sampling
    sources = models.JSONField(default=list)  # codes of sources whose cases are handed down from above
    note = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.since} {self.share}"


class SampleDraw(models.Model):
    """One drawing of cases to be called back: plan, seed, how many of how many; anyone can redo it."""

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    plan = models.JSONField()  # classes taken whole, and the share in percent of the rest by stratum
    frame = models.JSONField()  # {"stratum": [rows in it, rows drawn], …}
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)


class CallBack(models.Model):
    """A case that a caller is to ring about in this round, and why it was chosen."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be called")
        REACHED = "reached", _("Reached")
        UNREACHABLE = "unreachable", _("Could not be reached")
        OVER = "over", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="call_backs")
    round = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=20)  # a class taken whole (redo, urgent, …), or sample
    draw = models.ForeignKey(SampleDraw, null=True, blank=True, on_delete=models.PROTECT, related_name="call_backs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    call_after = models.DateTimeField()
    made_at = models.DateTimeField()
    held_by = models.CharField(max_length=80, blank=True)  # the caller who has it on the phone
    held_until = models.DateTimeField(null=True, blank=True)  # then another may take it

    class Meta:
        indexes = [
            models.Index(fields=["held_by"], name="casework_call_held", condition=models.Q(state="waiting")),
            models.Index(fields=["call_after"], name="casework_to_call", condition=models.Q(state="waiting")),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="casework_called_once_a_round")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class CallTry(models.Model):
    """One time a caller rang."""

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="tries")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reached = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "call tries"

    def __str__(self) -> str:
        return f"{self.call_back_id} {self.at}"
