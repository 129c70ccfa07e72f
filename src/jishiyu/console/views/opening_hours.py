"""For the system administrator: when the office is open, from which day on, and what that does to new promises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.clock import effective_due
from jishiyu.casework.kinds import kinds
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Hours, Limit
from jishiyu.look.reckoning import hours_words, limit_words
from jishiyu.look.refusals import message_of
from jishiyu.registry import actions
from jishiyu.registry import queries as registry

SAME = str.maketrans("：－—–~～至，、；;\n", ":------,,,,,")
MORNING = 10


@dataclass(frozen=True, slots=True)
class Compared:
    """When a promise would fall due with the hours in force, and with those proposed."""

    limit: str
    now: datetime | None
    then: datetime | None


@page("opening_hours")
def opening_hours(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    said = request.POST.get("spans", "").strip()
    since = request.POST.get("since", "") or str(now.date())
    context: dict[str, object] = {
        "rows": [(row, hours_words(Hours.from_plain(row.spans))) for row in registry.declared_hours()[:100]],
        "in_force": hours_words(registry.opening_hours(now.date())),
        "said": said or hours_words(registry.opening_hours(now.date())),
        "since": since,
        "note": request.POST.get("note", "")[:80],
        "now": now,
    }
    if request.method == "POST":
        try:
            day, hours = read_day(since), read_hours(said)
            if "preview" not in request.POST:
                by = officer_of(request).actor
                actions.set_opening_hours(day, hours, note=str(context["note"]), by=by, at=timezone.now())
                messages.success(
                    request, _("Open %(hours)s from %(day)s on.") % {"hours": hours_words(hours), "day": day}
                )
                return redirect("console:opening_hours")
            heard = max(now, now.replace(year=day.year, month=day.month, day=day.day, hour=MORNING, minute=0, second=0))
            context |= {"heard": heard, "preview": preview(heard, hours)}
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/opening_hours.html", context)


def preview(heard: datetime, proposed: Hours) -> list[Compared]:
    """What the next promises in working time would be, of every length that some kind promises."""
    calendar, current = registry.calendar(), registry.opening_hours(heard.date())
    return [
        Compared(
            limit_words(limit),
            effective_due(heard, limit, current, calendar),
            effective_due(heard, limit, proposed, calendar),
        )
        for limit in _working_limits()
    ]


def _working_limits() -> Sequence[Limit]:
    found = {
        limit
        for kind in kinds()
        if kind.hours is None
        for rule in kind.promises
        for limit in (rule.limit, *rule.by_setting.values(), *rule.by_urgency.values())
        if limit.is_working
    }
    return sorted(found, key=lambda limit: (limit.unit, limit.amount))


def read_hours(said: str) -> Hours:
    """Hours written like "08:30-12:00, 14:30-18:00", by a Chinese keyboard too. Raises Refused hours_unreadable."""
    spans = [part.strip() for part in said.translate(SAME).split(",") if part.strip()]
    try:
        return Hours.from_plain([[_time(edge) for edge in re.split(r"-+", span)] for span in spans])
    except ValueError:
        raise Refused("hours_unreadable", hours=said[:60]) from None


def _time(said: str) -> str:
    hour, _colon, minute = said.strip().partition(":")
    return f"{hour:0>2}:{minute}"


def read_day(said: str) -> date:
    """Raises Refused day_unreadable."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None
