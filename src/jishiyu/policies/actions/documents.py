"""Documents and their clauses: kept, corrected, replaced."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.policies import rights
from jishiyu.policies.drafts import ClauseDraft, DocumentDraft, checked_document
from jishiyu.policies.models import Clause, Document

FIELDS = ("title", "number", "issuer", "url", "issued", "since", "until")


@transaction.atomic
def keep_document(draft: DocumentDraft, *, document_id: int | None = None, by: str, at: datetime) -> Document:
    """Make a document, or correct one with its clauses; a clause that is not named stays. Its address stays, too. One
    that replaces another ends it on the day before. Saying the same again changes nothing.

    Raises Refused: not_yours, policy_field_needed, policy_field_wrong, policy_days, document_unknown, document_taken,
    document_replaced.
    """
    rights.check(by, rights.WRITES)
    draft = checked_document(draft)
    row = _row(draft, document_id, by=by, at=at)
    before = _plain(row) if row.pk else {}
    for name in FIELDS:
        setattr(row, name, getattr(draft, name))
    after = _plain(row)
    if not row.pk:
        row.save()
        if not row.code:
            row.code = f"d{row.pk}"
            row.save(update_fields=["code"])
        after["code"] = row.code
    elif before != after:
        row.version += 1
        row.save(update_fields=[*FIELDS, "version"])
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    clauses = _keep_clauses(row, draft.clauses)
    if changed or clauses:
        was = {name: before[name] for name in changed if name in before}
        ledger.record(row.ref, "kept", by=by, at=at, before=was, after=changed, data={"clauses": clauses})
    if row.replaces and not before:
        _end(row.replaces, row, by=by, at=at)
    return row


def _row(draft: DocumentDraft, document_id: int | None, *, by: str, at: datetime) -> Document:
    if document_id is not None:
        row = Document.objects.select_for_update().filter(pk=document_id).first()
        if row is None:
            raise Refused("document_unknown", document=str(document_id))
        return row
    if draft.code and Document.objects.filter(code=draft.code).exists():
        raise Refused("document_taken", document=draft.code)
    replaces = None
    if draft.replaces:
        replaces = Document.objects.select_for_update().filter(code=draft.replaces).first()
        if replaces is None:
            raise Refused("document_unknown", document=draft.replaces[:40])
        if Document.objects.filter(replaces=replaces).exists():
            raise Refused("document_replaced", document=draft.replaces)
    return Document(code=draft.code, replaces=replaces, kept_by=by, kept_at=at)


def _plain(row: Document) -> dict[str, Any]:
    return {name: str(value) if value is not None else None for name in FIELDS for value in [getattr(row, name)]}


def _keep_clauses(document: Document, drafts: Sequence[ClauseDraft]) -> list[dict[str, str]]:
    """What changed, each with its words before and after."""
    there = {clause.code: clause for clause in document.clauses.all()}
    told = []
    for place, draft in enumerate(drafts, start=1):
        code = draft.code or str(place)
        said = {"number": draft.number.strip()[:40], "text": draft.text.strip(), "place": place}
        clause = there.get(code)
        if clause is None:
            Clause.objects.create(document=document, code=code, **said)
            told.append({"code": code, "number": str(said["number"]), "text": str(said["text"])})
        elif any(getattr(clause, name) != value for name, value in said.items()):
            told.append({"code": code, "number": str(said["number"]), "text": str(said["text"]), "was": clause.text})
            for name, value in said.items():
                setattr(clause, name, value)
            clause.save(update_fields=[*said])
    return told


def _end(old: Document, new: Document, *, by: str, at: datetime) -> None:
    last = new.since - timedelta(days=1)
    if old.until is not None and old.until <= last:
        return
    before = {"until": str(old.until) if old.until else None}
    old.until, old.version = last, old.version + 1
    old.save(update_fields=["until", "version"])
    data = {"by_document": new.code}
    ledger.record(old.ref, "document_replaced", by=by, at=at, before=before, after={"until": str(last)}, data=data)
