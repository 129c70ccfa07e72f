"""Whom a gathering is for: invited, signed up by themselves or by an officer for them, told in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, tell_many
from jishiyu.outreach import holding
from jishiyu.outreach.actions.planning import change, locked
from jishiyu.outreach.kinds import gathering_of, gatherings
from jishiyu.outreach.models import Gathering, Guest
from jishiyu.outreach.queries.reached import not_reached, to_invite
from jishiyu.registry import actions as registry_actions
from jishiyu.registry.models import Duty, Officer, Post, Subject

GUEST = "guest"  # how the ledger names one who signs up on the portal
SOON = timedelta(days=400)


@transaction.atomic
def invite_guests(
    gathering_id: int, *, subject_ids: Sequence[int] = (), officer_ids: Sequence[int] = (), by: str, at: datetime
) -> int:
    """Invite more; who is a guest already stays one. Returns how many are new.

    Raises Refused: gathering_unknown, not_yours, gathering_over, too_many_guests, guest_unknown,
    guests_not_reached."""
    gathering = locked(gathering_id, by=by)
    holding.check_planned(gathering)
    fresh = _new_guests(gathering, subject_ids, officer_ids, at=at)
    if fresh:
        told = {"subjects": [row.subject_id for row in fresh if row.subject_id],
                "officers": [row.officer_id for row in fresh if row.officer_id]}  # fmt: skip
        change(gathering, "invited", {}, by=by, at=at, data=told)
    return len(fresh)


def _new_guests(
    gathering: Gathering, subject_ids: Sequence[int], officer_ids: Sequence[int], *, at: datetime
) -> list[Guest]:
    kind = gathering_of(gathering.kind)
    there = list(gathering.guests.values_list("subject_id", "officer_id"))
    subjects = sorted(set(subject_ids) - {subject for subject, _officer in there})
    officers = sorted(set(officer_ids) - {officer for _subject, officer in there})
    if len(there) + len(subjects) + len(officers) > holding.MOST_GUESTS:
        raise Refused("too_many_guests", most=holding.MOST_GUESTS)
    found = Subject.objects.filter(pk__in=subjects, kind=kind.invites).count() if subjects else 0
    known = Officer.objects.filter(pk__in=officers, is_active=True).count() if officers else 0
    if found != len(subjects) or known != len(officers):
        raise Refused("guest_unknown")
    if left_out := not_reached(kind, subjects):
        raise Refused("guests_not_reached", count=left_out, kind=str(kind.name))
    rows = [Guest(gathering=gathering, subject_id=key, invited_at=at) for key in subjects]
    rows += [Guest(gathering=gathering, officer_id=key, invited_at=at) for key in officers]
    return Guest.objects.bulk_create(rows)


@transaction.atomic
def invite_reached(gathering_id: int, *, by: str, at: datetime) -> int:
    """Invite everybody of its place whom its kind reaches and who is no guest yet; returns how many. Twice invites
    nobody more.

    Raises Refused: gathering_unknown, not_yours, gathering_over, too_many_guests."""
    gathering = locked(gathering_id, by=by)
    holding.check_planned(gathering)
    keys = list(to_invite(gathering).values_list("pk", flat=True)[: holding.MOST_GUESTS + 1])
    return invite_guests(gathering_id, subject_ids=keys, by=by, at=at)


@transaction.atomic
def answer_for(
    gathering_id: int, *, subject_id: int | None = None, officer_id: int | None = None, coming: bool, by: str,
    at: datetime,
) -> Guest:  # fmt: skip
    """An officer signs somebody up, or says that they do not come; said again, the later word holds.

    Raises Refused: gathering_unknown, not_yours, gathering_over, too_many_guests, guest_unknown,
    guests_not_reached."""
    gathering = locked(gathering_id, by=by)
    holding.check_planned(gathering)
    return _answer(gathering, subject_id, officer_id, coming, by=by, at=at)


def _answer(
    gathering: Gathering, subject_id: int | None, officer_id: int | None, coming: bool, *, by: str, at: datetime
) -> Guest:
    _new_guests(gathering, [subject_id] if subject_id else [], [officer_id] if officer_id else [], at=at)
    guest = gathering.guests.get(subject_id=subject_id) if subject_id else gathering.guests.get(officer=officer_id)
    if guest.coming == coming:
        return guest
    guest.coming, guest.answered_at, guest.answered_by = coming, at, by
    guest.save(update_fields=["coming", "answered_at", "answered_by"])
    told = {"subject": subject_id, "officer": officer_id, "coming": coming}
    change(gathering, "signed_up", {}, by=by, at=at, data=told)
    return guest


@transaction.atomic
def sign_up(gathering_id: int, *, name: str, phone: str, by: str = GUEST, at: datetime) -> Guest:
    """Somebody signs up for a public gathering with a name and a phone; twice with one phone is once.

    Raises Refused: gathering_unknown, gathering_not_public, gathering_over, gathering_begun, too_many_guests."""
    gathering = Gathering.objects.select_for_update().filter(pk=gathering_id).first()
    if gathering is None:
        raise Refused("gathering_unknown")
    kind = gatherings().get(gathering.kind)
    if kind is None or not kind.public or kind.invites == "officer":
        raise Refused("gathering_not_public")
    holding.check_planned(gathering)
    if gathering.starts_at <= at:
        raise Refused("gathering_begun", title=gathering.title)
    subject = registry_actions.subject_for(name=name, phone=phone, kind=kind.invites, by=by, at=at)
    return _answer(gathering, subject.pk, None, True, by=by, at=at)


@transaction.atomic
def tell_invited(*, by: str, at: datetime) -> int:
    """Tell of each gathering, so many working days ahead as its kind says: the officers invited, those who answer for
    an enterprise or a person invited, and the heads of the unit that holds it. Returns of how many; twice of none."""
    today = timezone.localdate(at)
    due = Gathering.objects.select_for_update(of=("self",)).filter(
        state=holding.PLANNED, told_at__isnull=True, notice_on__lte=today, starts_at__gt=at, starts_at__lt=at + SOON
    )
    gathered = list(due.order_by("pk"))
    for gathering in gathered:
        change(gathering, "told", {"told_at": at}, by=by, at=at)
    tell_many([_news(gathering, at) for gathering in gathered], at=at)
    return len(gathered)


def _news(gathering: Gathering, at: datetime) -> News:
    guests = list(gathering.guests.values_list("subject_id", "officer_id"))
    readers = {officer for _subject, officer in guests if officer}
    answering = Duty.objects.filter(
        subject_id__in=[subject for subject, _officer in guests if subject], until__isnull=True
    )
    readers |= set(answering.values_list("officer_id", flat=True))
    heads = Officer.objects.filter(unit_id=gathering.unit_id, post=Post.HEAD, is_active=True)
    readers |= set(heads.values_list("pk", flat=True))
    when = f"{timezone.localtime(gathering.starts_at):%m-%d %H:%M}"
    return News(
        tuple(f"officer:{key}" for key in sorted(readers)),
        f"gathering:{gathering.pk}",
        "gathering_near",
        {"title": gathering.title, "place": f"{when} {gathering.place}".strip()},
        f"/console/gatherings/{gathering.pk}/",
    )
