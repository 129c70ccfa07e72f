"""A unit's own work: who holds what, and what is promised next."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from jishiyu.casework.models import Promise, Task
from jishiyu.casework.queries.cases import LIVE, not_about
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

SHOWN, SHOWN_ALONE = 12, 200  # tasks of each holder, and of one that is looked at alone
UNSIGNED, GONE = 0, -1


@dataclass(frozen=True, slots=True)
class Held:
    """What one officer of a unit holds; `officer` None: signed for by nobody yet, or by one who is gone. `tasks` are
    those that fall due first, of `count`; `key` names the holder."""

    key: int
    officer: Officer | None
    tasks: list[Task]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.tasks)


def held_in_unit(officer: Officer, alone: int | None = None) -> list[Held]:
    """Every live task of this officer's unit by who holds it, what nobody signed for first; each officer is there,
    also with nothing in hand. `alone`: only what this holder has, and more of it. Three queries."""
    if officer.unit_id is None:
        return []
    live = Task.objects.filter(not_about(officer, "case__"), unit_id=officer.unit_id, state__in=LIVE)
    mine = {one.pk: one for one in registry.officers_of(officer.unit_id)}
    keys: dict[int, list[int]] = {UNSIGNED: [], **{key: [] for key in mine}, GONE: []}
    by_date = live.order_by(F("case__next_due_at").asc(nulls_last=True), "pk")
    for task, state, holder in by_date.values_list("pk", "state", "officer_id"):
        keys[UNSIGNED if state == Task.State.SENT else holder if holder in mine else GONE].append(task)
    chosen = {key: found for key, found in keys.items() if (found or key in mine) and alone in (None, key)}
    most = SHOWN if alone is None else SHOWN_ALONE
    wanted = [task for found in chosen.values() for task in found[:most]]
    rows = {task.pk: task for task in Task.objects.filter(pk__in=wanted).select_related("officer", "case")}
    return [
        Held(key, mine.get(key), [rows[task] for task in found[:most] if task in rows], len(found))
        for key, found in chosen.items()
    ]


def promised_next(cases: Collection[int]) -> dict[int, str]:
    """What each case promised next to its requester, by case, in one query."""
    found: dict[int, str] = {}
    rows = Promise.objects.filter(case_id__in=cases, met_at__isnull=True)
    for one in sorted(rows, key=lambda row: (row.effective_due_at is None, row.effective_due_at or row.starts_at)):
        found.setdefault(one.case_id, one.what)
    return found
