"""Reading gatherings: lists by whom they are for, one with its guests, and what came of them in numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.outreach import holding
from jishiyu.outreach.kinds import gatherings as gathering_kinds
from jishiyu.outreach.kinds import outcomes as outcome_kinds
from jishiyu.outreach.models import Gathering, GatheringSeries, Guest, OutcomeRow
from jishiyu.outreach.queries.attendance import Numbers
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post, Profile, Subject
from jishiyu.registry.people import sealer

MOST_BETWEEN = 2000
SEES_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})


@dataclass(frozen=True, slots=True)
class GatheringFilter:
    """What a list is asked for; what is empty asks for nothing. Days included."""

    kind: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


def visible_gatherings(officer: Officer) -> QuerySet[Gathering]:
    """Those this officer may read: all at the centre and for leaders; else those their unit holds, and those they are
    themselves invited to."""
    if officer.post in SEES_ALL:
        return Gathering.objects.all()
    if officer.post not in holding.READS:
        return Gathering.objects.none()
    mine = Exists(Guest.objects.filter(gathering=OuterRef("pk"), officer=officer))
    return Gathering.objects.filter(Q(unit_id=officer.unit_id or 0) | mine)


def gatherings_for(officer: Officer, asked: GatheringFilter) -> QuerySet[Gathering]:
    """The list, those to come first by time, each with its unit."""
    rows = visible_gatherings(officer).select_related("unit", "series")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.since:
        rows = rows.filter(starts_at__date__gte=asked.since)
    if asked.until:
        rows = rows.filter(starts_at__date__lte=asked.until)
    return rows.order_by("starts_at" if asked.state == holding.PLANNED else "-starts_at", "-pk")


def gatherings_between(officer: Officer, first: date, last: date, kind: str = "") -> list[Gathering]:
    """Those this officer may read that begin from one local day to another, both included, in their order, each with
    its unit; no more than MOST_BETWEEN."""
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    rows = visible_gatherings(officer).filter(starts_at__gte=since, starts_at__lt=until).select_related("unit")
    return list((rows.filter(kind=kind) if kind else rows).order_by("starts_at", "pk")[:MOST_BETWEEN])


def public_gatherings(at: datetime) -> QuerySet[Gathering]:
    """Those to come that anybody may sign up for, the next first."""
    kinds = [code for code, kind in gathering_kinds().items() if kind.public]
    rows = Gathering.objects.filter(kind__in=kinds, state=holding.PLANNED, starts_at__gt=at)
    return rows.select_related("unit").order_by("starts_at", "pk")


def series_for(officer: Officer) -> QuerySet[GatheringSeries]:
    """Series that still go on, of the officer's unit, or all."""
    rows = GatheringSeries.objects.filter(until__isnull=True).select_related("unit")
    return (rows if officer.post in SEES_ALL else rows.filter(unit_id=officer.unit_id or 0)).order_by("title", "pk")


CAME = Q(attended=True)


def numbers_of(keys: Collection[int]) -> dict[int, Numbers]:
    """Numbers of each gathering, in one query. `others` are not in them: they stand in the gathering's own row."""
    rows = Guest.objects.filter(gathering__in=list(keys)).values("gathering").annotate(
        invited=Count("pk"), coming=Count("pk", filter=Q(coming=True)), heads=Count("pk", filter=CAME),
        times=Sum("times"),
    )  # fmt: skip
    return {row["gathering"]: Numbers(row["invited"], row["coming"], row["heads"], row["times"] or 0) for row in rows}


def numbers(found: QuerySet[Gathering]) -> Numbers:
    """Numbers over many gatherings that were held: a head that came ten times is one head, and ten times."""
    held = found.filter(state=Gathering.State.HELD)
    guests = Guest.objects.filter(gathering__in=held.values("pk")).aggregate(
        invited=Count("pk"), coming=Count("pk", filter=Q(coming=True)),
        subjects=Count("subject", filter=CAME, distinct=True), officers=Count("officer", filter=CAME, distinct=True),
        times=Sum("times"),
    )  # fmt: skip
    others = held.aggregate(sum=Sum("others"))["sum"] or 0
    heads = guests["subjects"] + guests["officers"]
    return Numbers(guests["invited"], guests["coming"], heads, guests["times"] or 0, others)


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest by name, and who is meant by it."""

    guest: Guest
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class GatheringPage:
    """Everything the page of one gathering shows."""

    gathering: Gathering
    guests: Sequence[GuestRow]
    numbers: Numbers
    outcomes: Sequence[OutcomeRow]
    cases: Sequence[Case]
    may_hold: bool


def gathering_page(officer: Officer, gathering_id: int) -> GatheringPage | None:
    """The page of a gathering, in a fixed number of queries; None when this officer may not read it."""
    gathering = visible_gatherings(officer).select_related("unit", "series").filter(pk=gathering_id).first()
    if gathering is None:
        return None
    guests = list(gathering.guests.select_related("subject__profile", "officer__unit").order_by("pk"))
    places = registry.place_names({(one.subject.division_id, None) for one in guests if one.subject})
    rows = [
        GuestRow(one, name_of(one), places.get((one.subject.division_id, None), "") if one.subject else "")
        for one in guests
    ]
    came = [one for one in guests if one.attended]
    counted = Numbers(
        len(guests), sum(1 for one in guests if one.coming), len(came), sum(one.times for one in came), gathering.others
    )
    return GatheringPage(
        gathering=gathering,
        guests=sorted(rows, key=lambda row: (not row.guest.coming, row.name)),
        numbers=counted,
        outcomes=list(gathering.outcomes.select_related("subject__profile").order_by("outcome", "pk")),
        cases=list(Case.objects.filter(raised_at__gathering=gathering).order_by("pk")),
        may_hold=holding.may_hold(officer, gathering.unit_id),
    )


def name_of(guest: Guest) -> str:
    """An officer's name, an enterprise's, or a resident's own."""
    if guest.officer is not None:
        return guest.officer.name
    return subject_name(guest.subject) if guest.subject else ""


def subject_name(subject: Subject) -> str:
    """The name by which one served is known; nobody's unit learns more from it. Needs the profile read with it."""
    profile: Profile | None = getattr(subject, "profile", None)
    return profile.name if profile and profile.name else sealer().open(subject.name_sealed)


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """The sum of one outcome: amount in 10^-places of its unit, over how many rows."""

    code: str
    amount: int
    rows: int


def sums(rows: QuerySet[OutcomeRow]) -> list[OutcomeSum]:
    """Sums of what counts, by outcome, as packs list them."""
    found = rows.filter(current=True).values("outcome").annotate(amount=Sum("amount"), rows=Count("pk")).order_by()
    by_code = {one["outcome"]: OutcomeSum(one["outcome"], one["amount"], one["rows"]) for one in found}
    return [by_code[code] for code in outcome_kinds() if code in by_code]


def outcome_rows(
    *, outcome: str = "", since: date | None = None, until: date | None = None, cases: Iterable[int] | None = None
) -> QuerySet[OutcomeRow]:
    """Rows that count, with what they came of."""
    rows = OutcomeRow.objects.filter(current=True)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    if cases is not None:
        rows = rows.filter(case__in=list(cases))
    return rows.select_related("gathering", "case", "subject__profile").order_by("-day", "-pk")


def enterprises_named(words: str, most: int = 20) -> list[Profile]:
    """Enterprises whose name holds the words, or whose code or initials begin with them."""
    said = words.strip()
    if not said:
        return []
    fits = Q(name__contains=said) | Q(code__startswith=said.upper()) | Q(initials__startswith=said.lower())
    rows = Profile.objects.filter(fits, subject__kind=Subject.Kind.ENTERPRISE).select_related("subject")
    return list(rows.order_by("name")[:most])


def kinds_of(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of kinds of gathering by code; a kind of a pack that is not loaded keeps its code."""
    known = gathering_kinds()
    return {code: str(known[code].name) if code in known else code for code in codes}
