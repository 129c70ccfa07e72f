"""Meetings and inspections of a programme."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.models import Item, Meeting, Programme


@transaction.atomic
def hold_meeting(
    programme_id: int,
    kind: str,
    title: str,
    *,
    held_on: date,
    words: str = "",
    items: Sequence[int] = (),
    by: str,
    at: datetime,
) -> Meeting:
    """A meeting that was held, or an inspection, with the items it was about. The same again changes nothing.

    Raises Refused: programme_unknown, meeting_kind_unknown, name_missing, day_to_come, item_unknown."""
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise Refused("programme_unknown")
    if kind not in Meeting.Kind.values:
        raise Refused("meeting_kind_unknown")
    if not title.strip():
        raise Refused("name_missing")
    if held_on > timezone.localdate(at):
        raise Refused("day_to_come", day=held_on.isoformat())
    about = sorted(set(items))
    if Item.objects.filter(programme=programme, pk__in=about).count() < len(about):
        raise Refused("item_unknown")
    row, fresh = Meeting.objects.get_or_create(
        programme=programme, kind=kind, held_on=held_on, title=title.strip()[:120],
        defaults={"words": words.strip()[:2000], "by": by, "at": at},
    )  # fmt: skip
    if fresh:
        row.items.set(about)
        data = {"kind": kind, "title": row.title, "held_on": held_on.isoformat(), "items": about, "words": row.words}
        ledger.record(programme.ref, "meeting_held", by=by, at=at, data=data)
    return row
