"""For the system administrator: the working calendar, and how the installation is doing."""

import csv
import io
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import queries as casework
from jishiyu.console.rights import officer_of, page
from jishiyu.ledger import queries as ledger
from jishiyu.notices import queries as notices
from jishiyu.registry import actions
from jishiyu.registry import queries as registry
from jishiyu.sensing import actions as sensing_actions
from jishiyu.sensing import queries as sensing
from jishiyu.sensing.streams import Lag, StreamBusy

WORDS = {"off": False, "休": False, "working": True, "班": True}


@page("calendar")
def calendar(request: HttpRequest) -> HttpResponse:
    said = request.POST.get("days", "")
    troubles: list[str] = []
    if request.method == "POST":
        days, troubles = read_days(said)
        changed = actions.set_calendar_days(days, by=officer_of(request).actor, at=timezone.now())
        messages.success(request, _("%(count)d days were set.") % {"count": changed})
        if not troubles:
            return redirect("console:calendar")
    now = timezone.localtime()
    context = {
        "missing": registry.missing_years(now),
        "known": sorted(registry.calendar().years),
        "days": registry.declared_days()[:200],
        "said": said if troubles else "",
        "troubles": troubles,
        "now": now,
    }
    return render(request, "console/calendar.html", context)


def read_days(said: str) -> tuple[dict[date, tuple[bool, str]], list[str]]:
    """Lines of "2027-01-01, off, New Year": the good ones, and what is wrong with the others."""
    days: dict[date, tuple[bool, str]] = {}
    troubles = []
    for number, cells in enumerate(csv.reader(io.StringIO(said.replace("，", ",").replace("\x00", ""))), start=1):
        if not any(cell.strip() for cell in cells):
            continue
        day, word, note = (cell.strip() for cell in [*cells, "", ""][:3])
        try:
            days[date.fromisoformat(day)] = (WORDS[word.lower()], note[:80])
        except (ValueError, KeyError):
            troubles.append(
                _("Line %(number)d is not understood: %(line)s") % {"number": number, "line": ", ".join(cells)[:60]}
            )
    return days, troubles


def _lag() -> Lag | None:
    try:
        return sensing_actions.lag()
    except StreamBusy:
        return None


@page("health")
def health(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    context = {
        "missing": registry.missing_years(now),
        "unreckoned": casework.unreckoned(),
        "counts": registry.counts(),
        "lag": _lag(),
        "readers": sensing.readers(),
        "set_aside": sensing.set_aside()[:20],
        "errands": ledger.waiting_errands(now).count(),
        "given_up": ledger.given_up_errands()[:20],
        "rota": ledger.rota(),
        "refusals": sensing.refusals(now),
        "channels": notices.waiting_by_channel(),
        "now": now,
    }
    return render(request, "console/health.html", context)
