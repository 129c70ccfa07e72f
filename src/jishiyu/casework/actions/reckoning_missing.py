"""Promises whose year had no calendar when they were made get their date as soon as it has one."""

from datetime import datetime

from django.db import transaction

from jishiyu.casework import clock
from jishiyu.casework.actions.changing import change_case, next_due_of, plain
from jishiyu.casework.models import Case, Promise
from jishiyu.lib.worktime import Hours, Limit
from jishiyu.registry import queries as registry
from jishiyu.registry.actions import note_calendar_version


@transaction.atomic
def reckon_missing(*, by: str, at: datetime) -> int:
    """Reckon promises whose year had no calendar when they were made, as soon as it has one. Returns how many.

    Only for years that had no table then does the table of today count.
    """
    today = registry.calendar()
    waiting = list(Promise.objects.select_for_update().filter(due_at__isnull=True))
    done = []
    for promise in waiting:
        limit = Limit.of(promise.amount, promise.unit)
        calendar = registry.calendar_kept(promise.calendar_id).filled_from(today) if promise.calendar_id else today
        promise.due_at = clock.effective_due(promise.starts_at, limit, Hours.from_plain(promise.hours), calendar)
        if promise.due_at is not None and promise.tightened_to is not None and promise.due_at <= promise.tightened_to:
            promise.tightened_to, promise.tightened = None, {}  # the kind it was taken for promised it earlier still
        if promise.due_at is not None:
            promise.calendar = note_calendar_version(calendar, at=at)
            done.append(promise)
    Promise.objects.bulk_update(done, ["due_at", "calendar", "tightened_to", "tightened"])
    cases = Case.objects.select_for_update().in_bulk({promise.case_id for promise in done})
    for promise in done:
        _refresh_next_due(cases[promise.case_id], promise, by=by, at=at)
    return len(done)


def _refresh_next_due(case: Case, promise: Promise, *, by: str, at: datetime) -> None:
    fields = {"next_due_at": next_due_of(case) if case.closed_at is None else None}
    if promise.what == "resolve":
        fields |= {"original_due_at": promise.due_at, "due_at": promise.effective_due_at}
    data = {"what": promise.what, "due_at": plain(promise.due_at)}
    change_case(case, "reckoned", fields, by=by, at=at, data=data)
