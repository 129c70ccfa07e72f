"""The monthly record of an institution: what was held, who came, what was online."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements import months
from jishiyu.entitlements import sessions as reckoning
from jishiyu.entitlements.actions.awarding import locked
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Award, Session
from jishiyu.entitlements.sessions import Held
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused

MOST = 62  # sessions of one record


@transaction.atomic
def record_sessions(award_id: int, held: Sequence[Held], *, note: str = "", by: str, at: datetime) -> Award:
    """Sessions of a place, each once a day, kind and way; said again otherwise, the later word holds. With the months
    the scheme asks for, the place counts as completed.

    Raises Refused: award_unknown, award_gives_no_place, sessions_none, sessions_too_many, session_to_come,
    session_before."""
    award = locked(award_id)
    if award.gives != "place":
        raise Refused("award_gives_no_place")
    if not held:
        raise Refused("sessions_none")
    if len(held) > MOST:
        raise Refused("sessions_too_many", most=MOST)
    today = timezone.localdate(at)
    for one in held:
        if one.held_on > today:
            raise Refused("session_to_come", day=str(one.held_on))
        if one.held_on < award.since or (award.until and one.held_on >= award.until):
            raise Refused("session_before", day=str(one.held_on))
    told = []
    for one in held:
        of = Session.Of.PARENTS if one.parents else Session.Of.CHILD
        Session.objects.update_or_create(
            award=award, held_on=one.held_on, of=of, online=one.online,
            defaults={"month": months.first_of(one.held_on), "attended": one.attended, "note": note[:200], "by": by,
                      "made_at": at},
        )  # fmt: skip
        told.append([str(one.held_on), of, one.online, one.attended])
    before = award.completed_on
    award.completed_on = reckoning.completed_on(held_of(award), scheme_of(award.scheme).least_months)
    award.version += 1
    award.save(update_fields=["completed_on", "version"])
    ledger.record(
        award.ref, "sessions_recorded", by=by, at=at, before={"completed": _day(before)},
        after={"completed": _day(award.completed_on)}, data={"sessions": told},
    )  # fmt: skip
    return award


def held_of(award: Award) -> list[Held]:
    """All that is recorded of a place."""
    rows = Session.objects.filter(award=award).values_list("held_on", "attended", "online", "of")
    return [Held(day, came, online, of == Session.Of.PARENTS) for day, came, online, of in rows]


def _day(day: object) -> str | None:
    return str(day) if day else None
