"""Messages and leads, by those who may read them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from jishiyu.registry.models import Officer, Post
from jishiyu.sensing.models import Lead, Message

HEARS_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})


def stream(officer: Officer, after_id: int = 0, most: int = 50) -> list[Message]:
    """The newest messages with their verdicts, for those who watch everything; nothing for anybody else."""
    if officer.post not in HEARS_ALL:
        return []
    rows = Message.objects.filter(pk__gt=after_id).select_related("group", "lead", "source", "division")
    return list(rows.order_by("-pk")[:most])


def quiet_leads(officer: Officer, since: datetime) -> QuerySet[Lead]:
    """Leads below the threshold that a person may still open."""
    leads = Lead.objects.filter(state=Lead.State.QUIET, last_at__gte=since)
    if officer.post not in HEARS_ALL:
        return leads.none()
    return leads.select_related("group", "division").order_by("-last_at")


def leads(ids: Iterable[int]) -> list[Lead]:
    return list(Lead.objects.filter(pk__in=list(ids)).select_related("division", "cell", "group", "source"))
