"""Who owes what is open, and how much of it is late: numbers for those who lead, in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q

from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries.bands import edges
from jishiyu.casework.queries.cases import LIVE

OWED = Q(
    state__in=[Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING],
    aside=Case.Aside.NONE,
    merged_into__isnull=True,
    closed_at__isnull=True,
)


@dataclass(frozen=True, slots=True)
class Owing:
    """Cases one unit leads and still owes an answer to; `unit` is None, `name` empty for those nobody leads.

    `late` and `soon` (within two hours) are parts of `owed`; `waiting` are those that were sent to nobody yet."""

    unit: int | None
    name: str
    owed: int
    late: int
    soon: int
    waiting: int


def owing(at: datetime) -> list[Owing]:
    """Every unit that owes an answer, the most late first. A case has one leading unit at most, so that the rows add
    up to all that is owed."""
    between = edges(at)
    led = FilteredRelation("tasks", condition=Q(tasks__role=Task.Role.LEAD, tasks__state__in=LIVE))
    rows = (
        Case.objects.filter(OWED)
        .annotate(led=led)
        .values(unit=F("led__unit"), name=F("led__unit__name"))
        .annotate(
            owed=Count("pk"),
            late=Count("pk", filter=between.within("late")),
            soon=Count("pk", filter=between.within("soon")),
            waiting=Count("pk", filter=Q(state=Case.State.RECEIVED)),
        )
    )
    found = [Owing(**row | {"name": row["name"] or ""}) for row in rows.order_by()]
    return sorted(found, key=lambda one: (-one.late, -one.owed, one.unit or 0))


def late_now(at: datetime) -> list[dict[str, Any]]:
    """Every case that is owed and late, the latest first: its number, kind, division, date, and the unit that leads."""
    led = FilteredRelation("tasks", condition=Q(tasks__role=Task.Role.LEAD, tasks__state__in=LIVE))
    rows = Case.objects.filter(OWED, edges(at).within("late")).annotate(led=led)
    columns = ("number", "kind", "division_id", "next_due_at")
    return list(rows.order_by("next_due_at", "pk").values(*columns, unit=F("led__unit__name")))
