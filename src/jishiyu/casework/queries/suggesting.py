"""Which units may take a case: what the deciding needs is read here, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from jishiyu.casework.kinds import CaseKind, kind_of
from jishiyu.casework.models import Case, CatalogueEntry, Task
from jishiyu.casework.suggest import SURE_FROM, Known, Suggestion, assisting, doubted, items_in, suggest
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer
from jishiyu.sensing.queries import subject_doubts

PRECEDENTS = 400  # the latest that were sent and answered, of all kinds asked for
TOWN_DIGITS = 9
ASSIST = "assist"

Catalogue = Mapping[str, Sequence[Known]]


class Precedent(NamedTuple):
    """How one case was finally handled: on which line, its kind, town and items spoken of, and by which unit."""

    line: str
    matter: tuple[str, str, frozenset[str]]
    unit: int


def suggest_many(
    cases: Sequence[Case],
    at: datetime,
    line: str = "territory",
    *,
    catalogue: Catalogue | None = None,
    with_precedents: bool = True,
) -> list[list[Suggestion]]:
    """For each case the units that may take it on a line, best first; on the first line of its kind never empty. The
    unit a case is about is never among them. `catalogue` goes before the one in force: so a change is tried before it
    is made."""
    known = {line: catalogue} if catalogue is not None else None
    return suggest_lines(cases, at, [line], catalogues=known, with_precedents=with_precedents)[line]


def suggest_lines(
    cases: Sequence[Case],
    at: datetime,
    lines: Sequence[str],
    *,
    catalogues: Mapping[str, Catalogue] | None = None,
    tasks: Sequence[Task] | None = None,
    with_precedents: bool = True,
) -> dict[str, list[list[Suggestion]]]:
    """The same on several lines, in eight queries whatever the number of cases and lines (nine where subjects are
    learnt); each suggestion with the name of its unit, none surer than the subject of its letter. Under ASSIST, who
    assists on the first line by the catalogue, whoever leads. Whoever has read all `tasks` of the cases with their
    units hands them in."""
    prefetch_related_objects(cases, "source__unit", "cell")
    today = timezone.localdate(at)
    names = {case.source.unit.pk: case.source.unit.name for case in cases if case.source.unit}
    if catalogues is None:
        catalogues = _catalogues({case.kind for case in cases}, lines, today, names)
    asked = {(kind_of(case.kind).role, case.division_id, case.cell_id) for case in cases if kind_of(case.kind).role}
    around = {case.cell.pk: case.cell.parent_id for case in cases if case.cell}
    on_duty = registry.nearest_officers(asked, on=today, around=around)
    names |= {one.unit.pk: one.unit.name for duty in on_duty.values() for one in duty if one.unit}
    if tasks is None:
        tasks = list(Task.objects.filter(case__in=cases, state=Task.State.RETURNED).select_related("unit", "return_to"))
    ended = _precedents(cases, lines, catalogues, names) if with_precedents else []
    doubts = subject_doubts({case.lead_id for case in cases if case.lead_id})
    found: dict[str, list[list[Suggestion]]] = {}
    for line in lines:
        returned = _returned(tasks, line, names)
        found[line] = []
        for case in cases:
            duty = on_duty.get((kind_of(case.kind).role, case.division_id, case.cell_id), [])
            fitting = _fitting(case, line, catalogues.get(line, {}), duty, returned.get(case.pk, []), ended)
            kind, sure = doubts.get(case.lead_id or 0, ("", 0))
            if kind == case.kind:
                fitting = doubted(fitting, sure)
            found[line].append(
                [replace(one, name=names.get(one.unit, "")) for one in fitting if one.unit != case.against_id]
            )
    known = catalogues.get(lines[0], {}) if lines else {}
    found[ASSIST] = [
        [
            replace(one, name=names.get(one.unit, ""))
            for one in assisting(case.division_id or "", known.get(case.kind, []), f"{case.title}\n{case.text}")
            if one.unit != case.against_id
        ]
        for case in cases
    ]
    return found


def _returned(tasks: Sequence[Task], line: str, names: dict[int, str]) -> dict[int, list[tuple[int, int | None, str]]]:
    """Who gave a case back on a line and whom they named, the latest first; the names of both are kept."""
    found: dict[int, list[tuple[int, int | None, str]]] = {}
    given_back = [
        task for task in tasks if task.state == Task.State.RETURNED and task.line == line and task.returned_at
    ]
    for task in sorted(given_back, key=lambda one: one.returned_at or one.sent_at, reverse=True):
        names[task.unit_id] = task.unit.name
        if task.return_to:
            names[task.return_to.pk] = task.return_to.name
        found.setdefault(task.case_id, []).append((task.unit_id, task.return_to_id, task.return_ground))
    return found


def _fitting(
    case: Case,
    line: str,
    known: Catalogue,
    duty: Sequence[Officer],
    returned: Sequence[tuple[int, int | None, str]],
    ended: Sequence[Precedent],
) -> list[Suggestion]:
    kind, text = kind_of(case.kind), f"{case.title}\n{case.text}"
    first = line == kind.lines[0]
    alike = [one for one in ended if one.line == line]
    return suggest(
        place=case.division_id or "",
        catalogue=known.get(case.kind, []),
        on_duty=[(officer.unit_id, officer.pk, officer.name) for officer in duty if officer.unit_id and first],
        home_unit=case.source.unit_id if first else None,
        person_first=kind.direct,
        returned=returned,
        text=text,
        precedents=_alike(alike, case, items_in(text, known.get(case.kind, []))),
    )


def known_entries(kinds: Collection[str], line: str, on: date) -> dict[str, list[Known]]:
    """What the catalogue of a day says of these kinds on a line, by kind, in one query."""
    return _catalogues(kinds, [line], on, {})[line]


def _catalogues(
    kinds: Collection[str], lines: Collection[str], on: date, names: dict[int, str]
) -> dict[str, dict[str, list[Known]]]:
    """The same for several lines, by line and kind; the names of the units are kept."""
    current = Q(until__isnull=True) | Q(until__gte=on)
    rows = CatalogueEntry.objects.filter(current, kind__in=kinds, line__in=lines, since__lte=on, unit__active=True)
    known: dict[str, dict[str, list[Known]]] = {line: {} for line in lines}
    for row in rows.select_related("unit").order_by("pk"):
        names[row.unit_id] = row.unit.name
        known[row.line].setdefault(row.kind, []).append(known_of(row))
    return known


def known_of(row: CatalogueEntry) -> Known:
    return Known(row.unit_id, row.division_id or "", row.ground, row.pk, row.item, tuple(row.words), row.role)


def sure_from(kind: CaseKind) -> int:
    """From how many percent on a suggestion of this kind is taken without a person: as the office set it for the kind,
    as the kind declares it, as the office set it for all, or 80."""
    office: Mapping[str, int] = settings.JISHIYU_SURE_FROM
    declared = kind.sure_from if kind.sure_from is not None else office.get("", SURE_FROM)
    return office.get(kind.code, declared)


def _precedents(
    cases: Sequence[Case], lines: Collection[str], known: Mapping[str, Catalogue], names: dict[int, str]
) -> list[Precedent]:
    """How the latest cases of these kinds were finally handled on these lines. One query."""
    kinds = {case.kind for case in cases}
    done = Task.objects.filter(
        state=Task.State.FINISHED,
        line__in=lines,
        case__kind__in=kinds,
        case__dispatched_at__isnull=False,
        case__answered_at__isnull=False,
    ).exclude(case__in=[case.pk for case in cases])
    with_text = any(entry.item for of in known.values() for kind in kinds for entry in of.get(kind, ()))
    texts = ("case__title", "case__text") if with_text else ()
    rows = done.order_by("-case__heard_at", "-finished_at").values(
        "case_id", "line", "unit_id", "unit__name", "case__kind", "case__division_id", *texts
    )
    last: dict[tuple[int, str], Precedent] = {}
    for row in rows[:PRECEDENTS]:
        names[row["unit_id"]] = row["unit__name"]
        text = f"{row.get('case__title', '')}\n{row.get('case__text', '')}"
        entries = known.get(row["line"], {}).get(row["case__kind"], ())
        town = (row["case__division_id"] or "")[:TOWN_DIGITS]
        one = Precedent(row["line"], (row["case__kind"], town, items_in(text, entries)), row["unit_id"])
        last.setdefault((row["case_id"], row["line"]), one)
    return list(last.values())


def _alike(ended: Sequence[Precedent], case: Case, items: frozenset[str]) -> dict[int, int]:
    """Of these, those of the kind, town and items of a case, counted by unit."""
    matter, counts = (case.kind, (case.division_id or "")[:TOWN_DIGITS], items), dict[int, int]()
    for one in ended:
        if one.matter == matter:
            counts[one.unit] = counts.get(one.unit, 0) + 1
    return counts
