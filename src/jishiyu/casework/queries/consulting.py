"""Reading consultations: the centre sees all, an invited unit those it is a party to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jishiyu.casework import rights
from jishiyu.casework.models import AgendaItem, Case, CatalogueEntry, Consultation, Party, Task
from jishiyu.casework.queries.cases import LIVE
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


def visible_consultations(officer: Officer) -> QuerySet[Consultation]:
    """Those this officer may read: all at the centre; those their unit is invited to, for a unit's people."""
    if officer.post in rights.SEES_ALL:
        return Consultation.objects.all()
    if officer.post in rights.SEES_UNIT and officer.unit_id:
        invited = Party.objects.filter(consultation=OuterRef("pk"), unit_id=officer.unit_id)
        return Consultation.objects.filter(Exists(invited))
    return Consultation.objects.none()


def consultations(officer: Officer) -> QuerySet[Consultation]:
    """The planned ones first, then what is over, the latest first. Each with how many cases it has and
    how many of them are ruled on."""
    rows = visible_consultations(officer).annotate(
        topics=Count("agenda", distinct=True),
        ruled=Count("agenda", filter=~Q(agenda__ruling=""), distinct=True),
    )
    return rows.order_by("-state", "-meets_at", "-pk")  # planned, dropped, closed


def waiting_for_consultation() -> QuerySet[Case]:
    """Open cases that only a consultation sends on, and that stand on no agenda yet, those due first."""
    planned = AgendaItem.objects.filter(case=OuterRef("pk"), consultation__state=Consultation.State.PLANNED)
    open_ones = Case.objects.filter(state__in=("received", "dispatched", "handling"), to_consult=True)
    return open_ones.filter(~Exists(planned)).order_by("next_due_at", "pk")


def returns_of(cases: Collection[Case]) -> list[Task]:
    """What was given back of these cases, in one query."""
    rows = Task.objects.filter(case__in=cases, state=Task.State.RETURNED).select_related("unit", "return_to")
    return list(rows.order_by("returned_at"))


def officers_of_units(units: Collection[int]) -> list[Officer]:
    """Who may be given a task at these units, with their units."""
    rows = Officer.objects.filter(unit_id__in=units, is_active=True, post__in=rights.SEES_UNIT)
    return list(rows.select_related("unit").order_by("unit__name", "name"))


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One case on the agenda: what it is, who has it, who gave it back and why, and what the meeting gave out."""

    item: AgendaItem
    case: Case
    place: str
    live: list[Task]
    returns: list[Task]
    assigned: list[Task]  # by this meeting
    readable: bool  # this officer may open the case's own page
    entry: CatalogueEntry | None


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """Everything the page of one meeting shows."""

    meeting: Consultation
    parties: list[Party]
    agenda: list[AgendaRow]
    may_run: bool  # planned, and the reader dispatches


def consultation_page(officer: Officer, consultation_id: int) -> ConsultationPage | None:
    """The page of a meeting, in seven queries whatever its length; None when this officer may not read it."""
    meeting = visible_consultations(officer).filter(pk=consultation_id).first()
    if meeting is None:
        return None
    items = list(meeting.agenda.select_related("case").order_by("place", "pk"))
    tasks = list(
        Task.objects.filter(case__in=[item.case_id for item in items])
        .select_related("unit", "officer", "return_to")
        .order_by("sent_at", "pk")
    )
    places = registry.place_names({(item.case.division_id, item.case.cell_id) for item in items})
    entries = list(CatalogueEntry.objects.filter(consultation=meeting).select_related("unit"))
    sees_all = officer.post in rights.SEES_ALL
    return ConsultationPage(
        meeting=meeting,
        parties=list(meeting.parties.select_related("unit").order_by("pk")),
        agenda=[
            _row(
                item,
                [task for task in tasks if task.case_id == item.case_id],
                places[(item.case.division_id, item.case.cell_id)],
                entries,
                None if sees_all else officer.unit_id,
            )
            for item in items
        ],
        may_run=officer.post in rights.DISPATCHES and meeting.state == Consultation.State.PLANNED,
    )


def _row(
    item: AgendaItem, tasks: Sequence[Task], place: str, entries: Sequence[CatalogueEntry], only_unit: int | None
) -> AgendaRow:
    assigned = [task for task in tasks if task.consultation_id == item.consultation_id]
    units = {task.unit_id for task in assigned}
    return AgendaRow(
        item=item,
        case=item.case,
        place=place,
        live=[task for task in tasks if task.state in LIVE],
        returns=[task for task in tasks if task.state == Task.State.RETURNED],
        assigned=assigned,
        readable=only_unit is None or any(task.unit_id == only_unit for task in tasks),
        entry=next((one for one in entries if one.kind == item.case.kind and one.unit_id in units), None),
    )
