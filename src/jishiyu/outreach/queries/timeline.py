"""Everything that was said, asked, got and changed about one served, on one line, and what is due next.

The kinds of row are asked for together, merged by time, in a handful of questions whatever there is. A page ends with a
cursor; the next goes on right behind it, so that no row is shown twice or left out however many share a moment.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.casework.queries import visible_cases
from jishiyu.entitlements.models import Claim, Permit
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.ledger.models import Entry
from jishiyu.lib.together import Asked, Found, rebuilt, together
from jishiyu.outreach.models import Appointment, Guest, OutcomeRow, PlanStep, Visit, VisitNeed, Visitor
from jishiyu.outreach.queries.mine import answered_for
from jishiyu.outreach.queries.team import visible_teams
from jishiyu.outreach.queries.visited import visible_visits
from jishiyu.policies.models import Told
from jishiyu.registry.models import Division, Duty, Officer, Subject

PER_PAGE, MOST_DUE = 20, 12
CHANGES = ("described", "corrected", "known")
SEP = "|"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened: its moment, its kind, and the row of the database that tells it. Of a deed on a plan the
    words of its step; of a visit who was there, and the cases it raised."""

    at: datetime
    kind: str
    thing: Any
    words: str = ""
    visitors: Sequence[str] = ()
    needs: Sequence[Case] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next: the moment or the day, its kind, and what tells it."""

    on: date
    kind: str
    thing: Any


@dataclass(frozen=True, slots=True)
class Line:
    """A page of rows, the latest first, and the cursor behind its last; empty when nothing is older. Names of places
    that changes speak of, by code; and what is due next, if that was asked for."""

    rows: list[Row]
    cursor: str
    places: Mapping[str, str] = field(default_factory=dict)
    due: Sequence[Due] = ()


@dataclass(frozen=True)
class Reader:
    """Who reads a time line, and when; what they may see is asked once."""

    officer: Officer
    at: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def schemes(self) -> list[str]:
        """Codes of the schemes whose awards this officer may read."""
        return [scheme.code for scheme in read_schemes(self.officer, self.on)]

    @cached_property
    def answered(self) -> "QuerySet[Subject]":
        """Those this officer answers for."""
        return answered_for(self.officer, self.on)

    @cached_property
    def visits(self) -> "QuerySet[Visit]":
        return visible_visits(self.officer, self.at, self.answered)

    def subject(self, subject_id: int) -> Subject | None:
        """One served with its profile; `answered` says whether this officer answers for it."""
        mine = Exists(self.answered.filter(pk=OuterRef("pk")))
        return Subject.objects.select_related("profile").annotate(answered=mine).filter(pk=subject_id).first()


@dataclass(frozen=True, slots=True)
class _Source:
    """A kind of row: what this officer may see of it about a subject, the field its moment stands in, and the fields a
    line shows of it."""

    rows: Callable[[Reader, int], QuerySet[Any]]
    field: str
    shown: tuple[str, ...]
    is_day: bool = False


def _visits(reader: Reader, subject: int) -> QuerySet[Any]:
    return reader.visits.filter(subject=subject)


def _cases(reader: Reader, subject: int) -> QuerySet[Case]:
    """Cases of the subject that this officer may see; of one whose requester only the centre knows, nothing."""
    return visible_cases(reader.officer).filter(requester=subject, secret=False)


def _answers(reader: Reader, subject: int) -> QuerySet[Case]:
    return _cases(reader, subject).filter(answered_at__isnull=False)


def _guests(reader: Reader, subject: int) -> QuerySet[Guest]:
    return Guest.objects.filter(subject=subject, gathering__starts_at__lte=reader.at)


def _outcomes(reader: Reader, subject: int) -> QuerySet[OutcomeRow]:
    """What came of gatherings, and of cases this officer may see; of each the row that counts."""
    of_these = Q(case__isnull=True) | Q(case__in=_cases(reader, subject))
    return OutcomeRow.objects.filter(of_these, subject=subject, current=True)


def _claims(reader: Reader, subject: int) -> QuerySet[Claim]:
    return Claim.objects.filter(household__subject=subject, scheme__in=reader.schemes)


def _permits(reader: Reader, subject: int) -> QuerySet[Permit]:
    return Permit.objects.filter(award__household__subject=subject, award__scheme__in=reader.schemes)


def _policies(reader: Reader, subject: int) -> QuerySet[Told]:
    return Told.objects.filter(subject=subject)


def _duties(reader: Reader, subject: int) -> QuerySet[Duty]:
    return Duty.objects.filter(subject=subject, since__lte=reader.on)


def _changes(reader: Reader, subject: int) -> QuerySet[Entry]:
    return Entry.objects.filter(subject=f"subject:{subject}", act__in=CHANGES)


def _entries(plans: "Plans") -> QuerySet[Entry]:
    return Entry.objects.filter(subject__in=[f"team:{key}" for key in plans.teams])


CASE = ("id", "number", "state", "outcome")
SOURCES: dict[str, _Source] = {  # in the order in which rows of one moment stand
    "visit": _Source(_visits, "took_place_at", ("id", "way", "struck_at", "note")),
    "case": _Source(_cases, "heard_at", (*CASE, "kind", "text")),
    "answer": _Source(_answers, "answered_at", (*CASE, "answer")),
    "gathering": _Source(_guests, "gathering__starts_at", ("id", "attended", "gathering__title")),
    "outcome": _Source(_outcomes, "at", ("id", "outcome", "amount", "source", "case__number", "gathering__title")),
    "claim": _Source(_claims, "submitted_at", ("id", "number", "state")),
    "permit": _Source(_permits, "made_at", ("id", "number", "mask", "valid_from", "valid_until", "revoked_at")),
    "policy": _Source(_policies, "told_at", ("id", "why", "passed_on_at", "card__title")),
    "plan": _Source(lambda reader, subject: Entry.objects.none(), "at", ("id", "subject", "act", "after")),
    "duty": _Source(
        _duties, "since", ("id", "role", "since", "until", "note", "officer__name", "officer__unit__name"), is_day=True
    ),
    "change": _Source(_changes, "at", ("id", "subject", "act", "before", "after")),
}
ORDER = {kind: place for place, kind in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True)
class Plans:
    """Teams of a subject that this officer may see, with every step: those at work by True."""

    teams: Mapping[int, bool] = field(default_factory=dict)
    steps: Sequence[PlanStep] = ()

    def words(self) -> dict[tuple[int, int], str]:
        return {(step.team_id, step.number): step.words for step in self.steps}


STEP = ("id", "team_id", "number", "words", "state", "due_on", "officer__name")


def _plans(reader: Reader, subject: int) -> Plans:
    """In one query."""
    rows = visible_teams(reader.officer).filter(subject=subject).order_by()
    read = rows.values_list("pk", "closed_at", *(f"steps__{name}" for name in STEP))
    teams: dict[int, bool] = {}
    steps = []
    for key, closed_at, *step in read:
        teams[key] = closed_at is None
        if step[0] is not None:
            steps.append(rebuilt(PlanStep, dict(zip(STEP, step, strict=True)), rows.db))
    return Plans(teams, sorted(steps, key=lambda step: (step.due_on, step.pk)))


def timeline(reader: Reader, subject_id: int, *, cursor: str = "", kind: str = "", with_due: bool = False) -> Line:
    """A page of everything this officer may see about one, or of one kind of it, from behind a cursor on; in four
    queries beside those of rights."""
    after = _read(cursor)
    wanted = [kind] if kind in SOURCES else list(SOURCES)
    plans = _plans(reader, subject_id) if with_due or "plan" in wanted else Plans()
    asked = {name: _asked(reader, subject_id, name, plans, after) for name in wanted}
    duties = [asked.pop("duty")] if "duty" in asked else []
    found = [Row(one.at, one.name, one.thing) for one in together(list(asked.values()), PER_PAGE + 1) if one.at]
    beside = together([*duties, *(_due(reader, subject_id) if with_due else ())])
    found += [Row(_midnight(one.thing.since), one.name, one.thing) for one in beside if one.name == "duty"]
    found.sort(key=lambda row: (row.at, -ORDER[row.kind], row.thing.pk), reverse=True)
    page, places = _with_details(found[:PER_PAGE], plans)
    more = len(found) > PER_PAGE
    last = page[-1] if page else None
    behind = f"{last.at.isoformat()}{SEP}{last.kind}{SEP}{last.thing.pk}" if more and last else ""
    return Line(page, behind, places, _next(beside, plans) if with_due else ())


def _asked(reader: Reader, subject: int, name: str, plans: Plans, after: tuple[datetime, str, int] | None) -> Asked:
    source = SOURCES[name]
    rows = _entries(plans) if name == "plan" else source.rows(reader, subject)
    return Asked(name, rows if after is None else rows.filter(_behind(source, name, after)), source.shown, source.field)


def _with_details(rows: list[Row], plans: Plans) -> tuple[list[Row], dict[str, str]]:
    """Rows with what stands in other tables, and names of places by code; in one query for all."""
    visits = [row.thing.pk for row in rows if row.kind == "visit"]
    codes = places_said(rows)
    asked = [
        Asked("visitor", Visitor.objects.filter(visit__in=visits), ("id", "visit_id", "officer__name")),
        Asked("need", VisitNeed.objects.filter(visit__in=visits),
              ("id", "visit_id", *(f"case__{name}" for name in (*CASE, "title")))),
    ] if visits else []  # fmt: skip
    if codes:
        asked.append(Asked("place", Division.objects.filter(pk__in=codes), ("code", "name")))
    visitors, needs, places = defaultdict[int, list[str]](list), defaultdict[int, list[Case]](list), dict[str, str]()
    for one in sorted(together(asked), key=lambda one: one.thing.pk if one.name != "place" else 0):
        if one.name == "visitor":
            visitors[one.thing.visit_id].append(one.thing.officer.name)
        elif one.name == "need":
            needs[one.thing.visit_id].append(one.thing.case)
        else:
            places[one.thing.code] = one.thing.name
    words = plans.words()
    return [_whole(row, visitors, needs, words) for row in rows], places


def _whole(
    row: Row, visitors: Mapping[int, list[str]], needs: Mapping[int, list[Case]], words: Mapping[tuple[int, int], str]
) -> Row:
    key = row.thing.pk
    if row.kind == "visit":
        return Row(row.at, row.kind, row.thing, visitors=visitors.get(key, ()), needs=needs.get(key, ()))
    if row.kind == "plan":
        step = (int(row.thing.subject.partition(":")[2]), row.thing.after.get("step"))
        return Row(row.at, row.kind, row.thing, words.get(step, ""))
    return row


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _read(cursor: str) -> tuple[datetime, str, int] | None:
    """The row a page ended with; None for what is no cursor."""
    parts = cursor.split(SEP)
    if len(parts) != 3 or parts[1] not in SOURCES or not parts[2].isdecimal() or len(parts[2]) > 18:
        return None
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError:
        return None
    return (at, parts[1], int(parts[2])) if timezone.is_aware(at) else None


def _behind(source: _Source, name: str, after: tuple[datetime, str, int]) -> Q:
    """Rows of this kind that stand behind the last one shown."""
    at, kind, key = after
    before, same = Q(**{f"{source.field}__lt": at}), Q(**{source.field: at})
    if source.is_day:
        day = timezone.localdate(at)
        begun = at > _midnight(day)
        before = Q(**{f"{source.field}__{'lte' if begun else 'lt'}": day})
        same = Q(pk__in=()) if begun else Q(**{source.field: day})
    if ORDER[name] > ORDER[kind]:
        return before | same
    return before | (same & Q(pk__lt=key)) if name == kind else before


def _due(reader: Reader, subject_id: int) -> list[Asked]:
    """Promises of open cases, one's own appointments, passes that end within 30 days."""
    on = reader.on
    cases = _cases(reader, subject_id).filter(closed_at__isnull=True, next_due_at__isnull=False)
    mine = Appointment.objects.filter(officer=reader.officer, subject=subject_id, on__gte=on)
    ending = _permits(reader, subject_id).filter(
        revoked_at__isnull=True, valid_until__gte=on, valid_until__lte=on + timedelta(days=30)
    )
    return [
        Asked("case", cases, ("id", "number", "title", "next_due_at")),
        Asked("appointment", mine.filter(visit__isnull=True, dropped_at__isnull=True), ("id", "on", "words")),
        Asked("permit", ending, ("id", "number", "valid_until")),
    ]


WHEN: Mapping[str, Callable[[Any], datetime | date]] = {
    "case": lambda case: case.next_due_at,
    "step": lambda step: step.due_on,
    "appointment": lambda one: one.on,
    "permit": lambda permit: permit.valid_until,
}


def _next(found: Sequence[Found], plans: Plans) -> list[Due]:
    """The first of what was found to be due, and of the open steps of teams at work."""
    steps = [step for step in plans.steps if plans.teams[step.team_id] and step.state == PlanStep.State.OPEN]
    things = {kind: [one.thing for one in found if one.name == kind] for kind in WHEN} | {"step": steps}
    due = [
        Due(timezone.localdate(when) if isinstance(when, datetime) else when, kind, thing)
        for kind, of_kind in things.items()
        for when, thing in sorted(((WHEN[kind](one), one) for one in of_kind), key=lambda pair: (pair[0], pair[1].pk))
    ]
    return sorted(due, key=lambda one: one.on)[:MOST_DUE]


def places_said(rows: Sequence[Row]) -> set[str]:
    """Codes of the divisions that changes of what is known speak of."""
    told = (side for row in rows if row.kind == "change" for side in (row.thing.before, row.thing.after))
    return {str(side["division"]) for side in told if side.get("division")}
