"""Long work of outreach: an assignment reckoned, a list taken out or in."""

import zipfile

from django.utils import timezone, translation

from jishiyu.casework.tables import XlsxOut
from jishiyu.ledger.works import Result, Run, does_work
from jishiyu.lib.refused import Refused
from jishiyu.outreach.actions.pack_letters import note_pack_letter
from jishiyu.outreach.documents import shelf, taking
from jishiyu.outreach.documents.letters import letters
from jishiyu.outreach.documents.packs import DocumentPack, ListSheet
from jishiyu.outreach.proposing import propose
from jishiyu.outreach.queries import documents
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

PROPOSE, EXPORT, TAKE = "assignment.propose", "documents.export", "documents.take"
LETTERS, MOST_LETTERS, AT_ONCE = "documents.letters", 5000, 100


@does_work(PROPOSE)
def reckon(run: Run) -> Result:
    """Who is to look after whom. Done twice, there are two proposals that say the same; nothing else changes."""
    run.of(1)
    found = propose(
        run.params["role"],
        leaving=run.params.get("leaving", ()),
        only_needed=bool(run.params.get("only_needed")),
        by=run.by,
        at=timezone.now(),
    )
    run.step()
    counts = {name: found.figures[name] for name in ("kept", "moved", "new", "unplaced")}
    return Result(counts=counts, data={"proposal": found.pk})


@does_work(EXPORT)
def export(run: Run) -> Result:
    """One list as the asker may see it, in the office's columns."""
    pack, sheet = _sheet(run)
    officer, at = _officer(run.by), run.work.asked_at
    asked = documents.Asked(run.params.get("text", ""), run.params.get("unit"), run.params.get("state", ""))
    run.of(documents.rows(sheet, officer, asked, timezone.localdate(at)).count())
    with translation.override("zh-hans"), XlsxOut(run.file, sheet.headings, sheet.values) as out:
        for lines in documents.chunks(sheet, officer, asked, at):
            out.write(lines)
            run.step(len(lines))
    return Result(f"{sheet.name}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx", {"rows": run.done}, {"pack": pack.code})


@does_work(TAKE)
def take_in(run: Run) -> Result:
    """A list an office has filled in; rows that come back are in the file it ends with."""
    _pack, sheet = _sheet(run)
    _officer(run.by)
    with translation.override("zh-hans"):
        account = taking.take(sheet, run.source, by=run.by, at=run.work.asked_at)
        name = ""
        if account.back:
            name = f"退回的行-{sheet.name}.xlsx"
            header = ["行号", "退回原因", *account.header]
            with XlsxOut(run.file, header, header) as out:
                out.write(account.back)
    run.step(account.rows)
    return Result(name, {"rows": account.rows, **account.counts}, {"list": sheet.code})


@does_work(LETTERS)
def letters_for_many(run: Run) -> Result:
    """The pack's letter to each enterprise of a list that somebody answers for, in one zip."""
    pack, sheet = _sheet(run)
    officer, at, left_out, last = _officer(run.by), run.work.asked_at, 0, 0
    asked = documents.Asked(run.params.get("text", ""), run.params.get("unit"), "")
    found = documents.rows(sheet, officer, asked, timezone.localdate(at)).order_by("pk")
    total = found.count() if sheet.rows == "enterprises" else 0
    if not total:
        raise Refused("letter_not_now")
    if total > MOST_LETTERS:
        raise Refused("too_many_letters", most=MOST_LETTERS)
    run.of(total)
    with zipfile.ZipFile(run.file, "w", zipfile.ZIP_DEFLATED) as out:
        while batch := list(found.filter(pk__gt=last)[:AT_ONCE]):
            for profile, content in letters(pack, batch, officer, at):
                if content is None:
                    left_out += 1
                else:
                    out.writestr(f"{profile.code or profile.pk}.docx", content)
                    note_pack_letter(profile.pk, pack.code, by=run.by, at=timezone.now())
                run.step()
            last = batch[-1].pk
    name = f"{pack.name}-{timezone.localtime(at):%Y%m%d-%H%M}.zip"
    return Result(name, {"letters": run.done - left_out, "left_out": left_out}, {"pack": pack.code})


def _sheet(run: Run) -> tuple[DocumentPack, ListSheet]:
    pack = shelf.pack_of(run.params["pack"])
    sheet = pack.sheet(run.params["list"]) if pack else None
    if pack is None or sheet is None:
        raise Refused("list_unknown")
    return pack, sheet


def _officer(actor: str) -> Officer:
    officer = registry.officer_by_actor(actor)
    if officer is None:
        raise Refused("officer_unknown", username=actor)
    return officer
