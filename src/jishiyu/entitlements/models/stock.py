"""What is given: homes, places in institutions; and the offers of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.models.queue import Waiting
from jishiyu.registry.models import Division


class Home(models.Model):
    """A home of a scheme's stock (房源)."""

    class State(models.TextChoices):
        FREE = "free", _("Free")
        OFFERED = "offered", _("Offered")
        LET = "let", _("Let")
        UNUSED = "unused", _("Out of use")

    code = models.CharField(max_length=40, unique=True)
    scheme = models.CharField(max_length=60)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120)
    building = models.CharField(max_length=40, blank=True)
    floor = models.CharField(max_length=20, blank=True)
    area = models.PositiveIntegerField()  # 0.01 m²
    rooms = models.PositiveSmallIntegerField()
    rent = models.PositiveIntegerField()  # fen a month
    accessible = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FREE)
    freed_at = models.DateTimeField(null=True, blank=True)  # when it last became free
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scheme", "state", "code"]), models.Index(fields=["scheme", "freed_at"])]
        constraints = [
            models.CheckConstraint(name="entitlements_home_has_area", condition=models.Q(area__gt=0)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"home:{self.pk}"


class Institution(models.Model):
    """Where places are given, so many at a time."""

    code = models.CharField(max_length=40, unique=True)
    scheme = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)  # places in use and places offered
    services = models.JSONField(default=list)  # what it offers, in words of the office
    phone = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scheme", "active", "code"])]
        constraints = [
            models.CheckConstraint(
                name="entitlements_capacity_not_exceeded", condition=models.Q(taken__lte=models.F("capacity"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"institution:{self.pk}"


class Offer(models.Model):
    """A home or a place offered to one who waits. While it is open, taken or signed it is live; a home has one such at
    most."""

    class State(models.TextChoices):
        OPEN = "open", _("To be answered")
        TAKEN = "taken", _("Taken, to be signed")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Refused by them")
        LAPSED = "lapsed", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Withdrawn by the office")
        ENDED = "ended", _("Given back")

    class Reason(models.TextChoices):
        FAR = "far", _("Too far")
        SIZE = "size", _("Too small or too large")
        RENT = "rent", _("Too dear")
        STATE = "state", _("Its state")
        FAMILY = "family", _("Reasons of the family")
        OTHER = "other", _("Other reasons")

    PENDING = (State.OPEN, State.TAKEN)
    LIVE = (State.OPEN, State.TAKEN, State.SIGNED)

    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="offers")
    home = models.ForeignKey(Home, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    answer_by = models.DateField()  # the last day on which it can be answered
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=400, blank=True)
    counted = models.BooleanField(default=False)  # among the refusals
    signed_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)  # from which day it is theirs

    class Meta:
        indexes = [
            models.Index(fields=["answer_by"], name="entitlements_offers_open", condition=models.Q(state="open")),
            models.Index(fields=["waiting", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="entitlements_offer_of_one_thing",
                condition=models.Q(home__isnull=False, institution__isnull=True)
                | models.Q(home__isnull=True, institution__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["home"],
                name="entitlements_home_offered_once",
                condition=models.Q(state__in=["open", "taken", "signed"]),
            ),
            models.UniqueConstraint(
                fields=["waiting"],
                name="entitlements_one_offer_at_a_time",
                condition=models.Q(state__in=["open", "taken", "signed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.waiting_id} {self.state}"

    @property
    def ref(self) -> str:
        """How the ledger and signals name it."""
        return f"offer:{self.pk}"
