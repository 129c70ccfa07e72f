"""Whom a kind of gathering reaches: of its list those whose value it names, or the whole list."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from jishiyu.outreach.kinds import GatheringKind, gathering_of
from jishiyu.outreach.models import Gathering
from jishiyu.registry.models import Profile


def reached_by(kind: GatheringKind) -> Q | None:
    """A condition on profiles; None for a kind that is for no list."""
    if not kind.roster:
        return None
    if not kind.reaches:
        return Q(**{f"values__{kind.roster}__isnull": False})
    found = Q()
    for value in kind.reaches:
        found |= Q(**{f"values__{kind.roster}": value})
    return found


def not_reached(kind: GatheringKind, subjects: Collection[int]) -> int:
    """How many of these a kind does not reach; none, when it is for no list."""
    fits = reached_by(kind)
    if fits is None or not subjects:
        return 0
    return len(set(subjects)) - Profile.objects.filter(fits, subject__in=list(subjects)).count()


def to_invite(gathering: Gathering) -> QuerySet[Profile]:
    """Those it reaches in its own place who are no guests yet, by place; none, when it is for no list."""
    fits = reached_by(gathering_of(gathering.kind))
    if fits is None:
        return Profile.objects.none()
    rows = Profile.objects.filter(fits).exclude(
        subject__in=gathering.guests.filter(subject__isnull=False).values("subject")
    )
    if gathering.division_id:
        rows = rows.filter(subject__division__code__startswith=gathering.division_id)
    return rows.select_related("subject__division").order_by("subject__division_id", "pk")
