"""Cases a need that is being told may be the same as: asked before a new one is opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from jishiyu.casework.models import Case
from jishiyu.casework.queries.cases import visible_cases
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer
from jishiyu.registry.people import phone_index

SAME_PHONE, SAME_PLACE = timedelta(days=30), timedelta(days=7)
VILLAGE = 12  # digits: in a wider division there is always something of the kind
SHOWN = 8


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """A case that may be the same. `why`: phone, place, or both."""

    case: Case
    place: str
    why: str


def told_before(
    officer: Officer, *, phone: str = "", kind: str = "", division: str = "", cell: int | None = None, at: datetime
) -> list[ToldBefore]:
    """Cases this officer may see: by the same phone within thirty days, or of the same kind in the same village or cell
    within seven, the open and the newest first. A phone never leads to a secret requester's case. Two queries."""
    index = phone_index(phone) if phone else ""
    person = registry.subjects_at(index)
    by_phone = Q(requester__in=person, secret=False, heard_at__gte=at - SAME_PHONE) if person else Q(pk__in=())
    by_place = Q(pk__in=())
    if kind and (cell or len(division) == VILLAGE):
        here = Q(cell=cell) if cell else Q(division=division)
        by_place = here & Q(kind=kind, heard_at__gte=at - SAME_PLACE)
    rows = visible_cases(officer).filter(by_phone | by_place).select_related(*registry.PLACE_READ)
    found = []
    for case in rows.order_by("closed_at", "-heard_at")[: 3 * SHOWN]:
        same_place = case.kind == kind and (case.cell_id == cell if cell else case.division_id == division)
        same_phone = case.requester_id in person and not case.secret
        why = "both" if same_place and same_phone else "phone" if same_phone else "place"
        found.append(ToldBefore(case, registry.place_read(case.division, case.cell), why))
    order = {"both": 0, "phone": 1, "place": 2}
    found.sort(key=lambda one: (one.case.closed_at is not None, order[one.why]))
    return found[:SHOWN]
