"""Reading residencies: who is where, what they noted, what was raised; and enterprises going back to work."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.entitlements.models import Permit
from jishiyu.outreach import holding
from jishiyu.outreach.kinds import ResidencyKind, residencies
from jishiyu.outreach.models import Guest, Residency, ResidencyNote, Resumption, ReturnReading, Stationed
from jishiyu.outreach.queries.gatherings import SEES_ALL
from jishiyu.outreach.queries.mine import answered_for
from jishiyu.registry.models import Officer, Post, Subject

NOTES_SHOWN = 60


def visible_residencies(officer: Officer) -> QuerySet[Residency]:
    """All for the centre and for leaders; those of their people for a head; their own for an officer."""
    if officer.post in SEES_ALL:
        return Residency.objects.all()
    mine = Stationed.objects.filter(residency=OuterRef("pk"))
    if officer.post == Post.HEAD:
        return Residency.objects.filter(Exists(mine.filter(officer__unit_id=officer.unit_id or 0)))
    if officer.post == Post.OFFICER:
        return Residency.objects.filter(Exists(mine.filter(officer=officer)))
    return Residency.objects.none()


def residencies_for(officer: Officer, *, over: bool = False) -> QuerySet[Residency]:
    """The list, each with its enterprise, how many days were noted, the last one, and how many difficulties raised."""
    rows = visible_residencies(officer).filter(until__isnull=not over)
    return (
        rows.select_related("subject__profile", "subject__division")
        .annotate(days=Count("notes__day", distinct=True), last=Max("notes__day"), needs=Count("raised", distinct=True))
        .order_by("-since", "pk")
    )


def posts_of(keys: Collection[int]) -> dict[int, list[Stationed]]:
    """Who is stationed now, by residency, in one query."""
    rows = Stationed.objects.filter(residency__in=list(keys), until__isnull=True).select_related("officer__unit")
    found: dict[int, list[Stationed]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.residency_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line of a check-list, and on how many of the days noted it was ticked."""

    code: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class ResidencyPage:
    """Everything the page of one residency shows."""

    residency: Residency
    kind: ResidencyKind
    posts: Sequence[Stationed]
    notes: Sequence[ResidencyNote]
    duties: Sequence[Ticked]
    disciplines: Sequence[Ticked]
    cases: Sequence[Case]
    trained: dict[int, int]  # sessions of training by officer
    may_note: bool
    may_station: bool


def residency_page(officer: Officer, residency_id: int) -> ResidencyPage | None:
    """The page of a residency, in a fixed number of queries; None when this officer may not read it."""
    found = visible_residencies(officer).select_related("subject__profile", "subject__division")
    residency = found.filter(pk=residency_id).first()
    if residency is None or residency.kind not in residencies():
        return None
    kind = residencies()[residency.kind]
    posts = list(residency.officers.select_related("officer__unit").order_by("until", "pk"))
    notes = list(residency.notes.select_related("officer").order_by("-day", "-pk")[:NOTES_SHOWN])
    every = list(residency.notes.values_list("done", "broken"))
    done, broken = Counter(c for one, _b in every for c in one), Counter(c for _d, one in every for c in one)
    trained = (
        Guest.objects.filter(gathering__kind=kind.training, attended=True, officer__in=[p.officer_id for p in posts])
        .values_list("officer")
        .annotate(Count("pk"))
    )
    now_there = any(one.officer_id == officer.pk and one.until is None for one in posts)
    return ResidencyPage(
        residency=residency,
        kind=kind,
        posts=posts,
        notes=notes,
        duties=[Ticked(code, str(name), done[code]) for code, name in kind.duties.items()],
        disciplines=[Ticked(code, str(name), broken[code]) for code, name in kind.disciplines.items()],
        cases=list(Case.objects.filter(raised_at__residency=residency).order_by("pk")),
        trained={key: count for key, count in trained if key is not None},
        may_note=now_there and residency.until is None,
        may_station=officer.post in holding.STATIONS and residency.until is None,
    )


def note_of(residency_id: int, officer_id: int, day: date) -> ResidencyNote | None:
    """What an officer has noted of a day so far."""
    return ResidencyNote.objects.filter(residency=residency_id, officer=officer_id, day=day).first()


# back to work


@dataclass(frozen=True, slots=True)
class Day:
    """People returned on a day, and how many enterprises of all that are to report have reported."""

    day: date
    heads: int
    reported: int
    of: int


def returned_per_day(since: date, until: date) -> list[Day]:
    """Each day from one to another, both included, the latest first; a day nobody reported stands there with 0 of N."""
    of = Resumption.objects.count()
    rows = ReturnReading.objects.filter(current=True, day__gte=since, day__lte=until)
    found = {
        row["day"]: row
        for row in rows.values("day").annotate(heads=Sum("heads"), reported=Count("subject", distinct=True)).order_by()
    }
    days = [until - timedelta(days=back) for back in range((until - since).days + 1)]
    return [
        Day(day, found[day]["heads"] if day in found else 0, found[day]["reported"] if day in found else 0, of)
        for day in days
    ]


def returned_in_all() -> tuple[int, int, int]:
    """People returned on all days, over how many rows, of how many enterprises."""
    rows = ReturnReading.objects.filter(current=True)
    found = rows.aggregate(heads=Sum("heads"), rows=Count("pk"), enterprises=Count("subject", distinct=True))
    return found["heads"] or 0, found["rows"], found["enterprises"]


def _spoken_for(officer: Officer, on: date, path: str = "subject") -> Q:
    """Those an officer speaks for: whom they answer for on a day, and where they are stationed."""
    there = Stationed.objects.filter(officer=officer, until__isnull=True).values("residency__subject")
    return Q(**{f"{path}__in": answered_for(officer, on).values("pk")}) | Q(**{f"{path}__in": there})


def spoken_for(officer: Officer, subjects: Collection[int], on: date) -> set[int]:
    """Which of these an officer may report of, as one of their own."""
    found = Subject.objects.filter(_spoken_for(officer, on, "pk"), pk__in=list(subjects))
    return set(found.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class ResumptionPage:
    """One enterprise on its way back to work; `row` None has no plan and no status yet."""

    subject: Subject
    row: Resumption | None
    returned: dict[date, int]  # of the days asked for that were reported
    in_all: int
    permits: int  # in force on the last of those days
    writes: bool


def resumption_page(officer: Officer, subject_id: int, days: Sequence[date], on: date) -> ResumptionPage | None:
    """In a fixed number of queries; None of one this officer may not read."""
    known = Subject.objects.select_related("profile", "division", "resumption")
    subject = known.filter(pk=subject_id, kind=Subject.Kind.ENTERPRISE).first()
    overseen = officer.post in SEES_ALL | {Post.HEAD}
    if subject is None or not (overseen or (officer.post == Post.OFFICER and spoken_for(officer, [subject_id], on))):
        return None
    rows = ReturnReading.objects.filter(subject=subject, current=True)
    return ResumptionPage(
        subject=subject,
        row=getattr(subject, "resumption", None),
        returned=dict(rows.filter(day__in=days).values_list("day", "heads")),
        in_all=rows.aggregate(sum=Sum("heads"))["sum"] or 0,
        permits=permits_by_subject([subject_id], on).get(subject_id, 0),
        writes=officer.post in holding.HOLDS,
    )


def resumptions(officer: Officer, *, status: str = "", silent_on: date | None = None) -> QuerySet[Resumption]:
    """Enterprises on their way back to work: all for those who see all and for heads, else those one answers for or is
    stationed at. `silent_on`: those that have not reported a day."""
    rows = Resumption.objects.select_related("subject__profile", "subject__division")
    if officer.post == Post.OFFICER:
        rows = rows.filter(_spoken_for(officer, timezone.localdate()))
    elif officer.post not in SEES_ALL | {Post.HEAD}:
        return Resumption.objects.none()
    if status:
        rows = rows.filter(status=status)
    if silent_on:
        said = ReturnReading.objects.filter(subject=OuterRef("pk"), day=silent_on, current=True)
        rows = rows.exclude(Exists(said))
    return rows.order_by("status", "planned_on", "pk")


def by_status() -> dict[str, int]:
    """How many enterprises stand where; the states add up to all that are to report."""
    found = dict(Resumption.objects.values_list("status").annotate(Count("pk")).order_by())
    return {status: found.get(status, 0) for status in Resumption.Status.values}


def returned_by_subject(keys: Collection[int]) -> dict[int, tuple[int, date]]:
    """People returned so far and the last day reported, by enterprise, in one query."""
    rows = ReturnReading.objects.filter(subject__in=list(keys), current=True).values("subject")
    return {row["subject"]: (row["heads"], row["last"]) for row in rows.annotate(heads=Sum("heads"), last=Max("day"))}


def permits_by_subject(keys: Collection[int], on: date) -> dict[int, int]:
    """Permits that hold on a day, by the enterprise they were given to, in one query."""
    rows = Permit.objects.filter(
        award__household__subject__in=list(keys), revoked_at__isnull=True, valid_from__lte=on, valid_until__gte=on
    )
    return dict(rows.values_list("award__household__subject").annotate(Count("pk")).order_by())
