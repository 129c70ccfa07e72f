"""The date a case falls due after what was granted: reckoned from the start again, with what was frozen then."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from jishiyu.casework import clock
from jishiyu.casework.models import Case, Pause, Promise
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Pause as Span
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import note_calendar_version


def promise_to_resolve(case: Case) -> Promise:
    """Locked. Raises Refused("no_date_yet") while the calendar of its year is missing."""
    rows = Promise.objects.select_for_update()
    dated = Q(due_at__isnull=False) | Q(tightened_to__isnull=False)
    promise = rows.filter(dated, case=case, what="resolve").first()
    if promise is None:
        raise Refused("no_date_yet", number=case.number)
    return promise


def would_be(case: Case, *, extended_by: int, at: datetime) -> datetime:
    """The date an extension would bring, as things stand. Raises Refused("no_date_yet")."""
    promise = promise_to_resolve(case)
    promise.extended_by = extended_by
    return _date(promise, _spans(case, case.review_at or at), at)


def _spans(case: Case, open_until: datetime) -> list[Span]:
    rows = Pause.objects.filter(case=case).values_list("since", "until")
    return [(since, until or open_until) for since, until in rows]


def reckon_again(
    case: Case, *, extended_by: int | None = None, open_until: datetime | None = None, at: datetime
) -> dict[str, Any]:
    """Put the effective date beside the promised one, which never moves. `open_until`: when a pause that still runs
    ends at the latest. Returns what changes on the case. Raises Refused("no_date_yet")."""
    promise = promise_to_resolve(case)
    if extended_by is not None:
        promise.extended_by = extended_by
    found = _date(promise, _spans(case, open_until or at), at)
    promise.extended_to = found if found != promise.terms.due_at else None
    promise.save(update_fields=["extended_by", "extended_to", "calendar", "tightened"])
    rows = Promise.objects.filter(case=case)
    return {"due_at": found, "next_due_at": clock.next_due([(one.effective_due_at, one.met_at) for one in rows])}


def _date(promise: Promise, spans: list[Span], at: datetime) -> datetime:
    """By the frozen calendar; where that lacks a year, filled with the table of today, and frozen again as filled."""
    terms = promise.terms
    calendar = registry.calendar_kept(terms.calendar) if terms.calendar else None
    more = promise.extended_by
    found = clock.effective_due(terms.starts_at, terms.limit, terms.hours, calendar, more, spans)
    if found is None and calendar is not None:
        calendar = calendar.filled_from(registry.calendar())
        found = clock.effective_due(terms.starts_at, terms.limit, terms.hours, calendar, more, spans)
        version = note_calendar_version(calendar, at=at)
        if terms.kind:
            promise.tightened["calendar"] = version.pk
        else:
            promise.calendar = version
    if found is None:
        raise Refused("no_date_yet", number=promise.case.number)
    return found
