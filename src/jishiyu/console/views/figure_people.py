"""How many people live where: told by year with its source, by hand or from a file; what figures per head rest on."""

import re
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.figures import actions, queries
from jishiyu.figures.people_list import PeopleList, read_people
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry
from jishiyu.registry.sheet_rows import rows_of

_LINE = re.compile(r"(.+?)[\s,,::]+(\d[\d.,,]*\s*万?\s*人?)")
LARGEST, MOST_WORDS, FIRST_YEAR = 4 * 1024 * 1024, 100_000, 1949


def whys() -> dict[str, Phrase]:
    """Why a row cannot be taken, in words."""
    return {
        "place_unknown": _("No place of ours has this code or name."),
        "place_twofold": _("Several places have this name: give the code."),
        "people_unreadable": _("This is no number of people."),
        "said_twice": _("This place stands there twice, with different numbers."),
    }


@page("figure_people")
def figure_people(request: HttpRequest) -> HttpResponse:
    officer, context = officer_of(request), dict[str, object]()
    within, may_tell = queries.home(), officer.post in DECIDES
    if request.method == "POST":
        if not may_tell:
            raise Http404
        try:
            found = _list_of(request, within)
            if not found.bad:
                many = _take(request, found, officer.actor)
                messages.success(request, ngettext("%(n)s place.", "%(n)s places.", many) % {"n": many})
                return redirect("console:figure_people")
            context = {"bad": [(one, whys()[one.why]) for one in found.bad], "good": len(found.rows)}
        except Refused as refused:
            context = {"trouble": message_of(refused)}
    told = queries.people_told()
    context |= {
        "rows": queries.living(within),
        "told": [(entry, entry.data.get("rows") or {}) for entry in told],
        "names": registry.actor_names({entry.by for entry in told}),
        "may_tell": may_tell,
        "year": request.POST.get("year") or timezone.localdate().year - 1,
        "source": request.POST.get("source", ""),
        "words": request.POST.get("words", ""),
        "place": registry.place_name(within) if within else "",
    }
    status = 409 if "trouble" in context or "bad" in context else 200
    return render(request, "console/figure_people.html", context, status=status)


def _list_of(request: HttpRequest, within: str) -> PeopleList:
    """What was typed, or what the file says."""
    sent, words = request.FILES.get("file"), request.POST.get("words", "")[:MOST_WORDS]
    if sent is not None and (sent.size or 0) > LARGEST:
        raise Refused("rows_too_many", most=20_000)
    if sent is None and not words.strip():
        raise Refused("people_unsaid")
    lines = rows_of(sent.read(), sent.name or "") if sent else [_cells(line) for line in words.splitlines()]
    return read_people(lines, queries.places_to_tell(within))


def _cells(line: str) -> list[object]:
    """The place and the number, with whatever people put between the two."""
    said = _LINE.fullmatch(line.strip())
    return [said[1], said[2]] if said else [*line.rsplit(maxsplit=1)]


def _take(request: HttpRequest, found: PeopleList, by: str) -> int:
    """As it stood at the end of the year that is named."""
    year, now = number_of(request.POST.get("year", ""), 4) or 0, timezone.now()
    if not FIRST_YEAR <= year <= timezone.localdate(now).year:
        raise Refused("day_unreadable", day=request.POST.get("year", "")[:10])
    on = date(year, 12, 31)
    return actions.note_people(found.rows, on=on, source=request.POST.get("source", ""), by=by, at=now)
