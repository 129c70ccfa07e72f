"""Reading how long each unit held its tasks, and what became of what it gave back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from jishiyu.casework import clock
from jishiyu.casework.holding import Held, Span, gaps, held, median, together
from jishiyu.casework.kinds import CaseKind, kind_of
from jishiyu.casework.models import Case, Task
from jishiyu.registry import queries as registry


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held one case how long: each task by its key, each unit in sum, and the centre while no unit had it."""

    tasks: dict[int, Held]
    units: list[tuple[str, Held]]
    centre: Held


@dataclass(slots=True)
class UnitHolding:
    """What one unit held of a period: its tasks, its returns and what became of them, and the middle of its times."""

    unit: int
    name: str
    tasks: int = 0
    returned: int = 0
    upheld: int = 0
    refused: int = 0
    consulted: int = 0
    natural: int | None = None
    working: int | None = None


def return_until(task: Task, kind: CaseKind) -> datetime | None:
    """The last moment at which a unit may give a task back, counted from its being sent, signed in or not. None while
    the calendar of its year is missing."""
    sent_at = timezone.localtime(task.sent_at)
    hours = kind.hours or registry.opening_hours(sent_at.date())
    return clock.effective_due(sent_at, kind.return_within, hours, registry.calendar())


def holding_of(case: Case, tasks: Sequence[Task], at: datetime) -> Holding:
    """`tasks` are all of the case, with their units. Working time runs in the hours of the day a task was sent."""
    calendar, kind = registry.calendar(), kind_of(case.kind)
    days = {timezone.localtime(moment).date() for moment in [case.opened_at, *(task.sent_at for task in tasks)]}
    hours = registry.opening_hours_of(days)
    spans = {task.pk: _span(task, at) for task in tasks}
    each = {
        task.pk: held(
            task.unit_id,
            [spans[task.pk]],
            hours=kind.hours or hours[spans[task.pk][0].date()],
            calendar=calendar,
            still=task.ended_at is None,
        )
        for task in tasks
    }
    opened = timezone.localtime(case.opened_at)
    over = timezone.localtime(case.closed_at or case.answered_at or at)
    free = gaps(spans.values(), opened, over)
    waits = case.state == Case.State.RECEIVED
    centre = held(None, free, hours=kind.hours or hours[opened.date()], calendar=calendar, still=waits)
    names = {task.unit_id: task.unit.name for task in tasks}
    sums = together(each[task.pk] for task in tasks)
    return Holding(each, [(names[one.unit or 0], one) for one in sums], centre)


def _span(task: Task, at: datetime) -> Span:
    since = timezone.localtime(task.sent_at)
    return since, max(since, timezone.localtime(task.ended_at or at))


def holding_of_units(since: datetime, until: datetime) -> list[UnitHolding]:
    """For tasks that ended in a period: how many each unit had, gave back, and with what right; and the median of what
    it held them, in natural and working minutes. In three queries, most returns first."""
    ended = (
        Q(finished_at__gte=since, finished_at__lt=until)
        | Q(returned_at__gte=since, returned_at__lt=until)
        | Q(recalled_at__gte=since, recalled_at__lt=until)
    )
    rows = list(Task.objects.filter(ended).select_related("unit", "case"))
    calendar = registry.calendar()
    hours = registry.opening_hours_of({timezone.localtime(task.sent_at).date() for task in rows})
    found: dict[int, UnitHolding] = {}
    times: dict[int, list[Held]] = {}
    for task in rows:
        one = found.setdefault(task.unit_id, UnitHolding(task.unit_id, task.unit.name))
        span = _span(task, until)
        own = kind_of(task.case.kind).hours or hours[span[0].date()]
        times.setdefault(task.unit_id, []).append(held(task.unit_id, [span], hours=own, calendar=calendar))
        _count(one, task)
    for key, one in found.items():
        one.natural = median([part.natural for part in times[key]])
        one.working = median([part.working for part in times[key] if part.working is not None])
    return sorted(found.values(), key=lambda one: (-one.returned, one.name))


def _count(one: UnitHolding, task: Task) -> None:
    one.tasks += 1
    if task.state == Task.State.RETURNED:
        one.returned += 1
        one.upheld += task.return_decision == Task.Decision.UPHELD
        one.refused += task.return_decision == Task.Decision.REFUSED
        one.consulted += task.return_decision == Task.Decision.CONSULTED
