"""Reading teams and their plans."""

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from jishiyu.outreach import rights
from jishiyu.outreach.models import PlanStep, SupportTeam, TeamMember
from jishiyu.registry.models import Officer, Post

MOST = 300


def visible_teams(officer: Officer) -> QuerySet[SupportTeam]:
    """All for those who lead or watch; a head, those with anybody of the unit; an officer, those they are in."""
    if officer.post in rights.SEES_ALL:
        return SupportTeam.objects.all()
    mine = Q(lead=officer) | Q(members__officer=officer)
    if officer.post in rights.SEES_UNIT and officer.unit_id:
        mine |= Q(lead__unit=officer.unit_id) | Q(members__officer__unit=officer.unit_id)
    return SupportTeam.objects.filter(mine).distinct()


def teams(officer: Officer, at: datetime, *, closed: bool = False) -> QuerySet[SupportTeam]:
    """Teams at work or closed, those with steps overdue first."""
    late = Count("steps", filter=Q(steps__state="open", steps__due_on__lt=timezone.localdate(at)), distinct=True)
    rows = visible_teams(officer).filter(closed_at__isnull=not closed).select_related("subject__profile", "lead")
    ended = Count("steps", filter=~Q(steps__state="open"), distinct=True)
    return rows.annotate(late=late, ended=ended, planned=Count("steps", distinct=True)).order_by("-late", "pk")


def team_of(officer: Officer, team_id: int) -> SupportTeam | None:
    """One of them, with members and steps; four queries."""
    members = TeamMember.objects.select_related("officer__unit").order_by("since", "pk")
    steps = PlanStep.objects.select_related("officer").order_by("number")
    rows = visible_teams(officer).filter(pk=team_id).select_related("subject__profile", "lead__unit")
    return rows.prefetch_related(Prefetch("members", members), Prefetch("steps", steps)).first()


def team_at_work(subject_id: int) -> SupportTeam | None:
    """The team that stands by one now."""
    return SupportTeam.objects.filter(subject=subject_id, closed_at__isnull=True).select_related("lead").first()


def candidates(officer: Officer) -> list[Officer]:
    """Officers to choose a lead and members from: leaders, heads of units, and one's own unit."""
    near = Q(post__in=(Post.LEADER, Post.HEAD)) | Q(unit=officer.unit_id, unit__isnull=False)
    rows = Officer.objects.filter(near, is_active=True, post__in=rights.GOES).select_related("unit")
    return list(rows.order_by("name", "pk")[:MOST])
