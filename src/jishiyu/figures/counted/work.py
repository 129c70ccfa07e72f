"""Figures of the work on cases that came by one source: given out, taken, seen to, mended; and what was settled at
consultations.

`Scope.about` names the source.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import AgendaItem, Case, Party, Task
from jishiyu.casework.queries.consulting import visible_consultations
from jishiyu.figures.conditions import EXCLUDED
from jishiyu.figures.counted.cases import HEADINGS, UNIT, hands, line, page, reason, ref, visible
from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted, first
from jishiyu.figures.scopes import Period, Scope
from jishiyu.lib.phrases import Phrase
from jishiyu.registry.models import Officer, Unit

MINUTE = timedelta(minutes=1)
ACCEPTED = Exists(Task.objects.filter(case=OuterRef("pk"), accepted_at__isnull=False))
ARRIVED = Exists(Task.objects.filter(case=OuterRef("pk"), arrived_at__isnull=False))
GIVEN = Exists(Task.objects.filter(case=OuterRef("pk")))
GIVEN_THERE = Exists(Task.objects.filter(case=OuterRef("case"), consultation=OuterRef("consultation")))


def _within(scope: Scope, period: Period, path: str = "") -> Q:
    """Cases heard in the period, of the source and service line asked for."""
    said = {f"{path}heard_at__gte": period.since, f"{path}heard_at__lt": period.until}
    named = {"pack": scope.pack, "source__code": scope.about, "division__code__startswith": scope.division}
    return Q(**said, **{f"{path}{field}": value for field, value in named.items() if value})


def _cases(scope: Scope, period: Period) -> "QuerySet[Case]":
    found = Case.objects.filter(_within(scope, period))
    found = found.filter(Exists(Task.objects.filter(case=OuterRef("pk"), unit=scope.unit))) if scope.unit else found
    return found.select_related("division").order_by("-heard_at", "pk")


def _taken(scope: Scope, period: Period) -> "QuerySet[Case]":
    return _cases(scope, period).filter(ACCEPTED)


def _finished(scope: Scope, period: Period) -> "QuerySet[Task]":
    found = Task.objects.filter(_within(scope, period, "case__"), state=Task.State.FINISHED)
    found = found.filter(unit=scope.unit) if scope.unit else found
    return found.select_related("case", "unit").order_by("-case__heard_at", "pk")


def _units(scope: Scope, period: Period) -> "QuerySet[Unit]":
    given = Task.objects.filter(_within(scope, period, "case__"), unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(given)).order_by("name", "pk")


def _agenda(scope: Scope, period: Period) -> "QuerySet[AgendaItem]":
    """Cases on the agenda of consultations that met in the period and were closed with minutes."""
    found = AgendaItem.objects.filter(
        consultation__meets_at__gte=period.since, consultation__meets_at__lt=period.until,
        consultation__state="closed",
    )  # fmt: skip
    return found.select_related("consultation", "case").order_by("-consultation__meets_at", "place", "pk")


def _parties(scope: Scope, period: Period) -> "QuerySet[Party]":
    found = Party.objects.filter(
        consultation__meets_at__gte=period.since, consultation__meets_at__lt=period.until, unit__isnull=True
    )
    return found.select_related("consultation").order_by("-consultation__meets_at", "name", "pk")


def _task_line(row: Task) -> list[str]:
    """Moments of one task, and the minutes from the case being opened to its end."""
    moments = (row.case.opened_at, row.accepted_at, row.arrived_at, row.finished_at)
    told = [f"{timezone.localtime(at):%m-%d %H:%M}" if at else "—" for at in moments]
    minutes = -(-(row.finished_at - row.case.opened_at) // MINUTE) if row.finished_at else None
    return [row.case.number, row.unit.name, *told, "—" if minutes is None else str(minutes)]


def _seen_tasks(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(case__in=visible(officer, Case.objects.all()).values("pk"))


def _seen_meetings(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.filter(consultation__in=visible_consultations(officer).values("pk"))


def _of_cases(code: str, name: Phrase, definition: Phrase, rows: Any, part: Q) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=rows, part=part, unit=UNIT, headings=HEADINGS,
        excluded=EXCLUDED, reason=reason, hands=hands, line=line, ref=ref, visible=visible, page=page, own_unit=True,
    )  # fmt: skip


declare_counted(
    _of_cases(
        "casework.given_out",
        _("Given to a unit"),
        _("Of the cases of a source heard in the period, those that were given to at least one unit."),
        _cases,
        Q(GIVEN),
    ),
    _of_cases(
        "casework.seen_to",
        _("Visited or called"),
        _("Of the cases a unit took on, those where somebody went or got in touch with whoever asked."),
        _taken,
        Q(ARRIVED) | Q(contacted_at__isnull=False),
    ),
    _of_cases(
        "casework.taken_solved",
        _("Taken on and solved"),
        _("Of the cases a unit took on, those of which whoever asked says that they are solved."),
        _taken,
        Q(outcome=Case.Outcome.SOLVED),
    ),
    first(
        "casework.finished_tasks",
        _("Tasks finished, with their minutes"),
        _("Finished tasks of cases heard in the period, each with its minutes from the opening of the case."),
        _finished,
        unit=_("tasks"),
        headings=(
            _("Number"), _("Unit"), _("Case opened"), _("Accepted"), _("Arrived"), _("Finished"), _("Minutes it took"),
        ),
        line=_task_line,
        ref=lambda row: row.case.ref,
        visible=_seen_tasks,
        page=lambda row: ("case", row.case.number),
        own_unit=True,
    ),
    first(
        "casework.working_units",
        _("Units that were given cases"),
        _("Units with a task of a case heard in the period; each counts once."),
        _units,
        unit=_("units"),
        headings=(_("Unit"),),
        line=lambda row: [row.name],
        ref=lambda row: f"unit:{row.pk}",
        visible=lambda officer, rows: rows,
    ),
    first(
        "casework.consulted",
        _("Given out at a consultation"),
        _("Of the cases on the agenda of consultations in the period, those that were given to a unit there."),
        _agenda,
        part=Q(GIVEN_THERE),
        unit=UNIT,
        headings=(_("Number"), _("Title"), _("Consultation"), _("Ruling")),
        line=lambda row: [row.case.number, row.case.title[:60], row.consultation.title, row.ruling[:60] or "—"],
        ref=lambda row: row.consultation.ref,
        visible=_seen_meetings,
        page=lambda row: ("case", row.case.number),
    ),
    first(
        "casework.outside_parties",
        _("Bodies from outside that came"),
        _("Of the outside bodies asked to consultations in the period, those that came."),
        _parties,
        part=Q(attended=True),
        unit=_("bodies"),
        headings=(_("Outside body"), _("Consultation"), _("Day")),
        line=lambda row: [row.name, row.consultation.title, f"{timezone.localdate(row.consultation.meets_at)}"],
        ref=lambda row: row.consultation.ref,
        visible=_seen_meetings,
    ),
)  # fmt: skip
