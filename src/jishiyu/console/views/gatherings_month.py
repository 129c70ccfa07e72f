"""Gatherings of one month: a grid by weeks, on a phone a list by day."""

import calendar
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.worktime import YearMissing
from jishiyu.outreach import queries
from jishiyu.outreach.kinds import gatherings as kinds
from jishiyu.outreach.models import Gathering
from jishiyu.registry import queries as registry

MOST_OF_A_DAY = 6
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass
class Day:
    """One square: gatherings that begin on it, those that find no room in it, and why nobody works, if so."""

    day: date
    inside: bool  # of the month itself
    off: str = ""
    shown: list[Gathering] = field(default_factory=list)
    more: int = 0


@page("gatherings_month")
def gatherings_month(request: HttpRequest) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    first = month_of(request.GET.get("month", ""), today)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds() else ""
    days = _days(first)
    found = queries.gatherings_between(officer, days[0].day, days[-1].day, kind)
    by_day = {one.day: one for one in days}
    for one in found:
        _put(by_day[timezone.localdate(one.starts_at)], one)
    context = {
        "first": first,
        "before": _months_on(first, -1),
        "after": _months_on(first, 1),
        "days": days,
        "total": sum(len(one.shown) + one.more for one in days if one.inside),
        "cut": queries.MOST_BETWEEN if len(found) >= queries.MOST_BETWEEN else 0,
        "week": [one.day for one in days[:7]],
        "kinds": list(kinds().values()),
        "kind": kind,
        "today": today,
    }
    return render(request, "console/gatherings_month.html", context)


def month_of(said: str, today: date) -> date:
    """The first day of a month said as 2026-08; this month, where it makes no sense."""
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        first = today.replace(day=1)
    return first if FIRST < first < LAST.replace(day=1) else today.replace(day=1)


def _months_on(first: date, by: int) -> date:
    month = first.year * 12 + first.month - 1 + by
    return date(month // 12, month % 12 + 1, 1)


def _days(first: date) -> list[Day]:
    """Whole weeks from Monday on; days off by the office's calendar, where it has that year."""
    known, days = registry.calendar(), []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        for day in week:
            try:
                why = known.why(day)
            except YearMissing:
                why = "weekend" if day.weekday() >= 5 else "workday"
            days.append(Day(day, day.month == first.month, "" if why == "workday" else why))
    return days


def _put(day: Day, one: Gathering) -> None:
    if len(day.shown) < MOST_OF_A_DAY:
        day.shown.append(one)
    else:
        day.more += 1
