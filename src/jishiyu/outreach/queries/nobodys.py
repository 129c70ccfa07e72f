"""What is nobody's: enterprises, campaign tasks and open problems without an owner; all counted, those with one counted
by themselves, the difference listed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishiyu.casework.models import Case, Task
from jishiyu.outreach.kinds import liaisons
from jishiyu.outreach.models import CampaignTask
from jishiyu.outreach.queries.ended import ended_ones
from jishiyu.registry.models import Subject
from jishiyu.registry.queries import duties

OF = Subject.Kind.ENTERPRISE
LIVE = (Task.State.SENT, Task.State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of thing that must be somebody's. `owned` and `nobodys` are asked each by itself."""

    code: str
    total: int
    owned: int
    nobodys: int

    @property
    def adds_up(self) -> bool:
        return self.owned + self.nobodys == self.total


def _enterprises(on: date) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    gone = Subject.objects.filter(ended_ones(*liaisons()), kind=OF).values("pk")
    everybody = Subject.objects.filter(kind=OF).exclude(pk__in=gone)
    owned = duties.owned(OF, on).exclude(pk__in=gone)
    return everybody, owned, duties.nobodys(OF, on).exclude(pk__in=gone)


def _tasks(on: date) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    everything = CampaignTask.objects.filter(state=CampaignTask.State.OPEN)
    owned = everything.filter(officer__is_active=True)
    free = everything.filter(Q(officer__isnull=True) | Q(officer__is_active=False))
    return everything, owned, free.select_related("unit").order_by("due", "pk")


def _problems(on: date) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    """Open problems of enterprises that no unit has in hand. Answered ones wait for the enterprise's word, and those
    merged into another are in its hands."""
    waits = [Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING]
    everything = Case.objects.filter(
        requester__kind=OF, closed_at__isnull=True, state__in=waits, merged_into__isnull=True
    )
    at_work = Exists(Task.objects.filter(case=OuterRef("pk"), state__in=LIVE))
    return everything, everything.filter(at_work), everything.exclude(at_work).order_by("heard_at", "pk")


_MATTERS: dict[str, Callable[[date], tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]]] = {
    "enterprises": _enterprises,
    "tasks": _tasks,
    "problems": _problems,
}


def matters(on: date) -> list[Matter]:
    """The account of everything that must be somebody's."""
    found = []
    for code, of in _MATTERS.items():
        everything, owned, free = of(on)
        found.append(Matter(code, everything.count(), owned.count(), free.count()))
    return found


def ended_count() -> int:
    """Enterprises that are left out of the account."""
    return Subject.objects.filter(ended_ones(*liaisons()), kind=OF).count()


def nobodys(code: str, on: date) -> QuerySet[Any]:
    """Those of one matter that are nobody's. Raises KeyError for a code that is none."""
    return _MATTERS[code](on)[2]


def number(on: date) -> int:
    """How many things are nobody's in all, for the first page of whoever leads or dispatches."""
    return sum(of(on)[2].count() for of in _MATTERS.values())
