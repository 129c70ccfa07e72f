"""Loading visits, residencies and ways back to work that were lived elsewhere, or invented, in sets.

Only for an installation in which nothing else goes on: nobody is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from jishiyu.casework.marks import mark_of_words
from jishiyu.ledger import actions as ledger
from jishiyu.outreach.models import (
    OutcomeRow,
    Raised,
    Residency,
    ResidencyNote,
    Resumption,
    ReturnReading,
    Stationed,
    Visit,
    Visitor,
)

BATCH = 300


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit by one officer."""

    key: str
    subject_id: int
    officer_id: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Resided:
    """A residency with who held which post, and the days noted of each: (officer, day, words, duties done)."""

    kind: str
    subject_id: int
    since: date
    posts: Mapping[str, int]
    until: date | None = None
    closing: str = ""
    notes: Sequence[tuple[int, date, str, Sequence[str]]] = ()


@dataclass(frozen=True, slots=True)
class Resumed:
    """An enterprise's way back: its plan, how it stands since when, and people returned by day."""

    subject_id: int
    planned_on: date
    heads: int
    status: str
    status_on: date
    returned: Mapping[date, int] = field(default_factory=dict)


@transaction.atomic
def load_visits(visits: Sequence[Visited]) -> None:
    """Visits with their officer and entry, some thousands at a time."""
    first = (Visit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows = [
        Visit(pk=key, key=one.key, subject_id=one.subject_id, way=Visit.Way.IN_PERSON, took_place_at=one.at,
              arrived_at=one.at, note=one.note, note_mark=mark_of_words(one.note), by_id=one.officer_id)
        for key, one in enumerate(visits, start=first)
    ]  # fmt: skip
    ledger.load_rows(rows)
    ledger.load_rows([Visitor(visit_id=row.pk, officer_id=row.by_id) for row in rows])
    ledger.go_on_counting(Visit)
    ledger.load_deeds(
        [
            ledger.Deed(
                row.ref, "visited", at=row.took_place_at, by=f"officer:{row.by_id}",
                after={"subject": row.subject_id, "way": row.way, "took_place_at": row.took_place_at.isoformat()},
                data={"officers": [row.by_id], "cases": [], "photos": [], "appointment": None},
            )
            for row in rows
        ]
    )  # fmt: skip


@transaction.atomic
def load_residencies(resided: Sequence[Resided], *, by: str, at: datetime) -> list[Residency]:
    """Residencies with their officers and notes."""
    rows = Residency.objects.bulk_create(
        [
            Residency(kind=one.kind, subject_id=one.subject_id, since=one.since, until=one.until, closing=one.closing,
                      by=by, made_at=at)
            for one in resided
        ],
        batch_size=BATCH,
    )  # fmt: skip
    pairs = list(zip(rows, resided, strict=True))
    Stationed.objects.bulk_create(
        [
            Stationed(residency=row, officer_id=key, post=post, since=one.since, until=one.until)
            for row, one in pairs
            for post, key in one.posts.items()
        ],
        batch_size=BATCH,
    )
    ResidencyNote.objects.bulk_create(
        [
            ResidencyNote(residency=row, officer_id=key, day=day, words=words, done=list(done), at=at)
            for row, one in pairs
            for key, day, words, done in one.notes
        ],
        batch_size=BATCH,
    )
    ledger.load_deeds([deed for row, one in pairs for deed in _deeds(row, one, by, at)])
    return rows


def _deeds(row: Residency, one: Resided, by: str, at: datetime) -> list[ledger.Deed]:
    told = {"kind": one.kind, "subject": one.subject_id, "since": str(one.since), "posts": dict(one.posts)}
    found = [ledger.Deed(row.ref, "stationed", after=told, at=at, by=by)]
    found += [
        ledger.Deed(row.ref, "day_noted", after={"words": words, "done": list(done), "broken": []},
                    data={"day": str(day)}, at=at, by=f"officer:{key}")
        for key, day, words, done in one.notes
    ]  # fmt: skip
    if one.until:
        said = {"words": one.closing}
        found.append(ledger.Deed(row.ref, "ended", after={"until": str(one.until)}, data=said, at=at, by=by))
    return found


@transaction.atomic
def load_raised(raised: Sequence[tuple[int, int, int]], *, by: str, at: datetime) -> None:
    """Which cases were raised in which residency, as (residency, case, subject); the cases say the rest."""
    Raised.objects.bulk_create(
        [Raised(residency_id=residency, case_id=case, subject_id=subject, by=by, at=at)
         for residency, case, subject in raised],
        batch_size=BATCH,
    )  # fmt: skip
    deeds = [ledger.Deed(f"residency:{key}", "need_raised", data={"case": case}) for key, case, _subject in raised]
    ledger.record_many(deeds, by=by, at=at)


@transaction.atomic
def load_resumptions(resumed: Sequence[Resumed], *, source: str, by: str, at: datetime) -> None:
    """Enterprises on their way back, with their numbers by day."""
    ledger.load_rows(
        [
            Resumption(subject_id=one.subject_id, planned_on=one.planned_on, planned_heads=one.heads,
                       status=one.status, status_on=one.status_on, by=by, at=at)
            for one in resumed
        ]
    )  # fmt: skip
    ledger.load_rows(
        [
            ReturnReading(subject_id=one.subject_id, day=day, heads=heads, source=source, by=by, at=at)
            for one in resumed
            for day, heads in one.returned.items()
        ]
    )
    ledger.load_deeds([deed for one in resumed for deed in _way_back(one, source, by, at)])


def _way_back(one: Resumed, source: str, by: str, at: datetime) -> list[ledger.Deed]:
    ref = f"resumption:{one.subject_id}"
    planned = {"planned_on": str(one.planned_on), "planned_heads": one.heads, "plan": ""}
    stands = {"status": one.status, "status_on": str(one.status_on)}
    return [
        ledger.Deed(ref, "return_planned", after=planned, at=at, by=by),
        ledger.Deed(ref, "status_noted", before={"status": "not"}, after=stands, at=at, by=by),
        *(
            ledger.Deed(ref, "returned_noted", after={"heads": heads}, data={"day": str(day), "source": source},
                        at=at, by=by)
            for day, heads in one.returned.items()
        ),
    ]  # fmt: skip


@transaction.atomic
def load_case_outcomes(rows: Sequence[tuple[int, str, int, date, str, int | None]], *, by: str, at: datetime) -> None:
    """What came of cases, as (case, outcome, amount, day, source, subject)."""
    made = OutcomeRow.objects.bulk_create(
        [
            OutcomeRow(case_id=case, outcome=code, amount=amount, day=day, source=source, subject_id=subject, by=by,
                       at=at)
            for case, code, amount, day, source, subject in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    ledger.load_deeds(
        [
            ledger.Deed(row.ref, "noted", at=at, by=by, after={
                "outcome": row.outcome, "amount": row.amount, "day": str(row.day), "gathering": None,
                "case": row.case_id, "subject": row.subject_id, "source": row.source,
            })
            for row in made
        ]
    )  # fmt: skip
