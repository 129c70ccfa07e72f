"""Cases as other systems may read them again: of one source, none of a secret requester."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch

from jishiyu.casework.models import Case, Task

OLDER_ROUNDS_LAST = ("-round", "pk")


def published(
    source_id: int,
    *,
    numbers: Collection[str] = (),
    kinds: Collection[str] = (),
    closed: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 1000,
) -> list[Case]:
    """The newest first, with the `leads` of their tasks. Two queries whatever their number."""
    leads = Task.objects.filter(role=Task.Role.LEAD).select_related("unit").order_by(*OLDER_ROUNDS_LAST)
    rows = Case.objects.filter(source=source_id, secret=False)
    if numbers:
        rows = rows.filter(number__in=numbers)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if closed is not None:
        rows = rows.filter(closed_at__isnull=not closed)
    if since is not None:
        rows = rows.filter(heard_at__gte=since)
    if until is not None:
        rows = rows.filter(heard_at__lte=until)
    rows = rows.select_related("division").prefetch_related(Prefetch("tasks", leads, to_attr="leads"))
    return list(rows.order_by("-heard_at", "-pk")[:most])


def leading_unit(case: Case) -> str:
    """Who answers for a case read by `published`; empty while nobody does."""
    leads: list[Task] = getattr(case, "leads", [])
    return leads[0].unit.name if leads else ""
