"""A consultation (会商) is called: cases, parties, agenda, attendance. What it rules is in ruling.py."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import rights
from jishiyu.casework.actions.changing import change_case, check_post, lock_case, plain
from jishiyu.casework.actions.dispatching import answering_for
from jishiyu.casework.models import AgendaItem, Case, Consultation, Party
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import signal, tell
from jishiyu.registry.models import Unit

SHORTEST_TITLE, LONGEST_TITLE, LONGEST_NAME, FEWEST_WORDS = 4, 120, 80, 4
MOST_TOPICS, MOST_PARTIES = 50, 50
GRACE = timedelta(hours=12)  # a meeting that sits already may still be written down
OPEN = frozenset({Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING})


@dataclass(frozen=True, slots=True)
class Topic:
    """A case on the agenda, and the question about it."""

    case_id: int
    question: str = ""


@transaction.atomic
def call_consultation(
    *,
    title: str,
    meets_at: datetime,
    place: str = "",
    chair: str = "",
    agenda: Sequence[Topic],
    unit_ids: Sequence[int],
    outside: Sequence[str] = (),
    by: str,
    at: datetime,
) -> Consultation:
    """Call a meeting on one case or many, with units of ours and outside bodies by name; the units' heads are told.
    The cases stay where they are, and every clock runs on.

    Raises Refused: not_yours, meeting_title_short, meeting_over, agenda_empty, agenda_too_long, parties_needed,
    party_twice, case_unknown, not_now, in_consultation, unit_unknown, unit_concerned.
    """
    check_post(by, rights.DISPATCHES, number="")
    if not SHORTEST_TITLE <= len(title.strip()) <= LONGEST_TITLE:
        raise Refused("meeting_title_short", least=SHORTEST_TITLE, most=LONGEST_TITLE)
    _check_time(meets_at, at)
    if not agenda:
        raise Refused("agenda_empty")
    if not unit_ids and not outside:
        raise Refused("parties_needed")
    meeting = Consultation.objects.create(
        title=title.strip(),
        place=place.strip()[:LONGEST_TITLE],
        meets_at=meets_at,
        chair=chair.strip()[:60],
        called_by=by,
        called_at=at,
    )
    said = {"title": meeting.title, "place": meeting.place, "meets_at": plain(meets_at), "chair": meeting.chair}
    ledger.record(meeting.ref, "called", by=by, at=at, after={**said, "state": meeting.state})
    _put_on_agenda(meeting, agenda, by=by, at=at)
    _invite(meeting, unit_ids, outside, by=by, at=at)
    _check_parties(meeting)
    tell_parties(meeting, "consultation_called", at=at)
    return meeting


@transaction.atomic
def add_to_agenda(
    consultation_id: int, agenda: Sequence[Topic], *, seen: int | None = None, by: str, at: datetime
) -> Consultation:
    """More cases for a meeting that is planned. Raises Refused as `call_consultation`, and changed_meanwhile."""
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    if not agenda:
        raise Refused("agenda_empty")
    _put_on_agenda(meeting, agenda, by=by, at=at)
    _check_parties(meeting)
    return change_meeting(meeting, "agenda_added", {}, {"cases": [one.case_id for one in agenda]}, by=by, at=at)


@transaction.atomic
def invite(
    consultation_id: int,
    *,
    unit_ids: Sequence[int] = (),
    outside: Sequence[str] = (),
    seen: int | None = None,
    by: str,
    at: datetime,
) -> Consultation:
    """More parties for a meeting that is planned. Raises Refused as `call_consultation`, and changed_meanwhile."""
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    if not unit_ids and not outside:
        raise Refused("parties_needed")
    names = _invite(meeting, unit_ids, outside, by=by, at=at)
    _check_parties(meeting)
    tell_parties(meeting, "consultation_called", at=at)
    return change_meeting(meeting, "invited", {}, {"parties": names}, by=by, at=at)


@transaction.atomic
def postpone_consultation(
    consultation_id: int, *, meets_at: datetime, place: str, seen: int | None = None, by: str, at: datetime
) -> Consultation:
    """Another time or place; the parties are told. Raises Refused: not_yours, meeting_unknown, meeting_closed,
    changed_meanwhile, meeting_over."""
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    _check_time(meets_at, at)
    fields = {"meets_at": meets_at, "place": place.strip()[:LONGEST_TITLE]}
    change_meeting(meeting, "postponed", fields, {}, by=by, at=at)
    tell_parties(meeting, "consultation_moved", at=at)
    return meeting


@transaction.atomic
def drop_consultation(
    consultation_id: int, *, words: str, seen: int | None = None, by: str, at: datetime
) -> Consultation:
    """A meeting that is not held. Its cases wait for another one as they did before. Raises Refused: not_yours,
    meeting_unknown, meeting_closed, changed_meanwhile, reason_short, meeting_has_ruled."""
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    if len(words.strip()) < FEWEST_WORDS:
        raise Refused("reason_short", least=FEWEST_WORDS)
    if meeting.agenda.exclude(ruling="").exists():
        raise Refused("meeting_has_ruled", title=meeting.title)
    change_meeting(
        meeting, "dropped", {"state": Consultation.State.DROPPED, "closed_at": at}, {"words": words.strip()},
        by=by, at=at,
    )  # fmt: skip
    for case_id in meeting.agenda.order_by("case_id").values_list("case_id", flat=True):
        change_case(lock_case(case_id), "consultation_dropped", {}, by=by, at=at, data={"consultation": meeting.pk})
    tell_parties(meeting, "consultation_dropped", at=at)
    return meeting


@dataclass(frozen=True, slots=True)
class Came:
    """Whether a party came (None: not known yet), and who for it."""

    attended: bool | None
    person: str = ""


@transaction.atomic
def note_attendance(
    consultation_id: int, came: Mapping[int, Came], *, seen: int | None = None, by: str, at: datetime
) -> Consultation:
    """Who came, by party. Raises Refused: not_yours, meeting_unknown, meeting_closed, changed_meanwhile,
    party_unknown."""
    meeting = lock_meeting(consultation_id, seen=seen, by=by)
    parties = {party.pk: party for party in meeting.parties.all()}
    if not parties.keys() >= came.keys():
        raise Refused("party_unknown")
    for key, said in came.items():
        parties[key].attended, parties[key].person = said.attended, said.person.strip()[:60]
    Party.objects.bulk_update([parties[key] for key in came], ["attended", "person"])
    told = {parties[key].name: [said.attended, parties[key].person] for key, said in came.items()}
    return change_meeting(meeting, "attendance", {}, {"came": told}, by=by, at=at)


def lock_meeting(consultation_id: int, *, seen: int | None = None, by: str) -> Consultation:
    """A planned meeting, locked, for those who dispatch. Locked before its cases, everywhere."""
    check_post(by, rights.DISPATCHES, number="")
    meeting = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    if meeting is None:
        raise Refused("meeting_unknown")
    if meeting.state != Consultation.State.PLANNED:
        raise Refused("meeting_closed", title=meeting.title)
    if seen is not None and seen != meeting.version:
        raise Refused("changed_meanwhile", number=meeting.title)
    return meeting


def change_meeting(
    meeting: Consultation, act: str, fields: Mapping[str, Any], data: Mapping[str, Any], *, by: str, at: datetime
) -> Consultation:
    """Set fields of a locked meeting, count its version, record, and signal open pages."""
    before = {name: plain(getattr(meeting, name)) for name in fields}
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.save(update_fields=[*fields, "version"])
    after = {name: plain(value) for name, value in fields.items()}
    ledger.record(meeting.ref, act, by=by, at=at, before=before, after=after, data=data)
    signal({meeting.ref, "desk"}, "case", {"consultation": meeting.pk}, at=at)
    return meeting


def tell_parties(meeting: Consultation, kind: str, *, at: datetime) -> None:
    """Tell the heads of the units that are parties, once for each state of the meeting."""
    units = {unit for unit in meeting.parties.values_list("unit_id", flat=True) if unit}
    readers = {reader for several in answering_for(units).values() for reader in several}
    when = f"{timezone.localtime(meeting.meets_at):%m-%d %H:%M}"
    tell(
        sorted(readers),
        key=f"{kind}:{meeting.pk}:{plain(meeting.meets_at)}",
        kind=kind,
        params={"title": meeting.title, "place": f"{when} {meeting.place}".strip(), "number": when},
        link=f"/console/consultations/{meeting.pk}/",
        at=at,
    )


def _check_time(meets_at: datetime, at: datetime) -> None:
    if meets_at < at - GRACE:
        raise Refused("meeting_over")


def _put_on_agenda(meeting: Consultation, agenda: Sequence[Topic], *, by: str, at: datetime) -> None:
    """Cases are locked in the order of their keys, and stand on the agenda in the order given."""
    there = meeting.agenda.count()
    if there + len(agenda) > MOST_TOPICS:
        raise Refused("agenda_too_long", most=MOST_TOPICS)
    cases = {case_id: lock_case(case_id) for case_id in sorted({one.case_id for one in agenda})}
    busy = AgendaItem.objects.filter(case__in=cases, consultation__state=Consultation.State.PLANNED)
    taken = dict(busy.values_list("case_id", "consultation__title"))
    for place, topic in enumerate(agenda, start=there + 1):
        case = cases[topic.case_id]
        if case.state not in OPEN or case.merged_into_id:
            raise Refused("not_now", act="consult", state=case.state)
        if case.pk in taken:
            raise Refused("in_consultation", number=case.number, title=taken[case.pk])
        taken[case.pk] = meeting.title
        AgendaItem.objects.create(consultation=meeting, case=case, place=place, question=topic.question.strip()[:2000])
        data = {"consultation": meeting.pk, "title": meeting.title, "question": topic.question.strip()[:2000]}
        change_case(case, "consultation_called", {}, by=by, at=at, data=data)


def _invite(
    meeting: Consultation, unit_ids: Collection[int], outside: Sequence[str], *, by: str, at: datetime
) -> list[str]:
    units = Unit.objects.filter(active=True).in_bulk(set(unit_ids))
    missing = next((unit for unit in unit_ids if unit not in units), None)
    if missing is not None:
        raise Refused("unit_unknown", unit=missing)
    wanted = [(unit, units[unit].name) for unit in unit_ids]
    wanted += [(None, name.strip()[:LONGEST_NAME]) for name in outside if name.strip()]  # type: ignore[misc]
    present = set(meeting.parties.values_list("name", flat=True))
    if len(present) + len(wanted) > MOST_PARTIES:
        raise Refused("agenda_too_long", most=MOST_PARTIES)
    for unit, name in wanted:
        if name in present:
            raise Refused("party_twice", name=name)
        present.add(name)
        Party.objects.create(consultation=meeting, unit_id=unit, name=name)
    return [name for _, name in wanted]


def _check_parties(meeting: Consultation) -> None:
    """Nobody sits at the table about a case that is about them: who said it would be known to them."""
    units = {party.unit_id: party.name for party in meeting.parties.all() if party.unit_id}
    about = meeting.agenda.filter(case__against__in=list(units)).values_list("case__against_id", flat=True).first()
    if about is not None:
        raise Refused("unit_concerned", unit=units[about])
