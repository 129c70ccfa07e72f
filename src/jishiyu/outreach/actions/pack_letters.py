"""That a document pack's letter was written to an enterprise and taken away."""

from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger


@transaction.atomic
def note_pack_letter(subject_id: int, pack: str, *, by: str, at: datetime) -> None:
    ledger.record(f"letters:subject:{subject_id}", "written", by=by, at=at, data={"pack": pack, "kind": "pack_letter"})
