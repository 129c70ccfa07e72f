"""Long work of casework: a problem ledger out, a problem ledger in, letters for many cases."""

import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from jishiyu.casework import letter_values, queries, rights, sheet
from jishiyu.casework.actions.letters import note_taken_away
from jishiyu.casework.exports import Reader, chunks
from jishiyu.casework.letter_values import GATHER
from jishiyu.casework.letters import LETTERS, TO_REQUESTERS
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CaseFilter
from jishiyu.casework.sheet_imports import run_sheet
from jishiyu.casework.tables import FORMATS
from jishiyu.ledger.works import Result, Run, does_work
from jishiyu.lib.refused import Refused
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing import queries as sensing

LEAST_REASON = 5
EXPORT, IMPORT, MANY = "cases.export", "sheet.import", "letters.many"
SHEET_ENDINGS = (".xlsx", ".xls", ".csv")
MOST_LETTERS = 5000
AT_ONCE = 100


def export_params(officer: Officer, asked: CaseFilter, *, form: str, opened: bool, reason: str) -> dict[str, Any]:
    """What an export is asked for with. Names and phones come masked unless a dispatcher says why not.

    Raises Refused: export_masked_only, reason_needed.
    """
    if opened and officer.post != Post.DISPATCHER:
        raise Refused("export_masked_only")
    if opened and len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_needed")
    return {
        "form": form if form in FORMATS else "xlsx",
        "filter": _plain(asked),
        "opened": opened,
        "reason": reason.strip()[:200] if opened else "",
    }


def _plain(asked: CaseFilter) -> dict[str, Any]:
    return {name: _text(value) for name, value in asdict(asked).items() if value not in ("", None, False)}


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def filter_of(plain: Mapping[str, Any]) -> CaseFilter:
    """A filter from what `export_params` made of it."""
    known = {one.name for one in fields(CaseFilter)}
    moments = {name: datetime.fromisoformat(plain[name]) for name in ("since", "until") if name in plain}
    return CaseFilter(**{name: value for name, value in plain.items() if name in known} | moments)


@does_work(EXPORT)
def export(run: Run) -> Result:
    """The problem ledger of every case the asker may see that fits their filter."""
    officer, at = _officer(run.by), run.work.asked_at
    cases = queries.desk(officer, filter_of(run.params["filter"]), at)
    masked, form = not run.params["opened"], run.params["form"]
    knows = officer.post in rights.VERIFIES
    reader = Reader(masked, knows, at, ZoneInfo(settings.TIME_ZONE))
    run.of(cases.count())
    if not masked:
        note_taken_away(run.work.ref, run.params["reason"], run.total or 0, by=run.by, at=timezone.now())
    with FORMATS[form](run.file, sheet.headers(masked=masked), sheet.FIELDS) as out:
        for rows in chunks(cases, reader):
            out.write(rows)
            run.step(len(rows))
    data = {"opened": not masked, "reason": run.params["reason"]}
    return Result(f"问题台账-{timezone.localtime(at):%Y%m%d-%H%M}.{form}", {"rows": run.done}, data)


@does_work(IMPORT)
def take_in(run: Run) -> Result:
    """The rows of a problem ledger as cases."""
    _officer(run.by)
    source = sensing.source_by_code(run.params["source"])
    if source is None:
        raise Refused("source_unknown", source=run.params["source"])
    done = run_sheet(
        source,
        run.source,
        name=run.params["name"],
        kind=run.params["kind"],
        by=run.by,
        at=run.work.asked_at,
        of=run.of,
        step=run.step,
    )
    return Result(counts={"rows": done.rows, **done.counts}, data={"import": done.pk})


def _officer(actor: str) -> Officer:
    """Whoever asked, if they still work here."""
    officer = registry.officer_by_actor(actor)
    if officer is None:
        raise Refused("officer_unknown", username=actor)
    return officer


def letters_params(kind: str, asked: CaseFilter) -> dict[str, Any]:
    """What letters for many are asked for with. Raises Refused: letter_unknown."""
    if kind not in GATHER:
        raise Refused("letter_unknown")
    return {"kind": kind, "filter": _plain(asked)}


@does_work(MANY)
def letters_for_many(run: Run) -> Result:
    """One letter for each case that fits and of which there is something to say, in one zip."""
    officer, at, kind = _officer(run.by), run.work.asked_at, run.params["kind"]
    cases = queries.desk(officer, filter_of(run.params["filter"]), at).select_related("requester").order_by("pk")
    reader, left_out, last = letter_values.Reader(officer.post in rights.VERIFIES, at), 0, 0
    total = cases.count()
    if total > MOST_LETTERS:
        raise Refused("too_many_letters", most=MOST_LETTERS)
    run.of(total)
    if reader.knows_requester and kind in TO_REQUESTERS:
        note_taken_away(run.work.ref, _name_of(kind), total, by=run.by, at=timezone.now())
    with zipfile.ZipFile(run.file, "w", zipfile.ZIP_DEFLATED) as out:
        while batch := list(cases.filter(pk__gt=last)[:AT_ONCE]):
            for case in batch:
                left_out += _put(out, kind, case, reader)
                run.step()
            last = batch[-1].pk
    name = f"{_name_of(kind)}-{timezone.localtime(at):%Y%m%d-%H%M}.zip"
    return Result(name, {"letters": run.done - left_out, "left_out": left_out}, {"kind": kind})


def _put(out: zipfile.ZipFile, kind: str, case: Case, reader: letter_values.Reader) -> int:
    """Write one letter into the zip; 1 when there is nothing to say yet."""
    try:
        content = letter_values.letter(kind, case, reader)
    except Refused as refused:
        if refused.code == "letter_not_now":
            return 1
        raise
    out.writestr(f"{case.number}.docx", content)
    return 0


def _name_of(kind: str) -> str:
    with translation.override("zh-hans"):
        return str(LETTERS[kind].name)
