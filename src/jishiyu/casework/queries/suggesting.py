"""Which units may take a case: what the deciding needs is read here, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from jishiyu.casework.kinds import CaseKind, kind_of
from jishiyu.casework.models import Case, CatalogueEntry, Task
from jishiyu.casework.suggest import SURE_FROM, Known, Suggestion, items_in, suggest
from jishiyu.registry import queries as registry

PRECEDENTS = 400  # the latest that were sent and answered, of all kinds asked for
TOWN_DIGITS = 9

Catalogue = Mapping[str, Sequence[Known]]
Precedent = tuple[str, str, frozenset[str], int]


def suggest_many(
    cases: Sequence[Case],
    at: datetime,
    line: str = "territory",
    *,
    catalogue: Catalogue | None = None,
    with_precedents: bool = True,
) -> list[list[Suggestion]]:
    """For each case the units that may take it on a line, best first, in eight queries whatever their number; on the
    first line of its kind never empty. The unit a case is about is never among them. `catalogue` goes before the one
    in force: so a change is tried before it is made."""
    prefetch_related_objects(cases, "source")
    today = timezone.localdate(at)
    known = known_entries({case.kind for case in cases}, line, today) if catalogue is None else catalogue
    asked = {(kind_of(case.kind).role, case.division_id, case.cell_id) for case in cases if kind_of(case.kind).role}
    on_duty = registry.nearest_officers(asked, on=today)
    returned: dict[int, list[tuple[int, int | None, str]]] = {}
    given_back = Task.objects.filter(case__in=cases, state=Task.State.RETURNED, line=line).order_by("-returned_at")
    for case_id, unit, to, ground in given_back.values_list("case_id", "unit_id", "return_to_id", "return_ground"):
        returned.setdefault(case_id, []).append((unit, to, ground))
    ended = _precedents(cases, line, known) if with_precedents else []
    found = []
    for case in cases:
        kind, text = kind_of(case.kind), f"{case.title}\n{case.text}"
        first = line == kind.lines[0]
        duty = on_duty.get((kind.role, case.division_id, case.cell_id), []) if first else []
        fitting = suggest(
            place=case.division_id or "",
            catalogue=known.get(case.kind, []),
            on_duty=[(officer.unit_id, officer.pk, officer.name) for officer in duty if officer.unit_id],
            home_unit=case.source.unit_id if first else None,
            person_first=kind.direct,
            returned=returned.get(case.pk, []),
            text=text,
            precedents=_alike(ended, case, items_in(text, known.get(case.kind, []))),
        )
        found.append([one for one in fitting if one.unit != case.against_id])
    return found


def known_entries(kinds: Collection[str], line: str, on: date) -> dict[str, list[Known]]:
    """What the catalogue of a day says of these kinds on a line, by kind, in one query."""
    current = Q(until__isnull=True) | Q(until__gte=on)
    rows = CatalogueEntry.objects.filter(
        current, kind__in=kinds, line=line, role=Task.Role.LEAD, since__lte=on, unit__active=True
    )
    known: dict[str, list[Known]] = {}
    for row in rows.order_by("pk"):
        known.setdefault(row.kind, []).append(known_of(row))
    return known


def known_of(row: CatalogueEntry) -> Known:
    return Known(row.unit_id, row.division_id or "", row.ground, row.pk, row.item, tuple(row.words))


def sure_from(kind: CaseKind) -> int:
    """From how many percent on a suggestion of this kind is taken without a person: as the office set it for the kind,
    as the kind declares it, as the office set it for all, or 80."""
    office: Mapping[str, int] = settings.JISHIYU_SURE_FROM
    declared = kind.sure_from if kind.sure_from is not None else office.get("", SURE_FROM)
    return office.get(kind.code, declared)


def _precedents(cases: Sequence[Case], line: str, known: Catalogue) -> list[Precedent]:
    """How the latest cases of these kinds were finally handled, as (kind, town, items spoken of, unit). Two queries."""
    kinds = {case.kind for case in cases}
    rows = Case.objects.filter(kind__in=kinds, dispatched_at__isnull=False, answered_at__isnull=False)
    latest = rows.exclude(pk__in=[case.pk for case in cases]).order_by("-heard_at")
    with_text = any(entry.item for kind in kinds for entry in known.get(kind, ()))
    fields = ("pk", "kind", "division_id", *(("title", "text") if with_text else ()))
    told = {row["pk"]: row for row in latest.values(*fields)[:PRECEDENTS]}
    done = Task.objects.filter(case_id__in=list(told), state=Task.State.FINISHED, line=line).order_by("finished_at")
    units = dict(done.values_list("case_id", "unit_id"))
    return [
        (
            row["kind"],
            (row["division_id"] or "")[:TOWN_DIGITS],
            items_in(f"{row.get('title', '')}\n{row.get('text', '')}", known.get(row["kind"], ())),
            units[key],
        )
        for key, row in told.items()
        if key in units
    ]


def _alike(ended: Sequence[Precedent], case: Case, items: frozenset[str]) -> dict[int, int]:
    """Of these, those of the kind, town and items of a case, counted by unit."""
    town, counts = (case.division_id or "")[:TOWN_DIGITS], dict[int, int]()
    for kind, place, spoken, unit in ended:
        if (kind, place, spoken) == (case.kind, town, items):
            counts[unit] = counts.get(unit, 0) + 1
    return counts
