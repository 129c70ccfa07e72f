"""An application for a scheme, from the day it is accepted to its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.household import FactSheet, Household
from jishiyu.registry.models import Subject


class Claim(models.Model):
    """One household's application (申请) for one scheme. Only one of them is open at a time."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        MORE = "more", _("Papers asked for")  # 补正
        REVIEWING = "reviewing", _("Under review")
        NOTICE = "notice", _("On public notice")  # 公示
        APPROVED = "approved", _("Approved")  # 轮候, where there is a queue
        AWARDED = "awarded", _("Receiving")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Ended")  # 退出

    OVER = (State.REFUSED, State.WITHDRAWN, State.ENDED)

    number = models.CharField(max_length=20, unique=True)  # A, the day, and a number of that day
    scheme = models.CharField(max_length=60)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="claims")
    applicant = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(FactSheet, on_delete=models.PROTECT, related_name="+")  # the facts it rests on now
    decision = models.ForeignKey("Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.SUBMITTED)
    step = models.CharField(max_length=40, blank=True)  # the review it is in, by its code
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)  # its place in time; a correction asked for keeps it
    due_at = models.DateTimeField(null=True, blank=True)  # when the present step should be done
    more_papers = models.JSONField(default=list, blank=True)  # papers asked for again, by their codes
    more_words = models.CharField(max_length=500, blank=True)  # what else is asked for
    more_until = models.DateField(null=True, blank=True)  # until which day
    notice_until = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)  # the yearly review
    ended_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=40, blank=True)  # reason code of a refusal or an end
    token = models.CharField(max_length=64, unique=True)  # the applicant's own way back to it
    origin_key = models.CharField(max_length=80, null=True, blank=True, unique=True)  # a form sent twice is one
    invited = models.BooleanField(default=False)  # it answers an invitation (免申即享)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "household"],
                name="entitlements_one_open_claim",
                condition=~models.Q(state__in=["refused", "withdrawn", "ended"]),
            )
        ]
        indexes = [
            models.Index(fields=["scheme", "state", "accepted_at"]),
            models.Index(fields=["due_at"], name="entitlements_claim_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["review_on"], name="entitlements_claim_review", condition=models.Q(review_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"claim:{self.pk}"


class Decision(models.Model):
    """What the rules said of a household on a day, with all it takes to say it again. Never changed."""

    class Outcome(models.TextChoices):
        DUE = "due", _("Due")
        NOT_DUE = "not_due", _("Not due")
        UNDECIDED = "undecided", _("Cannot be decided yet")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="decisions")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    scheme = models.CharField(max_length=60)
    day = models.DateField()  # the day the rules were asked for
    known = models.DateField()  # with what was recorded until that day
    rules_hash = models.CharField(max_length=64)
    sheet = models.ForeignKey(FactSheet, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    amount = models.BigIntegerField(default=0)  # fen a month, of what the scheme gives or waives
    said = models.JSONField()  # {clause: [value, branch]} of every clause it rests on, for the household
    missing = models.JSONField(default=list)  # [[fact, member number or null], …] where it cannot be decided
    made_at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["household", "scheme", "day"])]

    def __str__(self) -> str:
        return f"{self.scheme} {self.outcome} {self.day}"
