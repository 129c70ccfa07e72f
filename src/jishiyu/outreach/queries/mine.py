"""Whom an officer answers for: by duty over one, its cell, chain, project or place, or in a team at work for it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from jishiyu.outreach.models import SupportTeam
from jishiyu.registry.kinds import attributes, roles
from jishiyu.registry.models import Duty, Officer, Subject


def duties_on(officer_id: int, on: date) -> QuerySet[Duty]:
    """An officer's duties that hold on a day."""
    return Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), officer=officer_id, since__lte=on)


def teams_with(officer_id: int) -> QuerySet[SupportTeam]:
    """Teams at work which this officer leads or is in."""
    inside = Q(members__officer=officer_id, members__until__isnull=True)
    return SupportTeam.objects.filter(Q(lead=officer_id) | inside, closed_at__isnull=True).distinct()


def answered_for(officer: Officer, on: date) -> QuerySet[Subject]:
    """Those this officer answers for on a day: directly, in a team, or by a wider duty whose role owns their kind."""
    duties = duties_on(officer.pk, on)
    found = Q(pk__in=duties.filter(subject__isnull=False).values("subject"))
    found |= Q(pk__in=teams_with(officer.pk).values("subject"))
    owns = {role.code: role.owns for role in roles().values() if role.owns}
    wider = duties.filter(subject__isnull=True, role__in=owns).values_list("role", "cell", "division", "over")
    for role, cell, division, over in wider:
        found |= Q(kind=owns[role]) & _reach(owns[role], cell, division, over)
    return Subject.objects.filter(found)


def _reach(kind: str, cell: int | None, division: str | None, over: str) -> Q:
    if cell:
        return Q(cell=cell)
    if division:
        return Q(division__code__startswith=division)
    name, _colon, code = over.partition(":")
    named = [one.code for one in attributes(kind).values() if one.over == name]
    return Q(**{f"profile__values__{named[0]}": code}) if named else Q(pk__in=())


def answers_for(officer: Officer, subject_id: int, *days: date) -> bool:
    """Whether this officer answers for one on one of these days: the day of the visit, and the day it is told."""
    return any(answered_for(officer, day).filter(pk=subject_id).exists() for day in sorted(set(days)))


def responsible(subjects: Collection[int], on: date) -> dict[int, list[Officer]]:
    """Who answers directly for each, in one query."""
    duties = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, subject__in=subjects)
    found: dict[int, list[Officer]] = {}
    for duty in duties.select_related("officer__unit").order_by("pk"):
        if duty.subject_id is not None:
            found.setdefault(duty.subject_id, []).append(duty.officer)
    return found
