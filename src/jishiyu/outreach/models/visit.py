"""Visits: appointed, paid, what was said there, and the needs raised, each of which is a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case
from jishiyu.registry.models import Officer, Subject


class Visit(models.Model):
    """One visit or call to one of those served, as written down by an officer who was there."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By telephone")

    key = models.CharField(max_length=50, unique=True)  # given by the device it was written on: sent twice, it is one
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="visits")
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.IN_PERSON)
    took_place_at = models.DateTimeField()
    arrived_at = models.DateTimeField()  # here; a draft written out of signal comes later
    note = models.TextField()
    note_mark = models.CharField(max_length=32, db_index=True)  # equal for equal words, spaces apart
    place_words = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")  # who wrote it
    struck_at = models.DateTimeField(null=True, blank=True)  # it did not take place so; the row stays listed
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-took_place_at"]),
            models.Index(fields=["-took_place_at", "-id"], name="outreach_visits_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outreach_struck_with_reason",
                condition=models.Q(struck_at__isnull=True, struck_why="")
                | (models.Q(struck_at__isnull=False) & ~models.Q(struck_why="")),
            )
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names this visit."""
        return f"visit:{self.pk}"


class Visitor(models.Model):
    """An officer who was there. Visits are counted once; officers who went, once each (人次)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="visitors")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="went")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "officer"], name="outreach_went_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.officer_id}"


class VisitNeed(models.Model):
    """A need raised in a visit, and the case it became in the same step."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="needs")
    number = models.PositiveSmallIntegerField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="raised_in_visit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="outreach_one_need_per_number")]

    def __str__(self) -> str:
        return f"{self.visit_id}.{self.number}"


class VisitPhoto(models.Model):
    """A photo taken on a visit. Re-encoded on arrival: no position, no camera, nothing but the picture."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="visit/%Y/%m/")
    sha256 = models.CharField(max_length=64, db_index=True)  # of the bytes as sent

    def __str__(self) -> str:
        return self.sha256[:12]


class Appointment(models.Model):
    """A visit an officer means to pay on a day; over with the visit that keeps it, or dropped."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="appointments")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="appointments")
    on = models.DateField()
    words = models.CharField(max_length=120, blank=True)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="kept")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "subject", "on"],
                name="outreach_appointed_once",
                condition=models.Q(visit__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.subject_id} {self.on}"

    @property
    def ref(self) -> str:
        """How the ledger names this appointment."""
        return f"appointment:{self.pk}"
