"""Giving duties, ending them, handing them over: one by one, or many at once in sets."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry import people
from jishiyu.registry.kinds import roles
from jishiyu.registry.models import Duty, Officer, Subject

DAY = timedelta(days=1)
BATCH = 500
OVER = ("chain", "project")  # what can be answered for beside places and subjects
LONGEST_OVER, LONGEST_NOTE = 60, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A duty to give: an officer, a role, one thing it is over, and from which day on."""

    officer_id: int
    role: str
    since: date
    division_code: str | None = None
    cell_id: int | None = None
    subject_id: int | None = None
    over: str = ""
    note: str = ""


@transaction.atomic
def give_duty(
    officer_id: int,
    role: str,
    *,
    since: date,
    division_code: str | None = None,
    cell_id: int | None = None,
    subject_id: int | None = None,
    over: str = "",
    note: str = "",
    by: str,
    at: datetime,
) -> Duty:
    """Make an officer answer for a place, a subject, a chain or a project.

    Raises Refused: administrators_stay_apart, officer_left, role_unknown, duty_over_nothing, duty_over_unknown,
    duty_held.
    """
    given = Given(
        officer_id=officer_id,
        role=role,
        since=since,
        division_code=division_code,
        cell_id=cell_id,
        subject_id=subject_id,
        over=over,
        note=note,
    )
    duty = _make([given])[0]
    said = {"duty": duty.pk, "role": role, "division": division_code}
    more = {"over": duty.thing, "since": str(since)} if subject_id or over else {}
    ledger.record(f"officer:{officer_id}", "duty_given", by=by, at=at, after={**said, **more})
    return duty


@transaction.atomic
def give_duties(given: Sequence[Given], *, by: str, at: datetime) -> list[Duty]:
    """Give many at once: all of them or none. One entry of the ledger for each officer. Raises what give_duty does."""
    made = _make(given)
    _record("duties_given", made, by=by, at=at)
    return made


@transaction.atomic
def end_duty(duty_id: int, *, until: date, by: str, at: datetime) -> Duty:
    """Let a duty end with a day. Raises Refused: duty_ended_already, duty_not_begun."""
    duty = _end([duty_id], until)[0]
    ledger.record(
        f"officer:{duty.officer_id}", "duty_ended", by=by, at=at, after={"duty": duty.pk, "until": str(until)}
    )
    return duty


@transaction.atomic
def end_duties(duty_ids: Collection[int], *, until: date, by: str, at: datetime) -> list[Duty]:
    """Let many end with one day: all of them or none. Raises what end_duty does."""
    ended = _end(duty_ids, until)
    _record("duties_ended", ended, by=by, at=at, until=str(until))
    return ended


def hand_over_duty(duty_id: int, to_id: int, *, on: date, note: str = "", by: str, at: datetime) -> Duty:
    """One duty goes to another officer; see hand_over_duties."""
    return hand_over_duties({duty_id: to_id}, on=on, note=note, by=by, at=at)[0]


@transaction.atomic
def hand_over_duties(moves: Mapping[int, int], *, on: date, note: str = "", by: str, at: datetime) -> list[Duty]:
    """Each duty goes to the officer named for it, who answers from `on`; the one before answers through the day before,
    so that no day has nobody and none has two. All of them or none. Returns the new duties.

    One entry of the ledger for each officer who gives and for each who takes. Raises Refused: handed_to_oneself, and
    what end_duty and give_duty raise.
    """
    ended = _end(moves.keys(), on - DAY)
    if any(moves[duty.pk] == duty.officer_id for duty in ended):
        raise Refused("handed_to_oneself")
    made = _make([_next(duty, moves[duty.pk], on, note) for duty in ended])
    said = {"on": str(on), "note": note[:LONGEST_NOTE]}
    _record("duties_handed_over", ended, by=by, at=at, **said)
    _record("duties_taken_over", made, by=by, at=at, **said)
    return made


def _next(duty: Duty, to_id: int, on: date, note: str) -> Given:
    return Given(
        officer_id=to_id,
        role=duty.role,
        since=on,
        division_code=duty.division_id,
        cell_id=duty.cell_id,
        subject_id=duty.subject_id,
        over=duty.over,
        note=note,
    )


def _end(duty_ids: Collection[int], until: date) -> list[Duty]:
    """Lock, check and end. One that is handed on with the day it began has counted no day."""
    found: list[Duty] = []
    keys = sorted(duty_ids)
    for start in range(0, len(keys), BATCH):
        found += Duty.objects.select_for_update().filter(pk__in=keys[start : start + BATCH]).order_by("pk")
    if len(found) != len(keys):
        raise Refused("duty_unknown")
    for duty in found:
        if duty.until is not None:
            raise Refused("duty_ended_already", duty=duty.pk)
        if until < duty.since - DAY:
            raise Refused("duty_not_begun", since=str(duty.since))
        duty.until = until
    for start in range(0, len(keys), BATCH):
        Duty.objects.filter(pk__in=keys[start : start + BATCH]).update(until=until)
    return found


def _make(given: Sequence[Given]) -> list[Duty]:
    known = roles()
    for one in given:
        if one.role not in known:
            raise Refused("role_unknown", role=one.role)
        _check_over(one)
    _check_officers({one.officer_id for one in given})
    made = [
        Duty(
            officer_id=one.officer_id,
            role=one.role,
            division_id=one.division_code,
            cell_id=one.cell_id,
            subject_id=one.subject_id,
            over=one.over,
            note=one.note[:LONGEST_NOTE],
            sole=known[one.role].sole,
            since=one.since,
        )
        for one in given
    ]
    _check_free([duty for duty in made if duty.sole])
    return Duty.objects.bulk_create(made, batch_size=BATCH)


def _check_over(one: Given) -> None:
    if not (one.division_code or one.cell_id or one.subject_id or one.over):
        raise Refused("duty_over_nothing", role=one.role)
    if one.over:
        kind, _colon, code = one.over.partition(":")
        if kind not in OVER or not code.strip() or len(one.over) > LONGEST_OVER:
            raise Refused("duty_over_unknown", over=one.over[:LONGEST_OVER])


def _check_officers(keys: set[int]) -> None:
    """Whoever takes a duty works here, and administers nothing. Their rows are held until the deed is done."""
    found: dict[int, Officer] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        rows = Officer.objects.select_for_update().filter(pk__in=wanted[start : start + BATCH]).order_by("pk")
        found |= {row.pk: row for row in rows}
    for key in wanted:
        officer = found.get(key)
        if officer is None or not officer.is_active:
            raise Refused("officer_left", officer=officer.username if officer else str(key))
        if officer.post in people.ADMINISTRATORS:
            raise Refused("administrators_stay_apart", officer=officer.username)


def _check_free(duties: Sequence[Duty]) -> None:
    """Nobody else holds a sole role over the same thing on or after the day the new one begins."""
    seen: set[tuple[str, str]] = set()
    for start in range(0, len(duties), BATCH):
        some = duties[start : start + BATCH]
        subjects = sorted({duty.subject_id for duty in some if duty.subject_id})
        list(Subject.objects.select_for_update().filter(pk__in=subjects).order_by("pk").values_list("pk", flat=True))
        same = (
            Q(subject_id__in=subjects)
            | Q(over__in={duty.over for duty in some if duty.over})
            | Q(division_id__in={duty.division_id for duty in some if duty.division_id})
            | Q(cell_id__in={duty.cell_id for duty in some if duty.cell_id})
        )
        held: dict[tuple[str, str], date | None] = {}
        for other in Duty.objects.filter(same, role__in={duty.role for duty in some}):
            key = (other.role, other.thing)
            last = held.get(key, date.min)
            held[key] = None if other.until is None or last is None else max(last, other.until)
        for duty in some:
            key = (duty.role, duty.thing)
            until = held.get(key, date.min)
            if key in seen or until is None or until >= duty.since:
                raise Refused("duty_held", over=duty.thing)
            seen.add(key)


def _record(act: str, duties: Sequence[Duty], *, by: str, at: datetime, **more: str) -> None:
    """One entry for each officer, in the order of their keys, with every duty it speaks of."""
    each: dict[int, list[list[object]]] = defaultdict(list)
    for duty in duties:
        each[duty.officer_id].append([duty.pk, duty.role, duty.thing, str(duty.since)])
    deeds = [
        ledger.Deed(f"officer:{key}", act, data={"duties": each[key], "count": len(each[key]), **more})
        for key in sorted(each)
    ]
    if deeds:
        ledger.record_many(deeds, by=by, at=at)
