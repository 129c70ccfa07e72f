"""What happens to a claim on its way: papers handed in, reviews, objections, letters, the yearly review, the exit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.claim import Claim, Decision
from jishiyu.entitlements.models.household import FactSheet


class PaperFile(models.Model):
    """A paper handed in for a claim: a photo made anew on arrival, or a PDF; its name and content are sealed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="papers")
    paper = models.CharField(max_length=40)  # which of the scheme's papers, by its code
    kind = models.CharField(max_length=4)  # jpeg, pdf
    name_sealed = models.TextField(blank=True)
    file = models.FileField(upload_to="papers/%Y/%m/")  # sealed bytes
    sha256 = models.CharField(max_length=64, db_index=True)  # of the bytes as sent
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "paper", "sha256"], name="entitlements_paper_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.sha256[:12]}"


class StepResult(models.Model):
    """What the officer of a step found: on which facts, in which words. Undone when an objection reopens the step."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Checked and right")
        FAILED = "failed", _("To be refused")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="results")
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    words = models.CharField(max_length=500)
    sheet = models.ForeignKey(FactSheet, on_delete=models.PROTECT, related_name="+")  # the facts as they were checked
    facts = models.JSONField(default=list)  # names of the facts this step answers for
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "step"],
                name="entitlements_one_result_per_step",
                condition=models.Q(undone_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"


class Objection(models.Model):
    """Somebody says that a notice, a refusal or an end is wrong. Decided by one who did not review it."""

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Not upheld")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="objections")
    against = models.CharField(max_length=10)  # notice, refused, ended: the state objected to
    text = models.TextField()
    who_sealed = models.TextField(blank=True)  # JSON, sealed: name and phone, where they left them
    own = models.BooleanField(default=False)  # by the applicant
    origin_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)  # to whoever objected

    class Meta:
        indexes = [
            models.Index(fields=["claim"], name="entitlements_open_objections", condition=models.Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.against} {self.state}"


class DecisionLetter(models.Model):
    """A letter to the applicant as it was decided, in numbered lines without names. Never changed."""

    class Kind(models.TextChoices):
        GRANTED = "granted", _("Decision to grant")
        REFUSED = "refused", _("Decision to refuse")
        ENDED = "ended", _("Decision to end")

    number = models.CharField(max_length=24, unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=500, blank=True)  # of the one who decided
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Review(models.Model):
    """The yearly review of a claim: told, reminded, answered or suspended; closed by an officer, never by silence."""

    class Answer(models.TextChoices):
        SAME = "same", _("Nothing has changed")
        CHANGED = "changed", _("Something has changed")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    told_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    words = models.CharField(max_length=500, blank=True)
    told = models.JSONField(null=True, blank=True)  # facts as the applicant tells them now; no sheet until checked
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="entitlements_one_open_review", condition=models.Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.due_on}"


class Exit(models.Model):
    """An end asked for: granted by another than the asker, then, where a home is left, a time to move out."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        MOVING = "moving", _("Time to move out")  # 搬迁期
        OUT = "out", _("Out")
        REFUSED = "refused", _("Not granted")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="exits")
    ground = models.CharField(max_length=40)
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_words = models.CharField(max_length=500, blank=True)
    leave_by = models.DateField(null=True, blank=True)  # last day of the time to move out, at the rent of the contract
    out_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                name="entitlements_one_open_exit",
                condition=models.Q(state__in=["asked", "moving"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.state}"


class NumberBook(models.Model):
    """The last number given on a day to papers of one letter: A a claim, W an award, J a decision letter."""

    letter = models.CharField(max_length=2)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "day"], name="entitlements_one_book_a_day")]

    def __str__(self) -> str:
        return f"{self.letter} {self.day} {self.last}"
