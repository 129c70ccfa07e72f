"""Reading reports: those made, when the next are due, the rows of a ledger of cases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case, Task
from jishiyu.figures.reports.kinds import REPORTS, ReportKind
from jishiyu.figures.reports.models import Plan, Report
from jishiyu.figures.reports.periods import due_at, last_over
from jishiyu.figures.scopes import Period, days
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post

TOWN = 9
READERS = (Post.LEADER, Post.DISPATCHER, Post.CALLER, Post.HEAD)
CHUNK = 2000


def reports(kind: str = "", *, public: bool = False) -> QuerySet[Report]:
    """Reports with what they published, the newest first."""
    found = Report.objects.select_related("published").order_by("-made_at", "-pk")
    found = found.filter(kind=kind) if kind else found
    return found.filter(public=True) if public else found


def readers() -> QuerySet[Officer]:
    """Who may be told of a report: those who may read it."""
    return Officer.objects.filter(post__in=READERS, is_active=True).order_by("post", "name", "pk")


def plan_of(kind: str) -> Plan | None:
    """What counts: the newest version."""
    return Plan.objects.filter(kind=kind).order_by("-version").first()


def plans() -> dict[str, Plan]:
    """The newest of each kind, in one query."""
    return {plan.kind: plan for plan in Plan.objects.order_by("version")}


def due(plan: Plan, at: datetime) -> bool:
    """Whether the report of the newest period that is over is to be made by now, and was not."""
    kind = REPORTS[plan.kind]
    first, last = last_over(kind.span, timezone.localdate(at))
    if not plan.active or at < due_at(last, plan.workday, plan.hour, registry.calendar().is_workday):
        return False
    return not Report.objects.filter(kind=plan.kind, published__since=days(first, last).since).exists()


def next_at(kind: ReportKind, plan: Plan, at: datetime) -> datetime:
    """When the report of the period that runs now is made."""
    _first, last = last_over(kind.span, timezone.localdate(at))
    moment = due_at(last, plan.workday, plan.hour, registry.calendar().is_workday)
    if moment > at:
        return moment
    step = {"day": 1, "week": 7, "month": 31}[kind.span]
    _first, later = last_over(kind.span, last + timedelta(days=step + 1))
    return due_at(later, plan.workday, plan.hour, registry.calendar().is_workday)


def ledger_rows(period: Period) -> Iterator[list[Any]]:
    """Cases heard in the period, the first heard first, as excel.COLUMNS says: no name, no phone, no word of anybody,
    the place to its township."""
    names = {kind.code: str(kind.name) for kind in kinds()}
    leads = Task.objects.filter(case=OuterRef("pk"), role=Task.Role.LEAD)
    last = leads.exclude(state__in=[Task.State.RETURNED, Task.State.RECALLED]).order_by("-pk")
    heard = Case.objects.filter(heard_at__gte=period.since, heard_at__lt=period.until)
    rows = heard.annotate(unit=Subquery(last.values("unit__name")[:1])).order_by("heard_at", "pk")
    towns: dict[str, str] = {}
    for case in rows.iterator(CHUNK):
        code = (case.division_id or "")[:TOWN]
        if code not in towns:
            towns[code] = registry.place_name(code or None, None) if code else ""
        yield _cells(case, names.get(case.kind, case.kind), towns[code])


def _cells(case: Any, kind: str, town: str) -> list[Any]:
    due = case.due_at
    kept = "" if due is None else ("是" if case.answered_at and case.answered_at <= due else "否")
    return [
        case.number, kind, str(case.get_purpose_display()), town, case.unit or "", case.heard_at,
        case.original_due_at or "", due or "", case.answered_at or "", case.closed_at or "",
        str(case.get_state_display()), str(case.get_outcome_display()) if case.outcome else "", kept,
        case.redo_count, case.objections, "是" if case.excluded_at else "",
    ]  # fmt: skip
