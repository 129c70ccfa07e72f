"""Taking in a problem ledger: every row becomes a case, is known before, or comes back with its reason."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone, translation

from jishiyu.casework import clock, sheet
from jishiyu.casework.actions.sheets import Taken, open_rows
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case, SheetRow
from jishiyu.casework.needs import Need
from jishiyu.casework.sheet import Row
from jishiyu.lib.masks import mask_text
from jishiyu.lib.worktime import Calendar, Hours, Limit
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import subject_for
from jishiyu.registry.models import Subject
from jishiyu.registry.people import phone_digits
from jishiyu.sensing import actions as sensing
from jishiyu.sensing import sheets
from jishiyu.sensing.models import ImportRun, RejectedRow, Source

BATCH = 200
LONGEST_TITLE = 40
LANGUAGES = ("zh-hans", "en")

Numbered = tuple[int, list[sheets.Cell], Row]


@dataclass(slots=True)
class Office:
    """What rows are read against: kinds by their names, places and companies met so far."""

    source: Source
    kind: str  # of rows whose category no service line knows
    by: str
    at: datetime
    calendar: Calendar
    kinds: dict[str, str] = field(default_factory=dict)
    hours: dict[date, Hours] = field(default_factory=dict)
    places: dict[str, str | None] = field(default_factory=dict)
    companies: dict[str, int] = field(default_factory=dict)


def run_sheet(
    source: Source,
    path: Path,
    *,
    name: str,
    kind: str,
    by: str,
    at: datetime,
    of: Callable[[int], None] = lambda total: None,
    step: Callable[[int], None] = lambda steps: None,
) -> ImportRun:
    """Take in one file; opened + seen_before + rejected add up to the rows.

    `of` and `step` hear how far it is. Begun again after a break, it goes on with the account it had opened.
    Raises Refused when the file as a whole cannot be read or lacks a required column.
    """
    table = sheets.read(path, sheet.HEADERS, sheet.REQUIRED)
    run = sensing.begin_import(source, name, hashlib.sha256(path.read_bytes()).hexdigest(), table.header, by=by, at=at)
    office = Office(source, kind, by, at, registry.calendar(), kinds=_kinds_by_name())
    good, bad = _sort(table, run, office)
    of(len(table.rows))
    step(len(bad))
    counts = Counter({"opened": 0, "seen_before": 0})
    for start in range(0, len(good), BATCH):
        batch = good[start : start + BATCH]
        bad += _take(run, batch, office, counts)
        step(len(batch))
    counts["rejected"] = len(bad)
    sensing.reject_rows(sorted(bad, key=lambda row: row.number))
    sensing.finish_import(run, len(table.rows), counts, by=by, at=at)
    return run


def _kinds_by_name() -> dict[str, str]:
    """Codes of declared kinds by their names, in both languages, and by themselves."""
    found: dict[str, str] = {}
    for language in reversed(LANGUAGES):
        with translation.override(language):
            found |= {str(kind.name).casefold(): kind.code for kind in kinds()}
    return found | {kind.code: kind.code for kind in kinds()}


def _sort(table: sheets.Table, run: ImportRun, office: Office) -> tuple[list[Numbered], list[RejectedRow]]:
    good: list[Numbered] = []
    bad: list[RejectedRow] = []
    digests: dict[str, str] = {}
    zone = timezone.get_default_timezone()
    for number, cells in table.rows:
        try:
            row = sheet.read(table, cells, zone, office.at)
            if digests.setdefault(_key(office.source, row), _digest(row)) != _digest(row):
                raise sheets.BadCell("number", "id_twice_in_file", row.number)
        except sheets.BadCell as trouble:
            bad.append(_rejected(run, number, cells, trouble))
            continue
        good.append((number, cells, row))
    return good, bad


def _take(run: ImportRun, batch: Sequence[Numbered], office: Office, counts: Counter[str]) -> list[RejectedRow]:
    """Open what is new. Returns the rows whose number is known with other words."""
    keyed = [(number, cells, row, _key(office.source, row)) for number, cells, row in batch]
    rows = SheetRow.objects.filter(case__origin_key__in=[key for *_, key in keyed])
    known = {
        key: (digest, mine == run.pk) for key, digest, mine in rows.values_list("case__origin_key", "digest", "run")
    }
    ours = _own_cases([row.number for _, _, row, _ in keyed if row.number])
    fresh: dict[str, Taken] = {}
    bad = []
    for number, cells, row, key in keyed:
        digest = _digest(row)
        if _is_own(row, ours) or key in fresh or known.get(key) == (digest, False):
            counts["seen_before"] += 1
        elif key not in known:
            fresh[key] = Taken(_need(row, key, office), row, digest)
        elif known[key][0] == digest:
            counts["opened"] += 1  # by this very run, before it was broken off
            known[key] = (digest, False)
        else:
            bad.append(_rejected(run, number, cells, sheets.BadCell("number", "known_with_other_words", row.number)))
    counts["opened"] += len(open_rows(run, list(fresh.values()), by=office.by, at=office.at))
    return bad


def _own_cases(numbers: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    """When and what, of cases of this office that have these numbers and came from no sheet."""
    rows = Case.objects.filter(number__in=numbers, sheet_row__isnull=True).values_list("number", "heard_at", "text")
    return {number: (heard_at, text) for number, heard_at, text in rows}


def _is_own(row: Row, ours: Mapping[str, tuple[datetime, str]]) -> bool:
    """Whether the row is a case of this office, taken out before; another office may number its own alike."""
    if row.number not in ours:
        return False
    heard_at, text = ours[row.number]
    same_minute = heard_at.replace(second=0, microsecond=0) == row.heard_at.replace(second=0, microsecond=0)
    return same_minute and row.text in {sheets.text(text), sheets.text(mask_text(text))}


def _key(source: Source, row: Row) -> str:
    """By what a row is known again: its number or, without one, what it says."""
    said = row.number or f"{row.heard_at.isoformat()}|{row.company}|{row.text}"
    return "sheet:" + hashlib.sha256(f"{source.pk}|{said}".encode()).hexdigest()[:40]


def _digest(row: Row) -> str:
    whole = [sorted(row.said.items()), sorted(row.more.items()), row.contact, row.phone]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _need(row: Row, key: str, office: Office) -> Need:
    kind = office.kinds.get(row.said.get("kind", "").casefold(), office.kind)
    place = row.said.get("place", "")
    return Need(
        pack=kind.partition(".")[0],
        kind=kind,
        title=_title(row.text),
        text=row.text,
        source_id=office.source.pk,
        heard_at=row.heard_at,
        requester_id=_requester(row, office),
        division_code=_place(place, office),
        place_words=place[:80],
        answer=row.answer,
        answered_at=row.closed_at,
        promised_at=row.promised_at or _reckoned(row, office),
        origin_key=key,
    )


def _title(text: str) -> str:
    first = text.splitlines()[0].partition("。")[0]
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def _reckoned(row: Row, office: Office) -> datetime | None:
    """The date of a limit given in working days, by the calendar of now and the hours of its day."""
    if row.working_days is None:
        return None
    day = timezone.localdate(row.heard_at)
    if day not in office.hours:
        office.hours[day] = registry.opening_hours(day)
    return clock.effective_due(
        row.heard_at, Limit(row.working_days, "working_days"), office.hours[day], office.calendar
    )


def _requester(row: Row, office: Office) -> int | None:
    phone = row.phone if "*" not in row.phone and len(phone_digits(row.phone)) >= 7 else ""
    known = office.companies.get(row.company) if row.company and not phone else None
    if known or not (row.company or row.contact or phone):
        return known
    subject = subject_for(
        name=row.company or row.contact,
        phone=phone,
        kind=Subject.Kind.ENTERPRISE if row.company else Subject.Kind.RESIDENT,
        by=office.by,
        at=office.at,
    )
    if row.company:
        office.companies[row.company] = subject.pk
    return subject.pk


def _place(words: str, office: Office) -> str | None:
    """The division that is surely meant: the one of that name within the source's own, or anywhere the one whose
    whole name ends so; otherwise the source's own."""
    home = office.source.division_id
    if words and words not in office.places:
        last = words.split()[-1]
        meant = [found.code for found in registry.search_divisions(last, within=home or "") if found.name == last]
        if len(meant) != 1:
            named = [found.code for found in registry.search_divisions(last) if found.name == last]
            whole = registry.place_names([(code, None) for code in named])
            meant = [code for code in named if whole[(code, None)].endswith(words)]
        office.places[words] = meant[0] if len(meant) == 1 else home
    return office.places.get(words, home)


def _rejected(run: ImportRun, number: int, cells: Sequence[sheets.Cell], trouble: sheets.BadCell) -> RejectedRow:
    return RejectedRow(
        run=run,
        number=number,
        field=trouble.field,
        code=trouble.code,
        params={"value": trouble.value},
        row=[sheets.text(cell) for cell in cells],
    )
