"""What an officer carries on the phone: whom they answer for, whose visit is due, what is open, what is for today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.casework.queries.cases import not_about
from jishiyu.outreach.kinds import goals
from jishiyu.outreach.models import Appointment, PlanStep, SupportTeam, Visit
from jishiyu.outreach.queries.mine import answered_for, duties_on
from jishiyu.registry.models import Officer, Subject

MOST = 60


@dataclass(slots=True)
class Mine:
    """One of those an officer answers for. `due_on` is when the next visit is due by the goal of their role there."""

    subject: Subject
    last: date | None = None
    due_on: date | None = None
    open_cases: int = 0
    late_cases: int = 0
    led: bool = False
    steps: list[PlanStep] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.subject)


@dataclass(frozen=True, slots=True)
class Phone:
    """The whole page: so many in all, those that fit, appointments of today and missed ones, steps that are due."""

    total: int
    rows: list[Mine]
    today: list[Appointment]
    steps: list[PlanStep]


def name_of(subject: Subject) -> str:
    """The name of an enterprise, which is public; of anybody else only what kind they are and their number."""
    profile = getattr(subject, "profile", None)
    return profile.name if profile is not None and profile.name else f"{subject.get_kind_display()} {subject.pk}"


def on_the_phone(officer: Officer, at: datetime, words: str = "") -> Phone:
    """In a constant number of queries; the one whose visit is due first stands first."""
    on = timezone.localdate(at)
    subjects = answered_for(officer, on).select_related("profile", "division")
    total = subjects.count() if words.strip() else 0
    if words.strip():
        subjects = subjects.filter(
            Q(profile__name__contains=words.strip()) | Q(profile__initials__contains=words.strip().lower())
        )
    rows = {one.pk: Mine(one) for one in subjects.order_by("profile__name", "pk")[: MOST * 5]}
    total = total or (len(rows) if len(rows) < MOST * 5 else subjects.count())
    _visits(rows, officer, on)
    _cases(rows, officer, at)
    steps = list(_steps(officer, on + timedelta(days=7)))
    for step in steps:
        if step.team.subject_id in rows:
            rows[step.team.subject_id].steps.append(step)
    led = SupportTeam.objects.filter(lead=officer, closed_at__isnull=True, subject__in=rows)
    for key in led.values_list("subject_id", flat=True):
        rows[key].led = True
    ordered = sorted(rows.values(), key=lambda one: (one.due_on or date.max, one.last or date.min, one.subject.pk))
    return Phone(total, ordered[:MOST], appointments(officer, on), steps)


def _visits(rows: dict[int, Mine], officer: Officer, on: date) -> None:
    last = last_visits(rows)
    since: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for key, role, day in duties_on(officer.pk, on).filter(subject__in=rows).values_list("subject", "role", "since"):
        since[key].append((role, day))
    within = goals()
    for key, row in rows.items():
        row.last = last.get(key)
        dues = [max(day, row.last or day) + timedelta(days=within[role]) for role, day in since[key] if role in within]
        row.due_on = min(dues, default=None)


def last_visits(subjects: Collection[int]) -> dict[int, date]:
    """The day of the last visit that was not struck, of each that had one; in one query."""
    found = Visit.objects.filter(subject__in=subjects, struck_at__isnull=True).order_by()
    rows = found.values_list("subject").annotate(last=Max("took_place_at"))
    return {key: timezone.localdate(last) for key, last in rows}


def _cases(rows: dict[int, Mine], officer: Officer, at: datetime) -> None:
    """Open cases of each, but those whose requester only the centre knows, and those about the officer's own unit."""
    counted = Case.objects.filter(
        not_about(officer), requester__in=rows, closed_at__isnull=True, secret=False
    ).order_by()
    late = Count("pk", filter=Q(next_due_at__lt=at))
    for key, n, behind in counted.values_list("requester").annotate(n=Count("pk"), late=late):
        rows[key].open_cases, rows[key].late_cases = n, behind


def appointments(officer: Officer, on: date) -> list[Appointment]:
    """Of today, and those of days before that were neither kept nor dropped."""
    rows = Appointment.objects.filter(officer=officer, on__lte=on, visit__isnull=True, dropped_at__isnull=True)
    return list(rows.select_related("subject__profile").order_by("on", "pk")[:MOST])


def to_come(officer: Officer, subject_id: int, on: date) -> list[Appointment]:
    """One's own appointments with one subject from a day on."""
    rows = Appointment.objects.filter(officer=officer, subject=subject_id, on__gte=on)
    return list(rows.filter(visit__isnull=True, dropped_at__isnull=True).order_by("on"))


def _steps(officer: Officer, until: date) -> QuerySet[PlanStep]:
    rows = PlanStep.objects.filter(officer=officer, state=PlanStep.State.OPEN, due_on__lte=until)
    return rows.select_related("team__subject__profile").order_by(F("due_on").asc(), "pk")[:MOST]


def choices(officer: Officer, at: datetime) -> list[tuple[int, str]]:
    """Key and name of each they answer for, for the form on the phone: nothing else of them leaves the office."""
    subjects = answered_for(officer, timezone.localdate(at)).select_related("profile").order_by("profile__name", "pk")
    return [(one.pk, name_of(one)) for one in subjects[: MOST * 5]]
