"""Which units may take a case: what the deciding needs is read here, in a constant number of queries."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, CatalogueEntry, Task
from jishiyu.casework.suggest import Known, Suggestion, suggest
from jishiyu.registry import queries as registry


def suggest_many(cases: Sequence[Case], at: datetime, line: str = "territory") -> list[list[Suggestion]]:
    """For each case the units that may take it on a line, best first, in six queries whatever their number; on the
    first line of its kind never empty. The unit a case is about is never among them."""
    prefetch_related_objects(cases, "source")
    today = timezone.localdate(at)
    current = Q(until__isnull=True) | Q(until__gte=today)
    catalogue: dict[str, list[Known]] = {}
    for entry in CatalogueEntry.objects.filter(
        current, kind__in={case.kind for case in cases}, line=line, since__lte=today, unit__active=True
    ):
        known = Known(entry.unit_id, entry.division_id or "", entry.ground, entry.pk)
        catalogue.setdefault(entry.kind, []).append(known)
    asked = {(kind_of(case.kind).role, case.division_id, case.cell_id) for case in cases if kind_of(case.kind).role}
    on_duty = registry.nearest_officers(asked, on=today)
    returned: dict[int, list[tuple[int, int | None, str]]] = {}
    given_back = Task.objects.filter(case__in=cases, state=Task.State.RETURNED).order_by("-returned_at")
    for case_id, unit, to, ground in given_back.values_list("case_id", "unit_id", "return_to_id", "return_ground"):
        returned.setdefault(case_id, []).append((unit, to, ground))
    found = []
    for case in cases:
        kind = kind_of(case.kind)
        first = line == kind.lines[0]
        duty = on_duty.get((kind.role, case.division_id, case.cell_id), []) if first else []
        fitting = suggest(
            place=case.division_id or "",
            catalogue=catalogue.get(case.kind, []),
            on_duty=[(officer.unit_id, officer.pk, officer.name) for officer in duty if officer.unit_id],
            home_unit=case.source.unit_id if first else None,
            person_first=kind.direct,
            returned=returned.get(case.pk, []),
        )
        found.append([one for one in fitting if one.unit != case.against_id])
    return found
