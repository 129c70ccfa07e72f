"""What is paid, month by month and run by run, to which account, and what the bank said of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.award import Award, AwardTerm
from jishiyu.entitlements.models.household import Household


class Account(models.Model):
    """Where a household is paid. Never changed: another account ends this one."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="accounts")
    bank = models.CharField(max_length=60)
    bank_code = models.CharField(max_length=20, blank=True)  # 联行号
    number_sealed = models.TextField()
    tail = models.CharField(max_length=4)  # its last digits, which lists may show
    holder_sealed = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], name="entitlements_one_account", condition=models.Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank} …{self.tail}"


class PaymentRun(models.Model):
    """One month's payments of one scheme, from preparing to what the bank said (发放批次)."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        CHECKED = "checked", _("Checked")
        EXPORTED = "exported", _("Given to the bank")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    scheme = models.CharField(max_length=60)
    month = models.DateField()  # its first day
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    prepared_by = models.CharField(max_length=60)
    prepared_at = models.DateTimeField()
    checked_by = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    exported_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    totals = models.JSONField(default=dict)  # {kind: [lines, fen]}, and "slips", "households", "waived"
    lines_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of its lines, as prepared
    layout = models.CharField(max_length=40, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the file the bank was given
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scheme", "month"])]
        constraints = [
            models.CheckConstraint(
                name="entitlements_run_checked_by_another", condition=~models.Q(checked_by=models.F("prepared_by"))
            ),
            models.CheckConstraint(
                name="entitlements_run_exported_once_checked",
                condition=models.Q(state__in=["prepared", "cancelled"]) | ~models.Q(checked_by=""),
            ),
            models.UniqueConstraint(
                fields=["scheme"],
                name="entitlements_one_run_at_a_time",
                condition=models.Q(state__in=["prepared", "checked"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people and files name it."""
        return f"P{self.month:%Y%m}-{self.pk:04d}"

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"run:{self.pk}"


class Payment(models.Model):
    """One line: for one household and month, something to be paid, had back or collected. The lines of one household
    in one run that go to its account share a slip, which is one row of the bank's file."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Of the month")
        ARREARS = "arrears", _("Paid later")  # 补发
        CLAWBACK = "clawback", _("Had back")  # 追回
        RENT = "rent", _("Rent")  # amount: to be collected

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENT = "sent", _("At the bank")
        PAID = "paid", _("Settled")
        BOUNCED = "bounced", _("Came back")  # 退票
        CANCELLED = "cancelled", _("Cancelled")
        DEMANDED = "demanded", _("Asked back")
        REPAID = "repaid", _("Given back")

    LIVE = ("planned", "sent", "paid", "demanded", "repaid")  # those that count for a month

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="lines")
    seq = models.PositiveIntegerField()
    slip = models.PositiveIntegerField(default=0)  # the bank's row; 0: none
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="payments")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="payments")
    term = models.ForeignKey(AwardTerm, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=60)
    month = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    part = models.PositiveSmallIntegerField(default=1)  # of what is had back in several runs
    amount = models.BigIntegerField()  # fen; below nought what is had back
    rent = models.BigIntegerField(default=0)
    waived = models.BigIntegerField(default=0)
    category = models.CharField(max_length=40, blank=True)  # of the household when it was prepared
    division_code = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="retries")
    tries = models.PositiveSmallIntegerField(default=1)
    bank_reference = models.CharField(max_length=60, blank=True)
    trouble = models.CharField(max_length=120, blank=True)  # why it came back, as the bank says
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["award", "month"]),
            models.Index(fields=["household", "scheme", "month"]),
            models.Index(fields=["scheme", "month", "kind"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "seq"], name="entitlements_one_line_per_number"),
            models.UniqueConstraint(
                fields=["scheme", "household", "month"],
                name="entitlements_paid_once_a_month",
                condition=models.Q(
                    kind__in=["regular", "rent"], state__in=["planned", "sent", "paid", "demanded", "repaid"]
                ),
            ),
            models.UniqueConstraint(
                fields=["award", "month", "kind", "term", "part"],
                name="entitlements_corrected_once",
                condition=models.Q(
                    kind__in=["arrears", "clawback"], state__in=["planned", "sent", "paid", "demanded", "repaid"]
                ),
            ),
            models.UniqueConstraint(
                fields=["retry_of"], name="entitlements_retried_once", condition=~models.Q(state="cancelled")
            ),
            models.CheckConstraint(
                name="entitlements_only_clawback_below_nought",
                condition=models.Q(kind__in=["clawback", "rent"]) | models.Q(amount__gt=0) | ~models.Q(waived=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run.number}/{self.seq}"


class LeftOut(models.Model):
    """An award that has no line in a run, and why."""

    class Why(models.TextChoices):
        ACCOUNT = "account", _("No account")
        BOUNCED = "bounced", _("The last payment came back, and the account is the same")
        SUSPENDED = "suspended", _("Suspended")
        REVIEW = "review", _("Under review")
        TWICE = "twice", _("Paid for this month under another award")

    run = models.ForeignKey(PaymentRun, on_delete=models.CASCADE, related_name="left_out")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "award"], name="entitlements_left_out_once")]

    def __str__(self) -> str:
        return f"{self.award} {self.why}"


class SetAside(models.Model):
    """A row of a bank's return file that fits no slip, kept until somebody has seen to it."""

    run = models.ForeignKey(PaymentRun, on_delete=models.CASCADE, related_name="set_aside")
    file_hash = models.CharField(max_length=64)
    row = models.PositiveIntegerField()
    why = models.CharField(max_length=40)  # a code: unknown, amount, otherwise, unreadable
    words_sealed = models.TextField()  # the row as it came
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "file_hash", "row"], name="entitlements_aside_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row} {self.why}"
