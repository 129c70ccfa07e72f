from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import CalendarVersion, Cell, Division, Officer, Subject, Unit
from jishiyu.sensing.models import Lead, Message, Source


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
        EXPLAINED = "explained", _("Explained")
        NOT_TRUE = "not_true", _("Not as reported")
        OUT_OF_DUTY = "out_of_duty", _("Outside our duty")
        WITHDRAWN = "withdrawn", _("Withdrawn by the requester")

    number = models.CharField(max_length=20, unique=True)
    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="cases")
    lead = models.OneToOneField(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="case")
    requester = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    place_words = models.CharField(max_length=80, blank=True)
    urgency = models.PositiveSmallIntegerField(default=1)
    vulnerable = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)  # words to the requester
    heard_at = models.DateTimeField()  # the requester's clock starts here and nothing stops it
    opened_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # of the present round
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)  # of the first unmet promise
    redo_count = models.PositiveSmallIntegerField(default=0)
    origin_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # what a page saw, so that two hands do not undo each other

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_due_at"]),
            models.Index(fields=["-heard_at"]),
            models.Index(fields=["kind", "-heard_at"]),
            models.Index(fields=["division", "-heard_at"]),
            models.Index(
                fields=["next_due_at"],
                name="casework_open_by_due",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="casework_closed_has_outcome",
                condition=(models.Q(state="closed") & ~models.Q(outcome="") & models.Q(closed_at__isnull=False))
                | (~models.Q(state="closed") & models.Q(outcome="") & models.Q(closed_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger names this case."""
        return f"case:{self.pk}"


class CaseMessage(models.Model):
    """A message that speaks of this case. A message belongs to one case at most."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="said")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="in_case")

    def __str__(self) -> str:
        return f"{self.case_id} {self.message_id}"


class Promise(models.Model):
    """What the requester was promised by when; the date never moves after it was made."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    what = models.CharField(max_length=12)  # respond, contact, arrive, resolve
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)  # a lib.worktime.Limit unit: minutes, hours, days, working_days …
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # null: its year has no calendar yet; reckoned once it has
    calendar = models.ForeignKey(CalendarVersion, null=True, blank=True, on_delete=models.PROTECT)  # null: natural time
    hours = models.JSONField(default=list)  # opening hours frozen with it: [["09:00", "12:00"], …]
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "what"], name="casework_one_promise_each")]

    def __str__(self) -> str:
        return f"{self.what} {self.due_at}"


class Task(models.Model):
    """What one unit was asked to do for one case."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        FINISHED = "finished", _("Finished")
        RETURNED = "returned", _("Returned")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    line = models.CharField(max_length=20, default="territory")
    round = models.PositiveSmallIntegerField(default=0)  # the case's redo_count when it was sent
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    reason = models.JSONField(default=list)  # why this unit: words for the reader
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # to the requester
    how = models.CharField(max_length=10, blank=True)  # visit or call
    return_code = models.CharField(max_length=30, blank=True)
    return_to = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    return_ground = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["officer", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "line"],
                name="casework_one_live_task_per_line",
                condition=models.Q(state__in=["sent", "accepted"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.state}"


class Proof(models.Model):
    """A photo that shows what was done. Re-encoded on arrival: no position, no camera, nothing but the picture."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="proof/%Y/%m/")
    sha256 = models.CharField(max_length=64, db_index=True)  # of the bytes as sent
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Verification(models.Model):
    """One asking of the requester whether it was really done. The link's token is kept only as a hash."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verifications")
    round = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    solved = models.BooleanField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 very dissatisfied … 5 very satisfied
    words = models.TextField(blank=True)
    by = models.CharField(max_length=80, blank=True)  # requester, or the caller who asked by phone

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="casework_asked_once_a_round"),
            models.CheckConstraint(
                name="casework_rating_1_to_5",
                condition=models.Q(rating__isnull=True) | models.Q(rating__gte=1, rating__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} round {self.round}"


class CatalogueEntry(models.Model):
    """Dispatch catalogue (派单目录): which unit answers for a kind in a place, and on what ground."""

    kind = models.CharField(max_length=60)
    line = models.CharField(max_length=20, default="territory")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)  # null: everywhere
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="catalogue")
    ground = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "catalogue entries"
        indexes = [models.Index(fields=["kind", "line"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"


class NumberBook(models.Model):
    """The last case number given out on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"
