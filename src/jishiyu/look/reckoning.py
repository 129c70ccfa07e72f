"""A deadline in words: what was promised, every day on the way, and the moment it falls due."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jishiyu.casework.queries import PromiseView
from jishiyu.lib.worktime import EVERY_DAY, WORKED, Hours, Limit, Step
from jishiyu.look import words


def limit_words(limit: Limit) -> str:
    """A length as it was promised: 5 workdays, 2 hours of office time."""
    said = {
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", limit.amount),
        "hours": ngettext("%(n)d hour", "%(n)d hours", limit.amount),
        "days": ngettext("%(n)d day of 24 hours", "%(n)d days of 24 hours", limit.amount),
        "working_minutes": ngettext("%(n)d minute of office time", "%(n)d minutes of office time", limit.amount),
        "working_hours": ngettext("%(n)d hour of office time", "%(n)d hours of office time", limit.amount),
        "working_days": ngettext("%(n)d workday", "%(n)d workdays", limit.amount),
    }
    return said[limit.unit] % {"n": limit.amount}


def hours_words(hours: Hours) -> str:
    """09:00–12:00, 13:30–17:30"""
    spans = [span for span in hours.plain() if span != [EVERY_DAY]]
    return ", ".join(f"{opens}–{closes}" for opens, closes in spans)


def reckoning_of(view: PromiseView) -> list[str]:
    """How the date of a promise came about, in sentences; none while it cannot be told."""
    promise, steps = view.promise, view.steps
    if not steps:
        return []
    terms = promise.terms
    more = promise.extended_by if promise.extended_to else 0
    return reckoning(terms.limit, terms.starts_at, terms.hours, steps, extended_by=more)


def reckoning(
    limit: Limit, starts_at: datetime, hours: Hours, steps: Sequence[Step], *, extended_by: int = 0
) -> list[str]:
    """The steps of a limit in sentences, the first what was promised, the last when it is due.

    `limit` as it was promised; the steps are those of the limit lengthened by `extended_by` of its own unit.
    """
    starts_at = timezone.localtime(starts_at)
    lines = [
        _("The clock starts on %(at)s. Promised: %(limit)s.") % {"at": _at(starts_at), "limit": limit_words(limit)}
    ]
    if extended_by:
        more, whole = Limit(extended_by, limit.unit), Limit(limit.amount + extended_by, limit.unit)
        lines.append(
            _("Extended by %(more)s, %(whole)s together.") % {"more": limit_words(more), "whole": limit_words(whole)}
        )
    if limit.is_working:
        open_in = _("Open every day, %(hours)s.") if hours.every_day else _("Open on workdays, %(hours)s.")
        lines.append(open_in % {"hours": hours_words(hours)})
    if limit.unit == "working_days":
        lines += [_("The day of the start does not count."), *_in_days(steps)]
    else:
        lines += _in_minutes(steps, starts_at)
    return [*lines, _("Due on %(at)s.") % {"at": _at(steps[-1].until if steps else starts_at)}]


def no_date(year: int) -> str:
    """Said in place of a reckoning that needs a table nobody has entered."""
    return _("No date yet: the calendar has no table for %(year)d, and nothing is guessed.") % {"year": year}


def _in_days(steps: Sequence[Step]) -> list[str]:
    lines, before = [], 0
    for step in steps:
        if step.counted > before:
            said = _("%(day)s, %(kind)s: workday %(n)d.")
        elif step.kind in WORKED or step.kind == "unknown":
            said = _("%(day)s, %(kind)s: paused at closing time, not counted.")
        else:
            said = _("%(day)s, %(kind)s: not counted.")
        before = step.counted
        lines.append(said % {"day": _day(step.day), "kind": _kind(step), "n": step.counted})
    return lines


def _in_minutes(steps: Sequence[Step], until: datetime) -> list[str]:
    lines, total = [], 0
    for step in steps:
        ran, until, total = step.until > until, step.until, total + step.minutes
        if ran and step.paused:
            said = _("%(day)s, %(kind)s: %(ran)s counted until %(until)s, %(paused)s paused; %(total)s so far.")
        elif ran:
            said = _("%(day)s, %(kind)s: %(ran)s counted until %(until)s; %(total)s so far.")
        elif step.paused or step.kind == "unknown":
            said = _("%(day)s, %(kind)s: paused, nothing counted.")
        elif step.kind in WORKED:
            said = _("%(day)s, %(kind)s: closed already, nothing counted.")
        else:
            said = _("%(day)s, %(kind)s: not counted.")
        values = {
            "day": _day(step.day),
            "kind": _kind(step),
            "ran": _length(step.minutes),
            "until": _clock(step),
            "paused": _length(step.paused),
            "total": _length(total),
        }
        lines.append(said % values)
    return lines


def _kind(step: Step) -> str:
    return str(words.DAYS.get(step.kind, step.kind))


def _length(minutes: int) -> str:
    """Hours and minutes, never days: a day of office time has no 24 hours."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest} if rest else _("less than a minute")


def _clock(step: Step) -> str:
    return "24:00" if step.until.date() > step.day else f"{step.until:%H:%M}"


def _day(day: date) -> str:
    return date_format(day, "Y-m-d D")


def _at(at: datetime) -> str:
    return date_format(at, "Y-m-d D H:i:s" if at.second else "Y-m-d D H:i")
