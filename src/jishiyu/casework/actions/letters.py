"""Forms of letters that an office changes, and the note that a letter was written."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from jishiyu.casework.letters import LETTERS, sample_of, values_of
from jishiyu.casework.models import Case, LetterForm
from jishiyu.ledger import actions as ledger
from jishiyu.lib.letters import Template, fill
from jishiyu.lib.refused import Refused


def change_letter(kind: str, name: str, content: bytes, *, by: str, at: datetime) -> LetterForm:
    """A new version of a letter's form, if a letter of made-up values can be written with it; otherwise the old stays.

    Raises Refused: letter_unknown, and what a wrong form raises.
    """
    if kind not in LETTERS:
        raise Refused("letter_unknown", kind=kind[:20])
    fill(Template(name, content), values_of(sample_of(LETTERS[kind].contract)))
    return _next(kind, name, content, by=by, at=at)


def restore_letter(kind: str, *, by: str, at: datetime) -> LetterForm:
    """Our own form counts again, as one more version. Raises Refused: letter_unknown."""
    if kind not in LETTERS:
        raise Refused("letter_unknown", kind=kind[:20])
    return _next(kind, "", b"", by=by, at=at)


@transaction.atomic
def _next(kind: str, name: str, content: bytes, *, by: str, at: datetime) -> LetterForm:
    versions = LetterForm.objects.filter(kind=kind)
    list(versions.select_for_update().values_list("pk"))
    version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    form = LetterForm.objects.create(
        kind=kind,
        version=version,
        name=name[:120],
        content=content,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        by=by,
        at=at,
    )
    data = {"version": version, "name": form.name, "sha256": form.sha256}
    ledger.record(f"letter:{kind}", "changed" if content else "restored", by=by, at=at, data=data)
    return form


@transaction.atomic
def note_letter(case: Case, kind: str, *, named: bool, by: str, at: datetime) -> None:
    """A letter about this case was written and taken away; `named`: with the requester's full name in it."""
    data = {"case": case.number, "kind": kind}
    ledger.record(f"letters:{case.pk}", "written", by=by, at=at, data=data)
    if named:
        ledger.record(f"sight:{case.ref}", "named_in_letter", by=by, at=at, data=data)


@transaction.atomic
def note_taken_away(work: str, why: str, rows: int, *, by: str, at: datetime) -> None:
    """Names of requesters, unmasked, went into the file of a long work."""
    ledger.record(f"sight:{work}", "contacts_exported", by=by, at=at, data={"why": why, "rows": rows})
