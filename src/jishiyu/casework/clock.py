"""What a kind promises to the requester, reckoned once and never moved. No database."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jishiyu.casework.kinds import CaseKind, PromiseRule
from jishiyu.lib.worktime import OFFICE_HOURS, Calendar, Hours, Limit, Pause, Step, YearMissing, due, explain


@dataclass(frozen=True, slots=True)
class Made:
    """One promise as it was made. `due_at` is None when its year has no calendar yet: flagged, never guessed.

    `hours` in which its working time runs; `ground` the rule it comes from.
    """

    what: str
    limit: Limit
    starts_at: datetime
    due_at: datetime | None
    hours: Hours = OFFICE_HOURS
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A promise and its reckoning, day by day. `missing` is the year without a table, and then there are no steps."""

    made: Made
    steps: Sequence[Step]
    missing: int | None = None


def limit_for(rule: PromiseRule, urgency: int, setting: str) -> Limit:
    return rule.by_urgency.get(urgency) or rule.by_setting.get(setting) or rule.limit


def promises_of(
    kind: CaseKind, *, heard_at: datetime, urgency: int, setting: str, hours: Hours, calendar: Calendar
) -> list[Made]:
    """All promises of a kind for one need, in the office's zone. `hours` of the office; a kind's own go before them."""
    made: dict[str, Made] = {}
    for rule in kind.promises:
        limit = limit_for(rule, urgency, setting)
        before = made.get(rule.after) if rule.after else None
        starts_at = (before.due_at or heard_at) if before else heard_at
        open_in = kind.hours or hours
        due_at = effective_due(starts_at, limit, open_in, calendar)
        made[rule.what] = Made(rule.what, limit, starts_at, due_at, open_in, rule.ground)
    return list(made.values())


def told(made: Made, calendar: Calendar, extended_by: int = 0, pauses: Sequence[Pause] = ()) -> Told:
    """How a promise came to its date, or which year's table it waits for."""
    limit = Limit(made.limit.amount + extended_by, made.limit.unit)
    try:
        return Told(made, explain(timezone.localtime(made.starts_at), limit, made.hours, calendar, pauses))
    except YearMissing as missing:
        return Told(made, (), missing.year)


def as_promised(heard_at: datetime, promised_at: datetime) -> Made:
    """What another office had promised before its history was imported: a date, in whole minutes from the hearing."""
    minutes = max(0, int((promised_at - heard_at).total_seconds() // 60))
    return Made("resolve", Limit(minutes, "minutes"), heard_at, promised_at)


def effective_due(
    starts_at: datetime,
    limit: Limit,
    hours: Hours,
    calendar: Calendar | None,
    extended_by: int = 0,
    pauses: Sequence[Pause] = (),
) -> datetime | None:
    """When a promise falls due, lengthened by so many of its own unit and without its pauses, in the office's zone.

    None when a year's table is missing; natural time needs no calendar. Always from the start again: an extension asked
    for on a Friday before a holiday, or a pause over one, comes out as if it had been known from the beginning.
    """
    longer = Limit(limit.amount + extended_by, limit.unit)
    try:
        return due(timezone.localtime(starts_at), longer, hours, calendar, pauses)
    except YearMissing:
        return None


def version_of(kind: CaseKind) -> str:
    """A short name for the promises of a kind as they are worded now: it changes when any limit or ground does."""

    def said(limit: Limit) -> list[object]:
        return [limit.amount, limit.unit]

    rules = [
        [
            rule.what,
            said(rule.limit),
            {setting: said(limit) for setting, limit in rule.by_setting.items()},
            {str(urgency): said(limit) for urgency, limit in rule.by_urgency.items()},
            rule.after,
            rule.ground,
        ]
        for rule in kind.promises
    ]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:12]


def flaws(kind: CaseKind) -> list[str]:
    """What is wrong with a kind's promises. One that starts after another needs it to be there before and in natural
    time: working time may wait for a calendar, and then the start would be a guess."""
    found, natural, seen = [], set[str](), set[str]()
    for rule in kind.promises:
        limits = [rule.limit, *rule.by_setting.values(), *rule.by_urgency.values()]
        if rule.what in seen:
            found.append(f"{kind.code}: {rule.what} is promised twice")
        if rule.after and rule.after not in natural:
            found.append(f"{kind.code}: {rule.what} starts after {rule.after}, which no natural promise before it sets")
        seen.add(rule.what)
        if not any(limit.is_working for limit in limits):
            natural.add(rule.what)
    return found if "resolve" in seen else [*found, f"{kind.code}: nothing promises to resolve it"]


def next_due(promises: Sequence[tuple[datetime | None, datetime | None]]) -> datetime | None:
    """The earliest due time that is not met yet, of (due_at, met_at) pairs."""
    open_ones = [due_at for due_at, met_at in promises if due_at is not None and met_at is None]
    return min(open_ones, default=None)


def is_late(due_at: datetime | None, met_at: datetime | None, at: datetime) -> bool:
    """Kept too late, or not kept and past its time."""
    return due_at is not None and (met_at or at) > due_at


MEETS = {
    "accept": frozenset({"respond"}),
    "contact": frozenset({"respond", "contact"}),
    "arrive": frozenset({"respond", "contact", "arrive"}),
    "part": frozenset({"respond", "contact", "arrive"}),  # the lead is done, another unit is not
    "answer": frozenset({"respond", "contact", "arrive", "resolve"}),
    "close": frozenset({"respond", "resolve"}),  # nobody went there and nobody called
}
