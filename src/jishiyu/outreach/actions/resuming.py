"""Back to work: an enterprise's plan and status, and how many people returned on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach import holding
from jishiyu.outreach.models import Resumption, ReturnReading
from jishiyu.outreach.queries.residencies import spoken_for
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Post, Subject

MOST_HEADS = 1_000_000
MOST_ROWS = 5000
OVERSEES = frozenset({Post.DISPATCHER, Post.HEAD})


@dataclass(frozen=True, slots=True)
class Returned:
    """How many people returned to an enterprise on a day."""

    subject_id: int
    day: date
    heads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionSaid:
    """What the form of one enterprise says; None says nothing of that."""

    planned_on: date | None = None
    heads: int = 0
    passes: int = 0
    plan: str = ""
    status: str = ""
    status_on: date | None = None
    returned: Mapping[date, int] = field(default_factory=dict)


def _check_theirs(subjects: set[int], by: str, at: datetime) -> None:
    """Whoever answers for the enterprise or is stationed there, the heads and the centre. Raises Refused not_yours."""
    if by.startswith("system:"):
        return
    officer = acting(by) or registry.officer_by_actor(by)
    if officer is None or officer.post not in holding.HOLDS:
        raise Refused("not_yours", by=by[:40])
    if officer.post in OVERSEES:
        return
    if subjects - spoken_for(officer, subjects, timezone.localdate(at)):
        raise Refused("not_yours", by=by[:40])


@transaction.atomic
def keep_resumption(subject_id: int, said: ResumptionSaid, *, source: str = "", by: str, at: datetime) -> None:
    """The plan, the status and the days of one enterprise, all of it or nothing; said again, it changes nothing.

    Raises what plan_return, note_status and note_returned do."""
    if said.planned_on:
        plan_return(
            subject_id, planned_on=said.planned_on, heads=said.heads, passes=said.passes, plan=said.plan, by=by, at=at
        )
    if said.status:
        note_status(subject_id, said.status, day=said.status_on or timezone.localdate(at), by=by, at=at)
    if said.returned:
        rows = [Returned(subject_id, day, heads) for day, heads in sorted(said.returned.items())]
        note_returned(rows, source=source, by=by, at=at)


@transaction.atomic
def plan_return(
    subject_id: int, *, planned_on: date, heads: int, passes: int | None = None, plan: str = "", by: str, at: datetime
) -> Resumption:
    """When an enterprise means to be back at work, with how many people and freight passes; said again, the later plan
    holds. Without `passes` those stay as they were.

    Raises Refused: not_yours, guest_unknown, heads_too_many."""
    if not 0 <= heads <= MOST_HEADS or not 0 <= (passes or 0) <= MOST_HEADS:
        raise Refused("heads_too_many", most=MOST_HEADS)
    fields: dict[str, Any] = {"planned_on": planned_on, "planned_heads": heads, "plan": plan.strip()[:400]}
    if passes is not None:
        fields["planned_passes"] = passes
    return _set(subject_id, "return_planned", fields, by=by, at=at)


@transaction.atomic
def note_status(subject_id: int, status: str, *, day: date, by: str, at: datetime) -> Resumption:
    """How far it is back at work, from a day on. Raises Refused: not_yours, guest_unknown, status_unknown,
    day_to_come."""
    if status not in Resumption.Status.values:
        raise Refused("status_unknown")
    if day > timezone.localdate(at):
        raise Refused("day_to_come", day=str(day))
    return _set(subject_id, "status_noted", {"status": status, "status_on": day}, by=by, at=at)


def _set(subject_id: int, act: str, fields: dict[str, Any], *, by: str, at: datetime) -> Resumption:
    _check_theirs({subject_id}, by, at)
    subject = Subject.objects.select_for_update().filter(pk=subject_id, kind=Subject.Kind.ENTERPRISE).first()
    if subject is None:
        raise Refused("guest_unknown")
    row = Resumption.objects.filter(pk=subject_id).first()
    if row is None:
        row = Resumption.objects.create(subject=subject, by=by, at=at)
    before = {name: getattr(row, name) for name in fields}
    if before == fields:
        return row
    for name, value in {**fields, "by": by, "at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "by", "at"])
    plain = [{name: str(value) if isinstance(value, date) else value for name, value in some.items()}
             for some in (before, fields)]  # fmt: skip
    ledger.record(row.ref, act, by=by, at=at, before=plain[0], after=plain[1])
    return row


@transaction.atomic
def note_returned(rows: Sequence[Returned], *, source: str = "", by: str, at: datetime) -> int:
    """Daily numbers of many enterprises, in one go. A number that stands there already changes nothing; another one
    replaces it in a new row, and the old one stays. Returns how many rows are new.

    Raises Refused: not_yours, guest_unknown, heads_too_many, day_to_come, too_many_rows, said_twice."""
    said = {(row.subject_id, row.day): row.heads for row in rows}
    subjects = {subject for subject, _day in said}
    _check_rows(rows, said, at)
    _check_theirs(subjects, by, at)
    known = Subject.objects.select_for_update().filter(pk__in=subjects, kind=Subject.Kind.ENTERPRISE).order_by("pk")
    if len(known.values_list("pk")) != len(subjects):
        raise Refused("guest_unknown")
    standing = {
        (row.subject_id, row.day): row
        for row in ReturnReading.objects.filter(
            subject_id__in=subjects, day__in={day for _subject, day in said}, current=True
        )
    }
    changed = {key: heads for key, heads in said.items() if key not in standing or standing[key].heads != heads}
    replaced = [standing[key] for key in changed if key in standing]
    for old in replaced:
        old.current = False
    ledger.update_rows(replaced, ["current"])
    ReturnReading.objects.bulk_create(
        [
            ReturnReading(subject_id=subject, day=day, heads=heads, source=source.strip()[:120],
                          replaces=standing.get((subject, day)), by=by, at=at)
            for (subject, day), heads in changed.items()
        ],
        batch_size=500,
    )  # fmt: skip
    ledger.record_many(
        [
            ledger.Deed(
                f"resumption:{key[0]}", "returned_noted",
                before={"heads": standing[key].heads} if key in standing else {}, after={"heads": heads},
                data={"day": str(key[1]), "source": source.strip()[:120]},
            )
            for key, heads in changed.items()
        ],
        by=by, at=at,
    )  # fmt: skip
    return len(changed)


def _check_rows(rows: Sequence[Returned], said: dict[tuple[int, date], int], at: datetime) -> None:
    if len(said) != len(rows):
        raise Refused("said_twice")
    if len(rows) > MOST_ROWS:
        raise Refused("too_many_rows", most=MOST_ROWS)
    if any(not 0 <= heads <= MOST_HEADS for heads in said.values()):
        raise Refused("heads_too_many", most=MOST_HEADS)
    late = next((row.day for row in rows if row.day > timezone.localdate(at)), None)
    if late is not None:
        raise Refused("day_to_come", day=str(late))
