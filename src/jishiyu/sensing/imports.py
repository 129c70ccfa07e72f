"""Taking in a file of letters or work orders: every row is judged, joined, known before, or handed back."""

import hashlib
import io
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer
from jishiyu.sensing import actions, queries, sheets
from jishiyu.sensing.doors import lines
from jishiyu.sensing.models import ImportRun, RejectedRow, Source
from jishiyu.sensing.raw import RawMessage

BATCH = 500
JSON_LINES = (".jsonl", ".ndjson")
LINE = "line"
LONGEST_SHOWN = 2000
LONGEST_ID = 120
EARLIEST_YEAR = 1950
AHEAD = timedelta(days=1)  # how far a row's time may lie in the future: clocks differ, years do not


def run_import(source: Source, path: Path, *, by: str, at: datetime) -> ImportRun:
    """Import one file. new_lead + joined + chatter + seen_before + rejected add up to the rows.

    Raises Refused when the file as a whole cannot be read or lacks a required column.
    """
    content = _read(path)
    sha256 = hashlib.sha256(content if isinstance(content, bytes) else path.read_bytes()).hexdigest()
    header = [LINE] if isinstance(content, bytes) else content.header
    run = actions.start_import(source, path.name, sha256, header, by=by, at=at)
    good, bad = _sort_lines(content, run, at) if isinstance(content, bytes) else _sort(content, run, at)
    actions.reject_rows(bad)
    counts = Counter({"rejected": len(bad), "new_lead": 0, "joined": 0, "chatter": 0, "seen_before": 0})
    for start in range(0, len(good), BATCH):
        done = actions.take_messages(source, good[start : start + BATCH], by=by, at=at, run=run)
        counts.update(new_lead=done.new_lead, joined=done.joined, chatter=done.chatter, seen_before=done.seen_before)
        if done.corrected:  # a table of letters never holds any
            counts["corrected"] += done.corrected
    actions.finish_import(run, len(good) + len(bad), counts, by=by, at=at)
    return run


def _read(path: Path) -> sheets.Table | bytes:
    """A table, or the lines of a file of JSON lines."""
    if path.suffix.lower() not in JSON_LINES:
        return sheets.read(path)
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise Refused("file_unreadable", file=path.name, why=str(trouble)[:200]) from trouble
    if not content.strip():
        raise Refused("file_empty", file=path.name)
    return content


def _sort_lines(content: bytes, run: ImportRun, at: datetime) -> tuple[list[RawMessage], list[RejectedRow]]:
    good: list[RawMessage] = []
    bad: list[RejectedRow] = []
    for number, line in lines.numbered(content):
        try:
            said = lines.message_of(line, at)
        except lines.BadLine as trouble:
            shown = line.decode("utf-8", "replace").replace("\x00", "")[:LONGEST_SHOWN]
            cell = sheets.BadCell(trouble.field, trouble.code)
            bad.append(_rejected(run, number, cell, [shown]))
            continue
        good.append(replace(said, sender=sealer().index(said.sender)))
    return good, bad


def _sort(table: sheets.Table, run: ImportRun, at: datetime) -> tuple[list[RawMessage], list[RejectedRow]]:
    good: list[RawMessage] = []
    bad: list[RejectedRow] = []
    seen: dict[str, RawMessage] = {}
    for number, row in table.rows:
        try:
            message = _message(table, row, at)
            if message.id in seen and seen[message.id] != message:
                raise sheets.BadCell("id", "id_twice_in_file", message.id)
        except sheets.BadCell as trouble:
            bad.append(_rejected(run, number, trouble, row))
            continue
        seen.setdefault(message.id, message)
        good.append(message)
    return good, bad


def _message(table: sheets.Table, row: list[sheets.Cell], at: datetime) -> RawMessage:
    zone = timezone.get_default_timezone()
    title, text = (sheets.text(table.cell(row, field)) for field in ("title", "text"))
    if not title and not text:
        raise sheets.BadCell("text", "text_missing")
    if len(text) > sheets.LONGEST_TEXT:
        raise sheets.BadCell("text", "text_too_long", text)
    said_at = sheets.moment(table.cell(row, "time"), "time", zone)
    if said_at > at + AHEAD:
        raise sheets.BadCell("time", "time_in_future", sheets.text(table.cell(row, "time")))
    if said_at.year < EARLIEST_YEAR:
        raise sheets.BadCell("time", "time_unreadable", sheets.text(table.cell(row, "time")))
    external_id = sheets.text(table.cell(row, "id"))
    if len(external_id) > LONGEST_ID:
        raise sheets.BadCell("id", "id_too_long", external_id)
    if not external_id:
        external_id = "row:" + hashlib.sha256(f"{said_at}|{title}|{text}".encode()).hexdigest()
    return RawMessage(
        id=external_id,
        title=" ".join(title.split()),
        text=text or title,
        time=said_at,
        sender=sealer().index(sheets.text(table.cell(row, "sender"))),
        role="requester",
        details=_details(table, row, said_at),
    )


def _details(table: sheets.Table, row: list[sheets.Cell], said_at: datetime) -> tuple[tuple[str, str], ...]:
    """The other columns as text; an official answer by its own names, with its time checked."""
    details = {
        name: sheets.text(cell)
        for place, (name, cell) in enumerate(zip(table.header, row, strict=False))
        if name and place not in table.columns.values() and sheets.text(cell)
    }
    answer = sheets.text(table.cell(row, "answer"))
    if answer:
        cell = table.cell(row, "answered_at")
        zone = timezone.get_default_timezone()
        answered_at = sheets.moment(cell, "answered_at", zone) if sheets.text(cell) else said_at
        if answered_at < said_at:
            raise sheets.BadCell("answered_at", "answered_before_asked", sheets.text(cell))
        details |= {"answer": answer, "answered_at": answered_at.isoformat()}
    address = sheets.text(table.cell(row, "address"))
    if address:
        details["address"] = address
    return tuple(sorted(details.items()))


def _rejected(run: ImportRun, number: int, trouble: sheets.BadCell, row: list[sheets.Cell]) -> RejectedRow:
    return RejectedRow(
        run=run,
        number=number,
        field=trouble.field,
        code=trouble.code,
        params={"value": trouble.value},
        row=[sheets.text(cell) for cell in row],
    )


REASONS = {
    "text_missing": _("The row has no text"),
    "text_too_long": _("The text is longer than 20,000 characters"),
    "time_missing": _("The row has no time"),
    "time_unreadable": _("The time cannot be read"),
    "time_in_future": _("The time lies in the future"),
    "id_too_long": _("The number is longer than 120 characters"),
    "id_twice_in_file": _("Another row of this file has the same number and other words"),
    "answered_before_asked": _("The answer is dated before the letter"),
    "closed_without_time": _("The row says that it is closed, and not when"),
    "due_before_heard": _("The date promised lies before the row's own"),
    "known_with_other_words": _("This number is known here with other words; change it in its case"),
    "not_json": _("The line is no JSON"),
    "bad_field": _("A field is missing or of another type"),
    "missing": _("A field is empty"),
    "too_long": _("A field is longer than allowed"),
    "nul_character": _("A field holds the character U+0000"),
    "bad_character": _("A field holds half of a character"),
    "time_without_zone": _("The time says no zone"),
    "time_out_of_range": _("The time is before the year 2000 or lies in the future"),
}


def reason_of(row: RejectedRow) -> str:
    """Why a row came back, in the reader's language, with the value that was there."""
    detail = row.params.get("value", "") or (row.field if row.code in lines.CODES else "")
    return f"{REASONS[row.code]}" + (f": {detail}" if detail else "")


def rejected_file(run: ImportRun) -> bytes:
    """The rows that came back, as a workbook: as they were, and a last column that says why."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*run.header, gettext("Row"), gettext("Why it came back")])
        for place, row in enumerate(queries.rejected(run), start=1):
            cells = [*row.row, *[""] * (len(run.header) - len(row.row))]
            sheet.write_row(place, 0, [*cells[: len(run.header)], row.number, reason_of(row)])
    return out.getvalue()
