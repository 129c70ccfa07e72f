from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.registry.models import Cell, Division, Unit


class Source(models.Model):
    """Where messages come from: a chat connector, a letter box, a work-order file, the portal."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    pack = models.CharField(max_length=40)  # which service line judges what it says
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sources")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)  # home of what has no place
    secret_sealed = models.TextField(blank=True)  # of a signed webhook
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A chat group and the place it speaks for."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="sensing_one_group_per_code")]

    def __str__(self) -> str:
        return self.name


class Inbox(models.Model):
    """The stream of the embedded default: what was acknowledged to a sender and not yet judged."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120)
    body = models.JSONField()
    received_at = models.DateTimeField()
    trouble = models.TextField(blank=True)  # set aside: could not be judged, and why

    class Meta:
        verbose_name_plural = "inbox"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_inbox_once")]

    def __str__(self) -> str:
        return self.external_id


class Lead(models.Model):
    """One incident gathered from one or many messages."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken up as a case")
        FALSE = "false", _("False alarm")
        QUIET = "quiet", _("Below the threshold")
        OVER = "over", _("Over: its case is closed")

    pack = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)  # e.g. power.outage
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="leads")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    urgency = models.PositiveSmallIntegerField()
    vulnerable = models.BooleanField(default=False)
    heard = models.PositiveIntegerField(default=1)  # messages gathered
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the first text, to find the same letter again

    class Meta:
        indexes = [
            models.Index(fields=["state", "-last_at"]),
            models.Index(fields=["group", "-last_at"]),
            models.Index(fields=["source", "fingerprint"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names this lead."""
        return f"lead:{self.pk}"


class Message(models.Model):
    """One thing somebody said, and how it was judged. Kept as said; a recall or edit is a later row of its own."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="messages")
    external_id = models.CharField(max_length=120)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    sender = models.CharField(max_length=64, blank=True)  # keyed hash of the platform's user id
    role = models.CharField(max_length=20)  # resident, staff, requester
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    risk = models.BooleanField()
    kind = models.CharField(max_length=60, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    vulnerable = models.BooleanField(default=False)
    place_words = models.CharField(max_length=80, blank=True)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    reasons = models.JSONField(default=list)  # words for the reader: [["word", "停电"], ["thread", "我也是"]]
    judged_with = models.CharField(max_length=64)  # version of the lexicon
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    import_run = models.ForeignKey(
        "ImportRun", null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    details = models.JSONField(default=dict)  # other columns of the file or the platform's record, as text

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="sensing_message_once")]
        indexes = [models.Index(fields=["group", "-said_at"]), models.Index(fields=["-judged_at"])]

    def __str__(self) -> str:
        return self.external_id


class Refusal(models.Model):
    """How often a door turned something away, by day and reason; nothing else of it is kept."""

    door = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "reason", "day"], name="sensing_one_count")]

    def __str__(self) -> str:
        return f"{self.door} {self.reason} {self.day}"


class ImportRun(models.Model):
    """One reading of one file, and what became of each row."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    counts = models.JSONField(default=dict)  # new_lead, joined, chatter, rejected, seen_before: they add up to rows

    def __str__(self) -> str:
        return self.file_name


class RejectedRow(models.Model):
    """A row that could not be taken, with the reason, so that it can be mended and sent again."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejected")
    number = models.PositiveIntegerField()  # row in the file, the header being 1
    field = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60)  # documented in docs/reference/refusals.md
    params = models.JSONField(default=dict)
    row = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "number"])]

    def __str__(self) -> str:
        return f"{self.run_id} row {self.number}"
