"""A unit's own work: who holds what, and what is promised next."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from jishiyu.casework.models import Promise, Task
from jishiyu.casework.queries.cases import LIVE, not_about
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


@dataclass(frozen=True, slots=True)
class Held:
    """What one officer of a unit holds; `officer` None: signed for by nobody yet."""

    officer: Officer | None
    tasks: list[Task]


def held_in_unit(officer: Officer) -> list[Held]:
    """Every live task of this officer's unit by who holds it, what nobody signed for first; each officer is there,
    also with nothing in hand. Two queries."""
    if officer.unit_id is None:
        return []
    rows = Task.objects.filter(not_about(officer, "case__"), unit_id=officer.unit_id, state__in=LIVE).select_related(
        "officer", *(f"case__{name}" for name in registry.PLACE_READ)
    )
    tasks = list(rows.order_by(F("case__next_due_at").asc(nulls_last=True), "pk"))
    mine = {one.pk: one for one in registry.officers_of(officer.unit_id)}
    unsigned = [task for task in tasks if task.state == Task.State.SENT]
    found = [Held(None, unsigned)] if unsigned else []
    for key, one in mine.items():
        found.append(Held(one, [task for task in tasks if task.officer_id == key and task not in unsigned]))
    gone = [task for task in tasks if task not in unsigned and task.officer_id not in mine]
    return [*found, Held(None, gone)] if gone else found


def promised_next(cases: Collection[int]) -> dict[int, str]:
    """What each case promised next to its requester, by case, in one query."""
    found: dict[int, str] = {}
    rows = Promise.objects.filter(case_id__in=cases, met_at__isnull=True)
    for one in sorted(rows, key=lambda row: (row.effective_due_at is None, row.effective_due_at or row.starts_at)):
        found.setdefault(one.case_id, one.what)
    return found
