"""Visits: appointing them, writing down what was said, opening cases for the needs raised, striking what was not so."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import actions as casework
from jishiyu.casework.kinds import kinds
from jishiyu.casework.marks import mark_of_words
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.ledger import actions as ledger
from jishiyu.lib import photos
from jishiyu.lib.refused import Refused
from jishiyu.outreach import queries, rights, visits
from jishiyu.outreach.actions.needs import door, known_of
from jishiyu.outreach.models import Appointment, Visit, VisitNeed, Visitor, VisitPhoto
from jishiyu.outreach.visits import NeedSaid, Said
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer, Subject

LEAST_WHY = 4
APPOINTED_WITHIN = timedelta(days=366)
URGENT, PLAIN = 2, 1


def officer_of(by: str) -> Officer:
    """The officer an actor names. Raises Refused not_yours for anybody else."""
    found = acting(by) or registry.officer_by_actor(by)
    if found is None or found.post not in rights.GOES:
        raise Refused("not_yours", by=by[:40])
    return found


@transaction.atomic
def record_visit(said: Said, *, by: str, at: datetime) -> Visit:
    """Write down a visit and open a case for each need raised, in one step. What was sent before under this key is
    given back as it is, whatever comes with it now.

    Raises Refused: visit_not_yours, visit_key_taken, subject_unknown, need_kind, officer_gone, photo_unreadable,
    photo_too_large, and as `visits.check`.
    """
    officer = officer_of(by)
    if (before := _sent_before(said.key, officer)) is not None:
        return before
    visits.check(said, at)
    subject = Subject.objects.filter(pk=said.subject_id).first()
    if subject is None:
        raise Refused("subject_unknown")
    took_place_on, today = timezone.localdate(said.took_place_at), timezone.localdate(at)
    if not queries.answers_for(officer, subject.pk, took_place_on, today):
        raise Refused("visit_not_yours")
    others = _others(said.others, officer)
    _check_kinds(said.needs)
    pictures = [(hashlib.sha256(raw).hexdigest(), photos.clean(raw)) for raw in said.photos]
    visit = _row(said, subject, officer, at)
    if not ledger.insert_new([visit], ["key"], on=["key"]):  # the same draft came in twice at once, and this is second
        return _sent_before(said.key, officer) or visit
    ledger.insert_rows([Visitor(visit=visit, officer=one) for one in (officer, *others)])
    _keep_photos(visit, pictures)
    cases = _open_cases(visit, said, subject, by=by, at=at)
    kept = _keep_appointment(visit, said, officer)
    ledger.record(
        visit.ref,
        "visited",
        by=by,
        at=at,
        after={"subject": subject.pk, "way": visit.way, "took_place_at": visit.took_place_at.isoformat()},
        data={
            "officers": sorted([officer.pk, *(one.pk for one in others)]),
            "cases": [case.number for case in cases],
            "photos": [mark for mark, _picture in pictures],
            "appointment": kept,
        },
    )
    return visit


def _sent_before(key: str, officer: Officer) -> Visit | None:
    found = Visit.objects.filter(key=key).first() if key else None
    if found is not None and found.by_id != officer.pk:
        raise Refused("visit_key_taken")
    return found


def _others(keys: Sequence[int], officer: Officer) -> list[Officer]:
    wanted = set(keys) - {officer.pk}
    found = list(Officer.objects.filter(pk__in=wanted, is_active=True, post__in=rights.GOES).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused("officer_gone")
    return found


def _check_kinds(needs: Sequence[NeedSaid]) -> None:
    known = {kind.code for kind in kinds()} if needs else set()
    if any(need.kind not in known for need in needs):
        raise Refused("need_kind")


def _row(said: Said, subject: Subject, officer: Officer, at: datetime) -> Visit:
    note = said.note.strip()
    return Visit(
        key=said.key,
        subject=subject,
        way=said.way,
        took_place_at=min(said.took_place_at, at),
        arrived_at=at,
        note=note,
        note_mark=mark_of_words(note),
        place_words=said.place_words.strip()[:80],
        by=officer,
    )


def _keep_photos(visit: Visit, pictures: Sequence[tuple[str, bytes]]) -> None:
    rows = []
    for mark, picture in pictures:
        row = VisitPhoto(visit=visit, sha256=mark)
        row.file.save(f"{visit.pk}-{mark[:16]}.jpg", ContentFile(picture), save=False)
        rows.append(row)
    VisitPhoto.objects.bulk_create(rows)


def _open_cases(visit: Visit, said: Said, subject: Subject, *, by: str, at: datetime) -> list[Case]:
    """A case for each need. The clock starts when it was said, out of signal or not."""
    if not said.needs:
        return []
    known = known_of(subject)
    source = door("visits", _("Visits"), visit.by.unit, by=visit.by.actor, at=at)
    needs = [
        Need(
            pack=raised.kind.partition(".")[0],
            kind=raised.kind,
            title=" ".join(raised.text.split())[:60],
            text="\n".join([raised.text.strip(), *known]),
            source_id=source.pk,
            heard_at=visit.took_place_at,
            requester_id=subject.pk,
            division_code=subject.division_id,
            cell_id=subject.cell_id,
            place_words=visit.place_words,
            urgency=URGENT if raised.urgent else PLAIN,
            origin_key=f"visit:{visit.key}:{number}",
        )
        for number, raised in enumerate(said.needs, start=1)
    ]
    cases = casework.open_cases(needs, by=by, at=at)
    ledger.insert_rows([VisitNeed(visit=visit, number=number, case=case) for number, case in enumerate(cases, start=1)])
    return cases


def _keep_appointment(visit: Visit, said: Said, officer: Officer) -> int | None:
    """The appointment this visit keeps: the one it was written under, else the officer's own of that day."""
    on = timezone.localdate(visit.took_place_at)
    mine = Appointment.objects.select_for_update().filter(
        officer=officer, subject=visit.subject_id, visit__isnull=True, dropped_at__isnull=True
    )
    found = mine.filter(pk=said.appointment_id).first() if said.appointment_id else mine.filter(on=on).first()
    if found is None:
        return None
    found.visit = visit
    found.save(update_fields=["visit"])
    return found.pk


@transaction.atomic
def strike_visit(visit_id: int, *, why: str, by: str, at: datetime) -> Visit:
    """It did not take place so: it counts no more and stays listed; its cases go on. By whoever wrote it, or the
    leader. Raises Refused: visit_unknown, not_yours, struck_already, say_why."""
    visit = Visit.objects.select_for_update().filter(pk=visit_id).first()
    if visit is None:
        raise Refused("visit_unknown")
    officer = officer_of(by)
    if not rights.may_strike(officer, visit.by_id):
        raise Refused("not_yours", by=by[:40])
    if visit.struck_at is not None:
        raise Refused("struck_already")
    if len(why.strip()) < LEAST_WHY:
        raise Refused("say_why", least=LEAST_WHY)
    visit.struck_at, visit.struck_why = at, why.strip()[:200]
    visit.save(update_fields=["struck_at", "struck_why"])
    ledger.record(visit.ref, "struck", by=by, at=at, data={"why": visit.struck_why})
    return visit


@transaction.atomic
def appoint_visit(subject_id: int, *, on: date, words: str = "", by: str, at: datetime) -> Appointment:
    """An officer means to visit one they answer for on a day; said again, it is the same appointment.

    Raises Refused: visit_not_yours, appointment_day."""
    officer, today = officer_of(by), timezone.localdate(at)
    if not today <= on <= today + APPOINTED_WITHIN:
        raise Refused("appointment_day")
    if not queries.answers_for(officer, subject_id, today):
        raise Refused("visit_not_yours")
    row, fresh = Appointment.objects.get_or_create(
        officer=officer,
        subject_id=subject_id,
        on=on,
        visit=None,
        dropped_at=None,
        defaults={"words": words.strip()[:120]},
    )
    if not fresh:
        return row
    ledger.record(row.ref, "appointed", by=by, at=at, after={"subject": subject_id, "on": str(on)})
    return row


@transaction.atomic
def drop_appointment(appointment_id: int, *, by: str, at: datetime) -> Appointment:
    """Raises Refused: appointment_over, which is also said of one that is not this officer's."""
    mine = Appointment.objects.select_for_update().filter(officer=officer_of(by))
    row = mine.filter(pk=appointment_id, visit__isnull=True, dropped_at__isnull=True).first()
    if row is None:
        raise Refused("appointment_over")
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    ledger.record(row.ref, "dropped", by=by, at=at)
    return row
