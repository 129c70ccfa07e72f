"""Whom an officer may look up: those they answer for; a head, those of the unit; who leads or dispatches, all."""

from datetime import date

from django.db.models import Q

from jishiyu.outreach import rights
from jishiyu.outreach.queries.mine import answered_for
from jishiyu.registry.models import Duty, Officer


def profiles_seen(officer: Officer, on: date) -> Q | None:
    """A condition on profiles; None for whoever sees all."""
    if officer.post in rights.SEES_ALL:
        return None
    seen = Q(pk__in=answered_for(officer, on).values("pk"))
    if officer.post in rights.SEES_UNIT and officer.unit_id:
        held = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, subject__isnull=False)
        seen |= Q(pk__in=held.filter(officer__unit_id=officer.unit_id).values("subject_id"))
        if officer.unit and officer.unit.division_id:
            seen |= Q(subject__division__code__startswith=officer.unit.division_id)
    return seen
