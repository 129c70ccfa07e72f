"""Cases out of rows of a problem ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from jishiyu.casework.actions.opening import open_cases
from jishiyu.casework.models import Case, SheetRow
from jishiyu.casework.needs import Need
from jishiyu.casework.sheet import Row
from jishiyu.registry.people import sealer
from jishiyu.sensing.models import ImportRun


@dataclass(frozen=True, slots=True)
class Taken:
    """A row with the need it speaks of."""

    need: Need
    row: Row
    digest: str


@transaction.atomic
def open_rows(run: ImportRun, taken: Sequence[Taken], *, by: str, at: datetime) -> list[Case]:
    """Open a case for each row that is new, and keep the row beside it. A row that is known changes nothing."""
    cases = open_cases([one.need for one in taken], by=by, at=at)
    there = set(SheetRow.objects.filter(case__in=cases).values_list("case_id", flat=True))
    fresh = {case.pk: (case, one) for case, one in zip(cases, taken, strict=True) if case.pk not in there}
    SheetRow.objects.bulk_create([_kept(case, run, one) for case, one in fresh.values()], batch_size=200)
    return [case for case, _ in fresh.values()]


def _kept(case: Case, run: ImportRun, one: Taken) -> SheetRow:
    personal = {"contact": one.row.contact, "phone": one.row.phone}
    sealed = sealer().seal(msgspec.json.encode(personal).decode()) if any(personal.values()) else ""
    return SheetRow(
        case=case,
        run=run,
        digest=one.digest,
        said=dict(one.row.said),
        more=dict(one.row.more),
        personal_sealed=sealed,
    )
