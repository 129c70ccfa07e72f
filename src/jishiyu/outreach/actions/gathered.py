"""Loading gatherings that were held elsewhere, or invented: rows and entries as the deeds would have left them.

Only for an installation in which nothing else goes on: nobody is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.outreach.models import Gathering, Guest, OutcomeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A gathering that was held: who of its guests came with how many people (0: did not come), and what came of it
    as (outcome, amount, source, subject)."""

    kind: str
    title: str
    unit_id: int
    starts_at: datetime
    division_code: str | None = None
    place: str = ""
    length: str = Gathering.Length.SESSION
    form: str = ""
    minutes: str = ""
    others: int = 0
    subjects: Mapping[int, int] = field(default_factory=dict)
    officers: Mapping[int, int] = field(default_factory=dict)
    outcomes: Sequence[tuple[str, int, str, int | None]] = ()


@transaction.atomic
def load_gatherings(held: Sequence[Held], *, by: str) -> list[Gathering]:
    """Write them with their entries, in a few statements for each hundred."""
    rows = Gathering.objects.bulk_create([_row(one, by) for one in held], batch_size=300)
    guests = [guest for row, one in zip(rows, held, strict=True) for guest in _guests(row, one)]
    Guest.objects.bulk_create(guests, batch_size=400)
    outcomes = OutcomeRow.objects.bulk_create(
        [
            OutcomeRow(outcome=code, amount=amount, day=timezone.localdate(row.starts_at), gathering=row,
                       subject_id=subject, source=source, by=by, at=row.held_at or row.starts_at)
            for row, one in zip(rows, held, strict=True)
            for code, amount, source, subject in one.outcomes
        ],
        batch_size=300,
    )  # fmt: skip
    came: dict[int, list[Guest]] = {}
    for guest in guests:
        came.setdefault(guest.gathering_id, []).append(guest)
    deeds = [deed for row in rows for deed in _deeds(row, came.get(row.pk, []), by)]
    deeds += [
        ledger.Deed(one.ref, "noted", at=one.at, by=by, after={
            "outcome": one.outcome, "amount": one.amount, "day": str(one.day), "gathering": one.gathering_id,
            "case": None, "subject": one.subject_id, "source": one.source,
        })
        for one in outcomes
    ]  # fmt: skip
    ledger.load_deeds(deeds)
    return rows


def _row(one: Held, by: str) -> Gathering:
    return Gathering(
        kind=one.kind, title=one.title, unit_id=one.unit_id, division_id=one.division_code, place=one.place,
        starts_at=one.starts_at, length=one.length, form=one.form, minutes=one.minutes, others=one.others,
        state=Gathering.State.HELD, held_at=one.starts_at + timedelta(hours=8), by=by,
        made_at=one.starts_at - timedelta(days=7), version=3,
    )  # fmt: skip


def _guests(row: Gathering, one: Held) -> list[Guest]:
    return [
        Guest(gathering=row, subject_id=subject, officer_id=officer, invited_at=row.made_at, attended=times > 0,
              times=times)
        for subject, officer, times in (
            *((key, None, times) for key, times in one.subjects.items()),
            *((None, key, times) for key, times in one.officers.items()),
        )
    ]  # fmt: skip


def _deeds(row: Gathering, guests: Sequence[Guest], by: str) -> list[ledger.Deed]:
    said = {"state": "planned", "kind": row.kind, "title": row.title, "unit": row.unit_id, "place": row.place,
            "starts_at": row.starts_at.isoformat(), "form": row.form}  # fmt: skip
    told = {"subjects": [one.subject_id for one in guests if one.subject_id],
            "officers": [one.officer_id for one in guests if one.officer_id]}  # fmt: skip
    came = {str(one.pk): [one.attended, one.times, one.reason] for one in guests}
    held = {"state": row.state, "minutes": row.minutes, "chair": row.chair, "length": row.length}
    return [
        ledger.Deed(row.ref, "planned", after=said, data={"series": None, "moved_from": None}, at=row.made_at, by=by),
        ledger.Deed(row.ref, "invited", data=told, at=row.made_at, by=by),
        ledger.Deed(row.ref, "attendance", after={"others": row.others}, data={"came": came}, at=row.held_at, by=by),
        ledger.Deed(row.ref, "held", before={"state": "planned"}, after=held, at=row.held_at, by=by),
    ]
