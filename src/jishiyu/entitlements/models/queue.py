"""Those who wait for what there is not enough of, and every act that moves their order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.claim import Claim
from jishiyu.entitlements.ordering import LONGEST


class Queue(models.Model):
    """One scheme's queue: the lock under which its order, stock and offers change, and of when its numbers are."""

    scheme = models.CharField(max_length=60, unique=True)
    changed = models.PositiveIntegerField(default=0)  # acts that changed the order
    numbered = models.PositiveIntegerField(default=0)  # as many of them are in the numbers
    numbered_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    moves = models.PositiveIntegerField(default=0)  # moves by hand so far

    def __str__(self) -> str:
        return self.scheme

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"queue:{self.scheme}"


class Waiting(models.Model):
    """A household in a queue (轮候)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("In the queue")
        OFFERED = "offered", _("Has an offer")
        HOUSED = "housed", _("Housed")
        LEFT = "left", _("Left")

    IN_LINE = (State.WAITING, State.OFFERED)

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="waiting")
    scheme = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    accepted_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    first = models.BooleanField(default=False)
    points = models.BigIntegerField(null=True, blank=True)  # None: unknown, or not a queue by points
    lot = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(null=True, blank=True)  # of the lottery
    rank = models.PositiveIntegerField(null=True, blank=True)  # drawn in that round
    moved = models.BooleanField(default=False)  # stands where a granted act put it
    order_key = models.CharField(max_length=LONGEST)
    place = models.PositiveIntegerField(null=True, blank=True)  # its number as last counted
    refusals = models.PositiveSmallIntegerField(default=0)
    wishes = models.JSONField(default=dict)
    left_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=40, blank=True)  # why it left
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["scheme", "order_key"],
                name="entitlements_in_line",
                condition=models.Q(state__in=["waiting", "offered"]),
            ),
            models.Index(fields=["scheme", "state", "left_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="entitlements_drawn_wholly_or_not",
                condition=models.Q(round__isnull=True, rank__isnull=True)
                | models.Q(round__isnull=False, rank__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["scheme", "round", "rank"],
                name="entitlements_one_claim_per_rank",
                condition=models.Q(rank__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.claim_id}"

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"waiting:{self.pk}"


class Draw(models.Model):
    """A public lottery of one scheme: list and hash first, then the seed."""

    class State(models.TextChoices):
        FROZEN = "frozen", _("Frozen")
        PUBLISHED = "published", _("Hash published")
        DRAWN = "drawn", _("Order drawn")
        DROPPED = "dropped", _("Dropped before the seed")

    scheme = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.FROZEN)
    listed = models.TextField()  # as it is published, byte for byte
    count = models.PositiveIntegerField()
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    frozen_by = models.CharField(max_length=60)
    frozen_at = models.DateTimeField()
    published_where = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=400, blank=True)
    seed_source = models.CharField(max_length=200, blank=True)
    drawn_by = models.CharField(max_length=60, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    order = models.JSONField(default=list)  # claim numbers as drawn

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "round"], name="entitlements_one_draw_per_round"),
            models.UniqueConstraint(
                fields=["scheme"],
                name="entitlements_one_open_draw",
                condition=models.Q(state__in=["frozen", "published"]),
            ),
            models.CheckConstraint(
                name="entitlements_who_freezes_does_not_draw",
                condition=models.Q(drawn_by="") | ~models.Q(drawn_by=models.F("frozen_by")),
            ),
            models.CheckConstraint(
                name="entitlements_hash_before_seed",
                condition=models.Q(seed="")
                | models.Q(published_at__isnull=False, drawn_at__gt=models.F("published_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.round}"

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"draw:{self.pk}"


class Move(models.Model):
    """Somebody is to stand elsewhere than the order says: asked by one keeper, decided by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Not granted")

    class Reason(models.TextChoices):
        RULING = "ruling", _("A court or review decided so")
        MISTAKE = "mistake", _("The office had made a mistake")
        DANGER = "danger", _("The home they live in is a danger")
        RELOCATION = "relocation", _("Their home is taken for a public work")

    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="moves")
    behind = models.ForeignKey(
        Waiting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # None: front
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    place_before = models.PositiveIntegerField(null=True, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    ruled_by = models.CharField(max_length=60, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["waiting"], name="entitlements_one_open_move", condition=models.Q(state="asked")
            ),
            models.CheckConstraint(
                name="entitlements_who_asks_does_not_grant",
                condition=models.Q(ruled_by="") | ~models.Q(ruled_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.waiting_id} {self.state}"
