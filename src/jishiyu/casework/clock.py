"""What a kind promises to the requester, reckoned once and never moved. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jishiyu.casework.kinds import CaseKind, PromiseRule
from jishiyu.lib.worktime import Calendar, Hours, Limit, YearMissing, due


@dataclass(frozen=True, slots=True)
class Made:
    """One promise as it was made. `due_at` is None when its year has no calendar yet: flagged, never guessed."""

    what: str
    limit: Limit
    starts_at: datetime
    due_at: datetime | None


def limit_for(rule: PromiseRule, urgency: int, setting: str) -> Limit:
    return rule.by_urgency.get(urgency) or rule.by_setting.get(setting) or rule.limit


def promises_of(
    kind: CaseKind, *, heard_at: datetime, urgency: int, setting: str, hours: Hours, calendar: Calendar
) -> list[Made]:
    """All promises of a kind for one need. `heard_at` in the zone whose days and hours count."""
    made: dict[str, Made] = {}
    for rule in kind.promises:
        limit = limit_for(rule, urgency, setting)
        before = made.get(rule.after) if rule.after else None
        starts_at = (before.due_at or heard_at) if before else heard_at
        made[rule.what] = Made(rule.what, limit, starts_at, reckon(starts_at, limit, hours, calendar))
    return list(made.values())


def as_promised(heard_at: datetime, promised_at: datetime) -> Made:
    """What another office had promised before its history was imported: a date, in whole minutes from the hearing."""
    minutes = max(0, int((promised_at - heard_at).total_seconds() // 60))
    return Made("resolve", Limit(minutes, "minutes"), heard_at, promised_at)


def reckon(starts_at: datetime, limit: Limit, hours: Hours, calendar: Calendar) -> datetime | None:
    try:
        return due(starts_at, limit, hours, calendar)
    except YearMissing:
        return None


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
    "finish": frozenset({"respond", "contact", "arrive", "resolve"}),
    "close": frozenset({"respond", "resolve"}),  # nobody went there and nobody called
}
