"""A case, what was said of it, and the book of its numbers."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Cell, Division, Subject, Unit
from jishiyu.sensing.models import Lead, Message, Source

COMES_BACK_WITHIN = timedelta(days=15)


class Case(models.Model):
    """One need, from being heard to being closed. The states are the same for every pack."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DISPATCHED = "dispatched", _("Dispatched")
        HANDLING = "handling", _("Being handled")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved, the requester says so")
        UNVERIFIED = "unverified", _("Answered; the requester was not heard")
        UNREACHABLE = "unreachable", _("Answered; the requester could not be reached")
        EXPLAINED = "explained", _("Explained")
        NOT_TRUE = "not_true", _("Not as reported")
        OUT_OF_DUTY = "out_of_duty", _("Outside our duty")
        WITHDRAWN = "withdrawn", _("Withdrawn by the requester")
        WITHDRAWN_AFTER_CONTACT = "withdrawn_after_contact", _("Withdrawn after a unit had been in contact")

    class Purpose(models.TextChoices):
        """What the requester wants of us (诉求类型)."""

        CONSULT = "consult", _("A question")
        HELP = "help", _("Help")
        COMPLAINT = "complaint", _("A complaint")
        REPORT = "report", _("A report of wrongdoing")
        SUGGESTION = "suggestion", _("A suggestion")
        THANKS = "thanks", _("Thanks")

    class Aside(models.TextChoices):
        """Set aside, under rules of its own, and still in every denominator."""

        NONE = "", _("Not set aside")
        WAITING = "waiting", _("Waiting for the requester")
        HUNG = "hung", _("Hung: real, and cannot be solved now")

    number = models.CharField(max_length=20, unique=True)
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.HELP)
    title = models.CharField(max_length=200)
    text = models.TextField()  # of a secret requester: with all that tells who they are covered
    said_sealed = models.TextField(blank=True)  # of a secret requester: title, text and place as they were said
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="cases")
    lead = models.OneToOneField(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="case")
    requester = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    secret = models.BooleanField(default=False)  # who the requester is, is for the centre only
    against = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    place_words = models.CharField(max_length=80, blank=True)
    urgency = models.PositiveSmallIntegerField(default=1)
    vulnerable = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    aside = models.CharField(max_length=10, choices=Aside.choices, default=Aside.NONE, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)  # when a hung or waiting case is looked at again
    outcome = models.CharField(max_length=24, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)  # words to the requester
    heard_at = models.DateTimeField()  # the requester's clock starts here and nothing stops it
    opened_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)  # a unit first spoke with the requester or came
    answered_at = models.DateTimeField(null=True, blank=True)  # of the present round
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)  # the last time it was closed and came back
    excluded_at = models.DateTimeField(null=True, blank=True)  # not counted against anybody; the row stays listed
    excluded_code = models.CharField(max_length=30, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)  # of the first unmet promise, as extended
    original_due_at = models.DateTimeField(null=True, blank=True)  # of the promise to resolve, as it was made
    due_at = models.DateTimeField(null=True, blank=True)  # the same, as extended by what another granted
    next_step_at = models.DateTimeField(null=True, blank=True)  # when it is urged, supervised or escalated next
    steps_taken = models.PositiveSmallIntegerField(default=0)  # of the table of urging, in this round
    redo_count = models.PositiveSmallIntegerField(default=0)
    objections = models.PositiveSmallIntegerField(default=0)  # returns by anybody
    to_consult = models.BooleanField(default=False)  # only a consultation may send it on
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="splits")
    recurrence_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # what a page saw, so that two hands do not undo each other

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_due_at"]),
            models.Index(fields=["-heard_at"]),
            models.Index(fields=["kind", "-heard_at"]),
            models.Index(fields=["division", "-heard_at"]),
            models.Index(
                fields=["review_at"],
                name="casework_review_due",
                condition=models.Q(review_at__isnull=False),
            ),
            models.Index(fields=["requester", "kind", "-heard_at"], name="casework_same_requester"),
            models.Index(
                fields=["next_due_at"],
                name="casework_open_by_due",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["-closed_at"],
                name="casework_closed_last",
                condition=models.Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["next_step_at"],
                name="casework_step_due",
                condition=models.Q(next_step_at__isnull=False),
            ),
            models.Index(
                fields=["-reopened_at"],
                name="casework_reopened",
                condition=models.Q(reopened_at__isnull=False),
            ),
            models.Index(
                fields=["-closed_at"],
                name="casework_withdrawn_late",
                condition=models.Q(outcome="withdrawn_after_contact"),
            ),
            models.Index(fields=["next_due_at"], name="casework_to_consult", condition=models.Q(to_consult=True)),
            models.Index(
                fields=["excluded_at"],
                name="casework_excluded",
                condition=models.Q(excluded_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="casework_closed_has_outcome",
                condition=(models.Q(state="closed") & ~models.Q(outcome="") & models.Q(closed_at__isnull=False))
                | (~models.Q(state="closed") & models.Q(outcome="") & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="casework_excluded_has_code",
                condition=models.Q(excluded_at__isnull=True, excluded_code="")
                | (models.Q(excluded_at__isnull=False) & ~models.Q(excluded_code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger names this case."""
        return f"case:{self.pk}"

    @property
    def reopens_until(self) -> datetime | None:
        """Until when its requester may bring it back; told by the moment it was closed and by nothing later."""
        return self.closed_at + COMES_BACK_WITHIN if self.closed_at else None


class CaseMessage(models.Model):
    """A message that speaks of this case. A message belongs to one case at most."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="said")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="in_case")

    def __str__(self) -> str:
        return f"{self.case_id} {self.message_id}"


class NumberBook(models.Model):
    """The last case number given out on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"
