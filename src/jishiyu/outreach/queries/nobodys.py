"""What is nobody's: enterprises, campaign tasks and open problems without an owner; all counted, those with one counted
by themselves, the difference listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
    """All of them, the ended ones too (`account` takes those off: to look for them once less is a quarter of its time);
    without the ended ones, those somebody answers for and those nobody does."""
    gone = Subject.objects.filter(ended_ones(*liaisons()), kind=OF).values("pk")
    everybody = Subject.objects.filter(kind=OF)
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
    free = everything.exclude(at_work).select_related("requester__profile")
    return everything, everything.filter(at_work), free.order_by("heard_at", "pk")


_MATTERS: dict[str, Callable[[date], tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]]] = {
    "enterprises": _enterprises,
    "tasks": _tasks,
    "problems": _problems,
}


def account(on: date) -> tuple[list[Matter], int]:
    """The account of everything that must be somebody's, and how many enterprises are left out of it. One query."""
    asked = [one for of in _MATTERS.values() for one in of(on)]
    *counts, ended = _counts([*asked, Subject.objects.filter(ended_ones(*liaisons()), kind=OF)])
    counts[3 * list(_MATTERS).index("enterprises")] -= ended
    return [Matter(code, *counts[3 * place : 3 * place + 3]) for place, code in enumerate(_MATTERS)], ended


def matters(on: date) -> list[Matter]:
    return account(on)[0]


def _counts(asked: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each of them has, counted by one statement."""
    parts, values = [], list[Any]()
    for place, rows in enumerate(asked):
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS asked_{place})")  # noqa: S608  (statements Django has written)
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def nobodys(code: str, on: date) -> QuerySet[Any]:
    """Those of one matter that are nobody's. Raises KeyError for a code that is none."""
    return _MATTERS[code](on)[2]


def number(on: date) -> int:
    """How many things are nobody's in all, for the first page of whoever leads or dispatches."""
    return sum(_counts([of(on)[2] for of in _MATTERS.values()]))
