"""Gatherings are planned: series by their rule, made ahead by a job, and single ones; moved, or not held."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Calendar, YearMissing
from jishiyu.notices.actions import tell
from jishiyu.outreach import holding
from jishiyu.outreach.kinds import GatheringKind, gathering_of, gatherings
from jishiyu.outreach.models import Gathering, GatheringSeries
from jishiyu.outreach.recurrence import Rule, days_before, occurrences
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer, Unit


def host_of(by: str, unit_id: int) -> Officer | None:
    """The acting officer, when they may hold this unit's gatherings; None for a system. Raises Refused not_yours."""
    officer = None
    if not by.startswith("system:"):
        officer = acting(by) or registry.officer_by_actor(by)
        if officer is None or not holding.may_hold(officer, unit_id):
            raise Refused("not_yours", by=by[:40])
    return officer


def rule_of(kind: GatheringKind) -> Rule:
    """The rule by which a kind recurs. Raises Refused gathering_once, where it has none."""
    if kind.every is None:
        raise Refused("gathering_once", kind=str(kind.name))
    return Rule(kind.every, kind.month, kind.week, kind.weekday, kind.if_off)


@transaction.atomic
def start_series(
    kind: str, title: str, *, unit_id: int, starts: time, since: date, division_code: str | None = None,
    place: str = "", by: str, at: datetime,
) -> GatheringSeries:  # fmt: skip
    """Gatherings of a kind that recurs, from a day on, held by a unit; those of the coming months are made at once.

    Raises Refused: not_yours, gathering_kind_unknown, gathering_once, gathering_title, unit_unknown.
    """
    rule_of(_kind(kind))
    unit = _unit(unit_id)
    host_of(by, unit.pk)
    series = GatheringSeries.objects.create(
        kind=kind, title=holding.check_title(title), unit=unit, division_id=division_code or unit.division_id,
        place=place.strip()[:120], starts=starts, since=since, by=by, made_at=at,
    )  # fmt: skip
    told = {"kind": kind, "title": series.title, "unit": unit.pk, "since": str(since), "starts": f"{starts:%H:%M}"}
    ledger.record(series.ref, "made", by=by, at=at, after=told)
    _make(series, registry.calendar(), at)
    return series


@transaction.atomic
def end_series(series_id: int, *, until: date, by: str, at: datetime) -> GatheringSeries:
    """None after a day; those planned later are dropped. Raises Refused: series_unknown, series_over, not_yours."""
    series = GatheringSeries.objects.select_for_update().filter(pk=series_id).first()
    if series is None:
        raise Refused("series_unknown")
    host_of(by, series.unit_id)
    if series.until is not None:
        raise Refused("series_over")
    series.until = until
    series.save(update_fields=["until"])
    ledger.record(series.ref, "ended", by=by, at=at, after={"until": str(until)})
    later = series.gatherings.select_for_update().filter(state=holding.PLANNED, starts_at__gt=at, by_rule__gt=until)
    for gathering in later.order_by("pk"):
        change(gathering, "dropped", {"state": Gathering.State.DROPPED}, by=by, at=at)
    return series


@transaction.atomic
def make_ahead(*, by: str, at: datetime) -> int:
    """Gatherings of every series for the coming months that are not there yet. A year without a calendar waits until
    somebody enters it. Returns how many were made; twice makes none."""
    today = timezone.localdate(at)
    alive = GatheringSeries.objects.filter(Q(until__isnull=True) | Q(until__gte=today), kind__in=gatherings())
    calendar = registry.calendar()
    return sum(_make(series, calendar, at) for series in alive.order_by("pk"))


def _make(series: GatheringSeries, calendar: Calendar, at: datetime) -> int:
    kind, today = gathering_of(series.kind), timezone.localdate(at)
    until = min(series.until or date.max, today + holding.MADE_AHEAD)
    rows = []
    try:
        for one in occurrences(rule_of(kind), max(series.since, today), until, calendar.is_workday):
            starts_at = timezone.make_aware(datetime.combine(one.day, series.starts))
            rows.append(
                Gathering(
                    series=series, period=one.period, by_rule=one.by_rule, kind=series.kind, title=series.title,
                    unit_id=series.unit_id, division_id=series.division_id, place=series.place, starts_at=starts_at,
                    notice_on=days_before(one.day, kind.notice_days, calendar.is_workday), by=series.by, made_at=at,
                )
            )  # fmt: skip
    except YearMissing:
        pass  # what lies before it is made now, the rest when the year is there
    made = ledger.insert_new(rows, ["period"], on=["series_id", "period"])
    ledger.record_many([_planned(row) for row in made], by=series.by, at=at)
    return len(made)


def _planned(row: Gathering) -> ledger.Deed:
    moved = str(row.moved_from) if row.moved_from else None
    told = {"state": row.state, "kind": row.kind, "title": row.title, "unit": row.unit_id, "place": row.place}
    said = {"starts_at": row.starts_at.isoformat(), "form": row.form}
    return ledger.Deed(row.ref, "planned", after={**told, **said}, data={"series": row.series_id, "moved_from": moved})


@transaction.atomic
def plan_gathering(
    kind: str, title: str, *, unit_id: int, starts_at: datetime, division_code: str | None = None, place: str = "",
    form: str = "", key: str | None = None, by: str, at: datetime,
) -> Gathering:  # fmt: skip
    """One gathering, outside any series. Sent twice with the same `key`, it is one.

    Raises Refused: not_yours, gathering_kind_unknown, gathering_title, gathering_form, unit_unknown."""
    declared, unit = _kind(kind), _unit(unit_id)
    host_of(by, unit.pk)
    if form and form not in declared.forms:
        raise Refused("gathering_form")
    row = Gathering(
        kind=kind, title=holding.check_title(title), unit=unit, division_id=division_code or unit.division_id,
        place=place.strip()[:120], starts_at=starts_at, form=form, key=key,
        notice_on=_notice_on(starts_at, declared.notice_days), by=by, made_at=at,
    )  # fmt: skip
    if key is None:
        row.save(force_insert=True)
    elif not ledger.insert_new([row], ["key"], on=["key"]):
        return Gathering.objects.get(key=key)
    ledger.record_many([_planned(row)], by=by, at=at)
    return row


@transaction.atomic
def move_gathering(
    gathering_id: int, *, starts_at: datetime, place: str, seen: int | None = None, by: str, at: datetime
) -> Gathering:
    """Another time or place; officers among the guests are told. Raises Refused: gathering_unknown, not_yours,
    gathering_over, changed_meanwhile."""
    gathering = locked(gathering_id, seen=seen, by=by)
    holding.check_planned(gathering)
    fields = {
        "starts_at": starts_at,
        "place": place.strip()[:120],
        "notice_on": _notice_on(starts_at, _kind(gathering.kind).notice_days),
    }
    change(gathering, "moved", fields, by=by, at=at)
    _tell_guests(gathering, "gathering_moved", at=at)
    return gathering


@transaction.atomic
def drop_gathering(gathering_id: int, *, words: str, seen: int | None = None, by: str, at: datetime) -> Gathering:
    """It is not held. Raises Refused: gathering_unknown, not_yours, gathering_over, gathering_words,
    changed_meanwhile."""
    gathering = locked(gathering_id, seen=seen, by=by)
    holding.check_planned(gathering)
    said = holding.check_words(words)
    change(gathering, "dropped", {"state": Gathering.State.DROPPED}, by=by, at=at, data={"words": said})
    _tell_guests(gathering, "gathering_dropped", at=at)
    return gathering


def locked(gathering_id: int, *, seen: int | None = None, by: str) -> Gathering:
    """A gathering, locked, for whoever may hold it. Raises Refused: gathering_unknown, not_yours,
    changed_meanwhile."""
    gathering = Gathering.objects.select_for_update().filter(pk=gathering_id).first()
    if gathering is None:
        raise Refused("gathering_unknown")
    host_of(by, gathering.unit_id)
    if seen is not None and seen != gathering.version:
        raise Refused("changed_meanwhile", number=gathering.title)
    return gathering


def change(
    gathering: Gathering, act: str, fields: Mapping[str, Any], *, by: str, at: datetime,
    data: Mapping[str, Any] | None = None,
) -> Gathering:  # fmt: skip
    """Set fields of a locked gathering, count its version, record."""
    before = {name: _plain(getattr(gathering, name)) for name in fields}
    for name, value in fields.items():
        setattr(gathering, name, value)
    gathering.version += 1
    gathering.save(update_fields=[*fields, "version"])
    after = {name: _plain(value) for name, value in fields.items()}
    ledger.record(gathering.ref, act, by=by, at=at, before=before, after=after, data=data)
    return gathering


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _kind(code: str) -> GatheringKind:
    if code not in gatherings():
        raise Refused("gathering_kind_unknown")
    return gathering_of(code)


def _unit(unit_id: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_id, active=True).first()
    if unit is None:
        raise Refused("unit_unknown", unit=unit_id)
    return unit


def _notice_on(starts_at: datetime, working_days: int) -> date | None:
    """None where the calendar of that year is not there."""
    try:
        return days_before(timezone.localdate(starts_at), working_days, registry.calendar().is_workday)
    except YearMissing:
        return None


def _tell_guests(gathering: Gathering, kind: str, *, at: datetime) -> None:
    readers = gathering.guests.filter(officer__isnull=False).values_list("officer_id", flat=True)
    when = f"{timezone.localtime(gathering.starts_at):%m-%d %H:%M}"
    tell(
        [f"officer:{key}" for key in readers],
        key=f"{kind}:{gathering.pk}:{gathering.version}",
        kind=kind,
        params={"title": gathering.title, "place": f"{when} {gathering.place}".strip()},
        link=f"/console/gatherings/{gathering.pk}/",
        at=at,
    )
