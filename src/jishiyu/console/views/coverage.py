"""Who of a list was reached by lessons and sessions: heads and person-times, who had none, and hours of the year."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.console.rights import officer_of, page
from jishiyu.outreach import queries
from jishiyu.registry.kinds import attributes
from jishiyu.registry.models import Profile

PER_PAGE = 50


@page("coverage")
def coverage(request: HttpRequest) -> HttpResponse:
    officer_of(request)
    rosters = list(queries.rosters())
    roster = request.GET.get("list", "")
    roster = roster if roster in rosters else (rosters[0] if rosters else "")
    today = timezone.localdate()
    year, quarter = _quarter(request.GET.get("quarter", ""), today)
    first = date(year, 3 * quarter - 2, 1)
    last = date(year + quarter // 4, 3 * quarter % 12 + 1, 1).toordinal() - 1
    until = date.fromordinal(last)
    value = request.GET.get("group", "")[:40]
    found = queries.coverage(roster, first, until) if roster else None
    names: Page[Profile] | None = None
    hours: dict[int, object] = {}
    if roster:
        names = Paginator(queries.had_none(roster, first, until, value), PER_PAGE).get_page(request.GET.get("page"))
        hours = {one.profile.pk: one for one in queries.hours_of(roster, year, list(names))}
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "rosters": [(code, attributes()[code].name) for code in rosters if code in attributes()],
        "roster": roster,
        "found": found,
        "shown": names,
        "rows": [(one, queries.subject_name(one.subject), hours.get(one.pk)) for one in names or ()],
        "quarter": f"{year}-Q{quarter}",
        "quarters": [f"{y}-Q{q}" for y in (today.year, today.year - 1) for q in (4, 3, 2, 1)
                     if (y, q) <= (today.year, (today.month + 2) // 3)],
        "group": value,
        "keep": keep.urlencode(),
    }  # fmt: skip
    return render(request, "console/coverage.html", context)


def _quarter(said: str, today: date) -> tuple[int, int]:
    """As 2022-Q3; the present one for what makes no sense."""
    year, _q, quarter = said.partition("-Q")
    if year.isascii() and year.isdigit() and len(year) == 4 and quarter in ("1", "2", "3", "4") and int(year) > 1:
        return int(year), int(quarter)
    return today.year, (today.month + 2) // 3
