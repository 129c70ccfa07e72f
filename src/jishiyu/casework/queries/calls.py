"""Whom to ring: the queue of call-backs, and the one a caller has on the phone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jishiyu.casework import rights
from jishiyu.casework.models import CallBack, CallTry, Case, Task
from jishiyu.casework.queries.cases import answered_tasks, not_about
from jishiyu.casework.queries.promised import PromiseView, promises_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


def calls_for(officer: Officer, at: datetime) -> QuerySet[CallBack]:
    """Call-backs this officer may make now, the longest waiting first: none about work of their own or of their unit,
    none that another holds, none before its time."""
    free = Q(held_until__isnull=True) | Q(held_until__lt=at) | Q(held_by=officer.actor)
    return _waiting(officer).filter(free, call_after__lte=at).order_by("call_after", "pk")


def _waiting(officer: Officer) -> QuerySet[CallBack]:
    if officer.post not in rights.VERIFIES:
        return CallBack.objects.none()
    own = Q(unit_id=officer.unit_id) | Q(officer=officer) if officer.unit_id else Q(officer=officer)
    worked = Task.objects.filter(own, case=OuterRef("case"), state=Task.State.FINISHED)
    return CallBack.objects.filter(
        ~Exists(worked),
        not_about(officer, "case__"),
        state=CallBack.State.WAITING,
        case__state=Case.State.ANSWERED,
        case__redo_count=F("round"),
    ).select_related("case__division", "case__cell")


def waiting_calls(officer: Officer, at: datetime) -> QuerySet[CallBack]:
    """The queue as its page lists it, with how often each was tried."""
    rows = _waiting(officer).annotate(tried=Count("tries", filter=Q(tries__reached=False)))
    return rows.order_by("call_after", "pk")


def held_call(officer: Officer, at: datetime) -> CallBack | None:
    """The call-back this officer has on the phone."""
    return _waiting(officer).filter(held_by=officer.actor, held_until__gte=at).first()


@dataclass(frozen=True, slots=True)
class CallPage:
    """What a caller must have before them."""

    call: CallBack
    case: Case
    place: str
    promises: list[PromiseView]
    answers: list[Task]
    tries: list[CallTry]


def call_page(call: CallBack, at: datetime) -> CallPage:
    case = call.case
    return CallPage(
        call=call,
        case=case,
        place=registry.place_name(case.division_id, case.cell_id),
        promises=promises_of(case, at),
        answers=[task for task in answered_tasks(case) if task.round == call.round],
        tries=list(call.tries.order_by("at")),
    )
