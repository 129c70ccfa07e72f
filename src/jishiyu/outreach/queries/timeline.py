"""Everything that was said, asked, got and changed about one served, on one line, and what is due next.

One query for each kind of row (and what it joins), merged by time. A page ends with a cursor; the next goes on right
behind it, so that no row is shown twice or left out however many share a moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.casework.queries import visible_cases
from jishiyu.entitlements.models import Claim, Permit
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.ledger.models import Entry
from jishiyu.outreach.models import Guest, PlanStep, SupportTeam, Visit
from jishiyu.outreach.queries.phone import to_come
from jishiyu.outreach.queries.team import visible_teams
from jishiyu.outreach.queries.visited import visible_visits
from jishiyu.policies.models import Told
from jishiyu.registry.models import Duty, Officer

PER_PAGE = 20
CHANGES = ("described", "corrected", "known")
SEP = "|"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened: its moment, its kind, and the row of the database that tells it."""

    at: datetime
    kind: str
    thing: Any
    words: str = ""  # of a deed on a plan: of the step


@dataclass(frozen=True, slots=True)
class Line:
    """A page of rows, the latest first, and the cursor behind its last; empty when nothing is older."""

    rows: list[Row]
    cursor: str


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
    def visits(self) -> "QuerySet[Visit]":
        return visible_visits(self.officer, self.at)


@dataclass(frozen=True, slots=True)
class _Source:
    """A kind of row: what this officer may see of it about a subject, and the field its moment stands in."""

    rows: Callable[[Reader, int], QuerySet[Any]]
    field: str
    is_day: bool = False


def _visits(reader: Reader, subject: int) -> QuerySet[Any]:
    rows = reader.visits.filter(subject=subject).select_related("by")
    return rows.prefetch_related("visitors__officer", "needs__case")


def _cases(reader: Reader, subject: int) -> QuerySet[Case]:
    """Cases of the subject that this officer may see; of one whose requester only the centre knows, nothing."""
    return visible_cases(reader.officer).filter(requester=subject, secret=False)


def _answers(reader: Reader, subject: int) -> QuerySet[Case]:
    return _cases(reader, subject).filter(answered_at__isnull=False)


def _guests(reader: Reader, subject: int) -> QuerySet[Guest]:
    return Guest.objects.filter(subject=subject, gathering__starts_at__lte=reader.at).select_related("gathering")


def _claims(reader: Reader, subject: int) -> QuerySet[Claim]:
    return Claim.objects.filter(household__subject=subject, scheme__in=reader.schemes)


def _permits(reader: Reader, subject: int) -> QuerySet[Permit]:
    return Permit.objects.filter(award__household__subject=subject, award__scheme__in=reader.schemes)


def _policies(reader: Reader, subject: int) -> QuerySet[Told]:
    return Told.objects.filter(subject=subject).select_related("card")


def _duties(reader: Reader, subject: int) -> QuerySet[Duty]:
    return Duty.objects.filter(subject=subject, since__lte=reader.on).select_related("officer__unit")


def _changes(reader: Reader, subject: int) -> QuerySet[Entry]:
    return Entry.objects.filter(subject=f"subject:{subject}", act__in=CHANGES)


def _plans(reader: Reader, subject: int) -> QuerySet[Entry]:
    refs = [f"team:{key}" for key in visible_teams(reader.officer).filter(subject=subject).values_list("pk", flat=True)]
    return Entry.objects.filter(subject__in=refs)


SOURCES: dict[str, _Source] = {  # in the order in which rows of one moment stand
    "visit": _Source(_visits, "took_place_at"),
    "case": _Source(_cases, "heard_at"),
    "answer": _Source(_answers, "answered_at"),
    "gathering": _Source(_guests, "gathering__starts_at"),
    "claim": _Source(_claims, "submitted_at"),
    "permit": _Source(_permits, "made_at"),
    "policy": _Source(_policies, "told_at"),
    "plan": _Source(_plans, "at"),
    "duty": _Source(_duties, "since", is_day=True),
    "change": _Source(_changes, "at"),
}
ORDER = {kind: place for place, kind in enumerate(SOURCES)}


def timeline(reader: Reader, subject_id: int, *, cursor: str = "", kind: str = "") -> Line:
    """A page of everything this officer may see about one, or of one kind of it, from behind a cursor on."""
    after = _read(cursor)
    wanted = [kind] if kind in SOURCES else list(SOURCES)
    found: list[Row] = []
    for name in wanted:
        source = SOURCES[name]
        rows = source.rows(reader, subject_id)
        if after is not None:
            rows = rows.filter(_behind(source, name, after))
        for thing in rows.order_by(f"-{source.field}", "-pk")[: PER_PAGE + 1]:
            found.append(Row(_moment(source, thing), name, thing))
    found.sort(key=lambda row: (row.at, -ORDER[row.kind], row.thing.pk), reverse=True)
    page = _with_steps(found[:PER_PAGE])
    more = len(found) > PER_PAGE
    last = page[-1] if page else None
    return Line(page, f"{last.at.isoformat()}{SEP}{last.kind}{SEP}{last.thing.pk}" if more and last else "")


def _with_steps(rows: list[Row]) -> list[Row]:
    """Deeds on a plan with the words of their step, in one query for all."""
    numbers = {row.thing.pk: (int(row.thing.subject.partition(":")[2]), row.thing.after.get("step"))
               for row in rows if row.kind == "plan"}  # fmt: skip
    if not numbers:
        return rows
    steps = PlanStep.objects.filter(team__in={team for team, _ in numbers.values()})
    words = {(team, number): text for team, number, text in steps.values_list("team", "number", "words")}
    return [replace(row, words=words.get(numbers[row.thing.pk], "")) if row.kind == "plan" else row for row in rows]


def _moment(source: _Source, thing: Any) -> datetime:
    for name in source.field.split("__"):
        thing = getattr(thing, name)
    return _midnight(thing) if source.is_day else thing


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


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next: the moment or the day, its kind, and what tells it."""

    on: date
    kind: str
    thing: Any


def due_next(reader: Reader, subject_id: int, most: int = 12) -> Sequence[Due]:
    """Promises of open cases, steps of the plan, one's own appointments, passes that end within 30 days; four queries
    beside those of rights."""
    on = reader.on
    open_cases = _cases(reader, subject_id).filter(closed_at__isnull=True, next_due_at__isnull=False)
    found = [
        Due(timezone.localdate(case.next_due_at), "case", case)
        for case in open_cases.order_by("next_due_at")[:most]
        if case.next_due_at
    ]
    at_work = SupportTeam.objects.filter(subject=subject_id, closed_at__isnull=True)
    steps = PlanStep.objects.filter(
        team__in=at_work, team_id__in=visible_teams(reader.officer).values("pk"), state=PlanStep.State.OPEN
    )
    found += [Due(step.due_on, "step", step) for step in steps.select_related("officer").order_by("due_on")[:most]]
    found += [Due(one.on, "appointment", one) for one in to_come(reader.officer, subject_id, on)]
    ending = _permits(reader, subject_id).filter(
        revoked_at__isnull=True, valid_until__gte=on, valid_until__lte=on + timedelta(days=30)
    )
    found += [Due(one.valid_until, "permit", one) for one in ending.order_by("valid_until")[:most]]
    return sorted(found, key=lambda one: one.on)[:most]


def places_said(line: Line) -> set[str]:
    """Codes of the divisions that changes of what is known speak of, for naming them all at once."""
    told = (side for row in line.rows if row.kind == "change" for side in (row.thing.before, row.thing.after))
    return {str(side["division"]) for side in told if side.get("division")}
