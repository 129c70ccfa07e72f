"""Reading visits: what an officer may see of them, lists of them, and who had none for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.utils import timezone

from jishiyu.outreach import rights
from jishiyu.outreach.models import Visit, Visitor, VisitPhoto
from jishiyu.outreach.queries.mine import answered_for
from jishiyu.registry.models import Duty, Officer, Subject
from jishiyu.registry.queries import PLACE_READ


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What a list asks for; empty fields ask for nothing."""

    text: str = ""  # of the name
    officer: int | None = None
    unit: int | None = None
    since: date | None = None
    until: date | None = None
    way: str = ""
    subject: int | None = None
    repeated: bool = False  # the words stand in another note too


def visible_visits(officer: Officer, at: datetime, answered: "QuerySet[Subject] | None" = None) -> QuerySet[Visit]:
    """All for those who lead or watch; a head, those of the unit's officers; each officer, those they were at and those
    to whom they answer for now (`answered`, where that was asked already)."""
    if officer.post in rights.SEES_ALL:
        return Visit.objects.all()
    if officer.post not in rights.GOES:
        return Visit.objects.none()
    theirs = Visitor.objects.filter(officer=officer)
    if officer.post in rights.SEES_UNIT and officer.unit_id:
        theirs = Visitor.objects.filter(Q(officer=officer) | Q(officer__unit=officer.unit_id))
    if answered is None:
        answered = answered_for(officer, timezone.localdate(at))
    return Visit.objects.filter(Q(pk__in=theirs.values("visit")) | Q(subject__in=answered.values("pk")))


def fitting_visits(officer: Officer, asked: VisitFilter, at: datetime) -> QuerySet[Visit]:
    """Visits this officer may see that fit, the latest first, with what a list shows of each."""
    found = visible_visits(officer, at)
    if asked.text:
        words = asked.text.strip()
        found = found.filter(
            Q(subject__profile__name__contains=words) | Q(subject__profile__initials__contains=words.lower())
        )
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.way:
        found = found.filter(way=asked.way)
    if asked.officer:
        found = found.filter(pk__in=Visitor.objects.filter(officer=asked.officer).values("visit"))
    if asked.unit:
        found = found.filter(pk__in=Visitor.objects.filter(officer__unit=asked.unit).values("visit"))
    if asked.since:
        found = found.filter(took_place_at__gte=_begin(asked.since))
    if asked.until:
        found = found.filter(took_place_at__lt=_begin(asked.until + timedelta(days=1)))
    if asked.repeated:
        found = found.filter(Exists(same_words()))
    return found.order_by("-took_place_at", "-pk")


def same_words() -> QuerySet[Visit]:
    """Another visit whose note says the very same, to stand in an Exists()."""
    others = Visit.objects.filter(note_mark=OuterRef("note_mark"), struck_at__isnull=True)
    return others.exclude(pk=OuterRef("pk"))


def shown_in_list(visits: Iterable[Visit]) -> list[Visit]:
    """A page of visits with all that a row shows, in three queries; what is counted for a row is counted for these
    alone."""
    keys = [visit.pk for visit in visits]
    places = [f"subject__{name}" for name in PLACE_READ]
    rows = (
        Visit.objects.filter(pk__in=keys)
        .select_related("subject__profile", "by__unit", *places)
        .prefetch_related("visitors__officer")
    )
    rows = rows.annotate(raised=Count("needs", distinct=True), repeated=Exists(same_words()))
    return list(rows.order_by("-took_place_at", "-pk"))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def visit_of(officer: Officer, visit_id: int, at: datetime) -> Visit | None:
    """One of them, with its needs, the state of their cases, its photos and who was there; five queries."""
    rows = visible_visits(officer, at).filter(pk=visit_id).select_related("subject__profile", "subject__division", "by")
    return rows.prefetch_related("needs__case", "photos", "visitors__officer__unit").first()


def visit_photo(officer: Officer, photo_id: int, at: datetime) -> VisitPhoto | None:
    """A photo of a visit this officer may see."""
    return VisitPhoto.objects.filter(pk=photo_id, visit__in=visible_visits(officer, at)).first()


@dataclass(frozen=True, slots=True)
class UnvisitedFilter:
    """Who had no visit for so many days; of those an officer or a unit answers for."""

    days: int = 30
    kind: str = Subject.Kind.ENTERPRISE
    officer: int | None = None
    unit: int | None = None


def unvisited(officer: Officer, asked: UnvisitedFilter, at: datetime) -> QuerySet[Subject]:
    """Those somebody answers for directly who had no visit for so many days, longest first, with `last` (the moment of
    the last one, or none). An officer sees their own, a head the unit's, who leads or watches all."""
    on = timezone.localdate(at)
    duties = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, subject__isnull=False)
    if asked.officer:
        duties = duties.filter(officer=asked.officer)
    if asked.unit:
        duties = duties.filter(officer__unit=asked.unit)
    if officer.post in rights.SEES_UNIT:
        duties = duties.filter(Q(officer=officer) | Q(officer__unit=officer.unit_id, officer__unit__isnull=False))
    elif officer.post not in rights.SEES_ALL:
        duties = duties.filter(officer=officer)
    visits = Visit.objects.filter(subject=OuterRef("pk"), struck_at__isnull=True)
    recent = visits.filter(took_place_at__gt=at - timedelta(days=asked.days))
    last = Subquery(visits.order_by("-took_place_at").values("took_place_at")[:1])
    found = Subject.objects.filter(~Exists(recent), kind=asked.kind, pk__in=duties.values("subject"))
    return found.annotate(last=last).order_by(F("last").asc(nulls_first=True), "pk")


def unvisited_page(found: QuerySet[Subject], start: int, most: int) -> tuple[list[Subject], int]:
    """Some of them in their order, with what a row shows, and how many there are in all. Two queries: the first sorts
    and counts keys alone, in one pass over all; what is shown is read for these few."""
    some = found.annotate(of=Window(Count("pk"))).values_list("pk", "last", "of")[start : start + most]
    last = {key: moment for key, moment, _of in some}
    total = next((of for _key, _moment, of in some), None)
    rows = Subject.objects.select_related("profile", *PLACE_READ).in_bulk(list(last))
    for key, moment in last.items():
        rows[key].last = moment  # type: ignore[attr-defined]  # as `unvisited` annotates it
    return [rows[key] for key in last], found.count() if total is None else total
