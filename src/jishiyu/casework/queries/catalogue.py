"""Reading the dispatch catalogue: searched, with its history, and what a change would do to open cases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone, translation

from jishiyu.casework.catalogue import Change, Draft, draft_of
from jishiyu.casework.catalogue_file import LINES, ROLES, Names
from jishiyu.casework.kinds import kind_of, kinds
from jishiyu.casework.models import Case, CatalogueEntry
from jishiyu.casework.queries.suggesting import known_entries, suggest_many
from jishiyu.casework.suggest import Known, Suggestion
from jishiyu.ledger.models import Entry
from jishiyu.registry.models import Division, Unit

LOOKED_AT = 500  # open cases of one preview, those due first
OPEN = (Case.State.RECEIVED, Case.State.DISPATCHED, Case.State.HANDLING)


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What is searched for; empty fields ask for nothing. `past` shows what has ended, too."""

    text: str = ""
    kind: str = ""
    unit: int | None = None
    past: bool = False


def catalogue(asked: CatalogueFilter, on: date) -> list[CatalogueEntry]:
    """Entries that fit, by kind, the special before the general. Words are looked for in item, words, ground, unit and
    place."""
    rows = CatalogueEntry.objects.select_related("unit", "division", "consultation")
    if not asked.past:
        rows = rows.filter(Q(until__isnull=True) | Q(until__gte=on))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.unit:
        rows = rows.filter(unit_id=asked.unit)
    found = rows.order_by("kind", "line", "-item", "-role", "division_id", "since", "pk")
    return [row for row in found if asked.text.casefold() in _spoken(row)]


def _spoken(row: CatalogueEntry) -> str:
    place = f"{row.division.name} {row.division_id}" if row.division else ""
    return " ".join([row.item, *row.words, row.ground, row.unit.name, place]).casefold()


def catalogue_entry(entry_id: int) -> CatalogueEntry | None:
    return CatalogueEntry.objects.select_related("unit", "division", "consultation").filter(pk=entry_id).first()


def versions_of(entry: CatalogueEntry) -> list[CatalogueEntry]:
    """All versions of an entry, the newest first, in one query."""
    rows = {row.pk: row for row in CatalogueEntry.objects.filter(kind=entry.kind).select_related("unit", "division")}
    after = {row.replaces_id: row for row in rows.values() if row.replaces_id}
    newest = rows[entry.pk]
    while newest.pk in after:
        newest = after[newest.pk]
    chain = [newest]
    while chain[-1].replaces_id in rows:
        chain.append(rows[chain[-1].replaces_id or 0])
    return chain


def told_of(versions: Sequence[CatalogueEntry]) -> list[Entry]:
    """What the record says of these versions, in the order it was done."""
    return list(Entry.objects.filter(subject__in=[f"catalogue:{row.pk}" for row in versions]).order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class Trial:
    """A change to be tried: entries that would end, and drafts that would hold."""

    ends: tuple[int, ...] = ()
    adds: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """An open case for which another unit would be suggested; a unit is empty where nobody would fit."""

    case: Case
    line: str
    frm: str
    to: str
    before: int  # confidence in percent
    after: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`looked` open cases were tried, of `there`."""

    moved: list[Moved]
    looked: int
    there: int


def preview(trial: Trial, at: datetime) -> Preview:
    """Open cases that would go elsewhere, were this change in force today: the suggestion made with and without it.
    What is already with a unit stays there; only what is sent later follows the catalogue."""
    today = timezone.localdate(at)
    ending = list(CatalogueEntry.objects.filter(pk__in=trial.ends))
    touched = {(row.kind, row.line) for row in ending} | {(draft.kind, draft.line) for draft in trial.adds}
    cases = Case.objects.filter(kind__in={kind for kind, _ in touched}, state__in=OPEN, merged_into__isnull=True)
    some = list(cases.select_related("source").order_by("next_due_at", "pk")[:LOOKED_AT])
    moved: list[Moved] = []
    for line in sorted({line for _, line in touched}):
        kinds = {kind for kind, of in touched if of == line}
        moved += _moved([case for case in some if case.kind in kinds], line, trial, today, at)
    return Preview(moved, len(some), len(some) if len(some) < LOOKED_AT else cases.count())


def _moved(cases: Sequence[Case], line: str, trial: Trial, today: date, at: datetime) -> list[Moved]:
    if not cases:
        return []
    now = known_entries({case.kind for case in cases}, line, today)
    then = {kind: [one for one in rows if one.entry not in trial.ends] for kind, rows in now.items()}
    for draft in trial.adds:
        if draft.line == line and draft.role == "lead":
            known = Known(draft.unit_id, draft.division or "", draft.ground, None, draft.item, draft.words)
            then.setdefault(draft.kind, []).append(known)
    before = suggest_many(cases, at, line, catalogue=now)
    after = suggest_many(cases, at, line, catalogue=then)
    differ = [
        (case, old[:1], new[:1])
        for case, old, new in zip(cases, before, after, strict=True)
        if [one.unit for one in old[:1]] != [one.unit for one in new[:1]]
    ]
    wanted = {one.unit for _, old, new in differ for one in (*old, *new)}
    names = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def said(best: Sequence[Suggestion]) -> tuple[str, int]:
        return (names[best[0].unit], best[0].confidence) if best else ("", 0)

    return [Moved(case, line, said(old)[0], said(new)[0], said(old)[1], said(new)[1]) for case, old, new in differ]


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows of a file beside the catalogue in force: new ones, new versions of old ones, and how many say the same."""

    changes: list[Change]
    same: int


def compared(drafts: Sequence[Draft], on: date) -> Compared:
    """What a file would change. An entry the file does not mention stays; the later of two rows of one key counts."""
    rows = CatalogueEntry.objects.filter(Q(until__isnull=True), since__lte=on)
    standing = {draft_of(row).key: (row.pk, draft_of(row)) for row in rows.order_by("pk")}
    wanted = {draft.key: draft for draft in drafts}
    changes, same = [], 0
    for key, draft in wanted.items():
        old = standing.get(key)
        if old is None:
            changes.append(Change(draft))
        elif old[1] == draft:
            same += 1
        else:
            changes.append(Change(draft, old[0]))
    return Compared(changes, same)


def names_for_file() -> Names:
    """What the words of a catalogue file may mean."""
    named: dict[str, str] = {}
    for kind in kinds():
        for language in ("zh-hans", "en"):
            with translation.override(language):
                named[str(kind.name)] = kind.code
        named[kind.code] = kind.code
    units: dict[str, int] = {}
    for key, code, name in Unit.objects.filter(active=True).values_list("pk", "code", "name"):
        units[name] = units[code] = key

    def there(codes: Collection[str]) -> set[str]:
        return set(Division.objects.filter(pk__in=codes).values_list("code", flat=True))

    return Names(named, units, there)


def file_rows(entries: Sequence[CatalogueEntry]) -> list[list[str]]:
    """Entries as rows of the file."""
    lines, roles = ({code: word for word, code in known.items()} for known in (LINES, ROLES))
    return [
        [
            row.kind,
            _kind_name(row.kind),
            row.item,
            "、".join(row.words),
            lines.get(row.line, row.line),
            roles.get(row.role, row.role),
            row.division_id or "",
            row.division.name if row.division else "",
            row.unit.code,
            row.unit.name,
            row.ground,
            str(row.since),
            str(row.until or ""),
            str(row.pk),
        ]
        for row in entries
    ]


def _kind_name(code: str) -> str:
    try:
        with translation.override("zh-hans"):
            return str(kind_of(code).name)
    except LookupError:
        return code
