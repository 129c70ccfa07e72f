"""Whom an officer answers for, and when each was last visited."""

from datetime import date

from django.db.models import Q, QuerySet

from jishiyu.outreach.models import SupportTeam
from jishiyu.registry.models import Duty, Officer, Subject


def in_force(on: date, path: str = "") -> Q:
    """Duties that hold on a day."""
    return Q(**{f"{path}since__lte": on}) & (Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": on}))


def duties_over(officer_id: int, on: date) -> QuerySet[Duty]:
    """An officer's duties over single subjects on a day."""
    return Duty.objects.filter(in_force(on), officer=officer_id, subject__isnull=False)


def teams_with(officer_id: int) -> QuerySet[SupportTeam]:
    """Teams that are not closed which this officer leads or is in."""
    inside = Q(members__officer=officer_id, members__until__isnull=True)
    return SupportTeam.objects.filter(Q(lead=officer_id) | inside, closed_at__isnull=True).distinct()


def answered_for(officer: Officer, on: date) -> QuerySet[Subject]:
    """Those this officer answers for on a day: by duty over them, or in a team for them that is at work."""
    by_duty = duties_over(officer.pk, on).values("subject")
    return Subject.objects.filter(Q(pk__in=by_duty) | Q(pk__in=teams_with(officer.pk).values("subject")))


def answers_for(officer: Officer, subject_id: int, *days: date) -> bool:
    """Whether this officer answers for one on one of these days: the day of the visit, and the day it is told."""
    return any(answered_for(officer, day).filter(pk=subject_id).exists() for day in sorted(set(days)))
