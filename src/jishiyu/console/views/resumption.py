"""One enterprise on its way back to work: its plan, its status, people returned per day; written on a phone."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import PAGES, officer_of, page
from jishiyu.console.views.gatherings import read_day
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions, queries
from jishiyu.outreach.actions import ResumptionSaid
from jishiyu.outreach.actions.resuming import MOST_HEADS
from jishiyu.outreach.models import Resumption
from jishiyu.outreach.queries.residencies import ResumptionPage
from jishiyu.registry.models import Officer

DAYS = 7
HEADS = re.compile(r"heads-(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass
class Read:
    """What a form says, and what of it cannot be: the field's name, and why in words that name it."""

    planned_on: date | None = None
    heads: int = 0
    passes: int = 0
    returned: dict[date, int] = field(default_factory=dict)
    flaws: dict[str, str] = field(default_factory=dict)


@page("resumption")
def resumption(request: HttpRequest, subject_id: int) -> HttpResponse:
    return _show(request, officer_of(request), subject_id)


def _find(officer: Officer, subject_id: int) -> tuple[ResumptionPage, list[date]]:
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS)]
    found = queries.resumption_page(officer, subject_id, days, today)
    if found is None:
        raise Http404
    return found, days


def _show(
    request: HttpRequest, officer: Officer, subject_id: int, trouble: str = "", read: Read | None = None
) -> HttpResponse:
    found, days = _find(officer, subject_id)
    said, flaws = request.POST, read.flaws if read else {}
    row = found.row
    context = {
        "found": found,
        "name": queries.subject_name(found.subject),
        "row": row,
        "days": [
            (day, said.get(f"heads-{day}", found.returned.get(day, "")), flaws.get(f"heads-{day}", "")) for day in days
        ],
        "planned_on": said.get("planned_on", f"{row.planned_on:%Y-%m-%d}" if row and row.planned_on else ""),
        "heads": said.get("heads", row.planned_heads if row else ""),
        "passes": said.get("passes", row.planned_passes if row else ""),
        "plan": said.get("plan", row.plan if row else ""),
        "status": said.get("status", row.status if row and row.status_on else ""),
        "states": Resumption.Status.choices,
        "flaws": flaws,
        "writes": found.writes and officer.post in PAGES["resumption_keep"],
        "said": said,
        "today": timezone.localdate(),
        "trouble": trouble,
    }
    return render(request, "console/resumption.html", context, status=409 if trouble or flaws else 200)


@page("resumption_keep")
@require_POST
def resumption_keep(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Everything the form says, or nothing of it: each row that cannot be is named."""
    officer, said = officer_of(request), request.POST
    _find(officer, subject_id)
    read = _read(request)
    if read.flaws:
        return _show(request, officer, subject_id, read=read)
    status = said.get("status", "")
    kept = ResumptionSaid(
        planned_on=read.planned_on, heads=read.heads, passes=read.passes, plan=said.get("plan", ""),
        status=status, status_on=read_day(said.get("status_on", "")), returned=read.returned,
    )  # fmt: skip
    try:
        actions.keep_resumption(subject_id, kept, source=officer.name, by=officer.actor, at=timezone.now())
    except Refused as refused:
        return _show(request, officer, subject_id, message_of(refused), read)
    messages.success(request, _("Kept. What stood there already has not changed."))
    return redirect("console:resumption", subject_id)


def _read(request: HttpRequest) -> Read:
    said, read = request.POST, Read()
    read.planned_on = read_day(said.get("planned_on", ""))
    read.heads = _number(said.get("heads", ""), "heads", _("People needed"), read) or 0
    read.passes = _number(said.get("passes", ""), "passes", _("Passes needed"), read) or 0
    if read.planned_on is None and any(said.get(name, "").strip() not in ("", "0") for name in _PLANNED):
        read.flaws["planned_on"] = _("Day planned for: a plan needs a day.")
    for name in said:
        if found := HEADS.fullmatch(name):
            _returned(found[1], said[name], read)
    if said.get("other_day") or said.get("other_heads"):
        _returned(said.get("other_day", ""), said.get("other_heads", ""), read, "other")
    return read


_PLANNED = ("planned_on", "heads", "passes", "plan")


def _returned(day: str, heads: str, read: Read, name: str = "") -> None:
    """One row of a day; an empty one says nothing."""
    name, on = name or f"heads-{day}", read_day(day)
    if on is None or on > timezone.localdate():
        read.flaws[name] = _("%(row)s: no day, or one to come.") % {"row": day or _("Another day")}
    elif on in read.returned:
        read.flaws[name] = _("%(row)s: this day stands there twice.") % {"row": day}
    elif (number := _number(heads, name, day, read)) is not None:
        read.returned[on] = number


def _number(said: str, name: str, row: str, read: Read) -> int | None:
    words = said.strip()
    number = number_of(words) if words else None
    if words and (number is None or number > MOST_HEADS):
        read.flaws[name] = _("%(row)s: “%(said)s” is no number from 0 to %(most)s.") % {
            "row": row, "said": words[:20], "most": MOST_HEADS,
        }  # fmt: skip
    return number
