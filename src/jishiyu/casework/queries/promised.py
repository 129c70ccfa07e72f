"""Reading promises: each with its dates, and how they came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from jishiyu.casework.clock import is_late
from jishiyu.casework.models import Case, Pause, Promise
from jishiyu.lib.kept import SAMPLE, Kept
from jishiyu.lib.worktime import Limit, Step, YearMissing, explain
from jishiyu.registry import queries as registry

_PROMISES = Kept[Promise](
    lambda case: Promise.objects.filter(case=case).order_by(F("due_at").asc(nulls_last=True), "pk"), SAMPLE
)


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise as a page shows it. `pauses` are those of its case."""

    promise: Promise
    late: bool
    pauses: Sequence[tuple[datetime, datetime]]

    @property
    def steps(self) -> list[Step]:
        """Day by day, how its date came about; reckoned when it is asked for."""
        return explain_promise(self.promise, self.pauses)


def promises_of(case: Case, at: datetime) -> list[PromiseView]:
    """Promises in the order they fall due, each of which can be explained."""
    rows: list[Promise] = _PROMISES.all(case.pk)
    pauses = pauses_of(case) if any(row.extended_to for row in rows) else []
    return [PromiseView(row, is_late(row.effective_due_at, row.met_at, at), pauses) for row in rows]


def pauses_of(case: Case) -> list[tuple[datetime, datetime]]:
    """Spans in which the case waited for its requester by another's leave; one that is still open, to its last day."""
    spans = [(row.since, row.until or case.review_at) for row in Pause.objects.filter(case=case).order_by("since")]
    return [(since, until) for since, until in spans if until]


def explain_promise(promise: Promise, pauses: Sequence[tuple[datetime, datetime]] = ()) -> list[Step]:
    """Day by day, with the calendar and hours that were frozen with the promise, and with what was granted since.

    Empty while its year has no table, and wherever the reckoning would not end at the date that stands.
    """
    terms = promise.terms
    calendar = registry.calendar_kept(terms.calendar) if terms.calendar else None
    more, waited = (promise.extended_by, pauses) if promise.extended_to else (0, ())
    limit = Limit(terms.limit.amount + more, terms.limit.unit)
    try:
        steps = explain(timezone.localtime(terms.starts_at), limit, terms.hours, calendar, waited)
    except YearMissing:
        return []
    return steps if steps and steps[-1].until == promise.effective_due_at else []
