"""Any figure opened: what it means, its rows with a way to each, those left out, and what was done to each row."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework.tables import FORMATS
from jishiyu.console.about_words import about_words
from jishiyu.console.rights import HANDLES, PAGES, officer_of, page
from jishiyu.console.views import renewing
from jishiyu.figures import queries
from jishiyu.figures.counted import Counted, counted
from jishiyu.figures.indicators import INDICATORS
from jishiyu.figures.printing import FEWEST_TO_RANK
from jishiyu.figures.queries import Line, OpenCounted
from jishiyu.figures.scopes import ALL, EVER, Period, Scope, last_days, period_named
from jishiyu.look.ledger_words import act_words, plain_changes
from jishiyu.look.requests import day_of, number_of
from jishiyu.packs.loader import packs
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post

DAYS = (7, 30, 90, 365)
PARTS = {"head": "console/_figure_head.html", "lists": "console/_figure_lists.html"}
MOST_ROWS = 100_000
BESIDE = ("excluded", "extended")  # stand beside every headline rate, so that nobody gains by either
HEADLINES = frozenset({"on_time", "on_time_as_promised", "answered", "solved", "solved_of_heard", "satisfied"})
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@page("figure_open")
def figure_open(request: HttpRequest, code: str) -> HttpResponse:
    officer, figure = officer_of(request), _figure(code)
    found = _opened(request, officer, figure)
    shown = Paginator(range(found.size), found.per_page).get_page(found.page)
    keep = _kept(request, "page", "side")
    beside = [] if code not in HEADLINES else [queries.figure(one, found.scope, found.period) for one in BESIDE]
    context = {
        "found": found,
        "shown": shown,
        "rows": [
            (line, _address(line, officer.post), list(zip(figure.headings, line.cells, strict=False)))
            for line in found.rows
        ],
        "here": reverse("console:figure_open", args=[code]),
        "names": registry.actor_names({name for line in found.rows for name in line.hands}),
        "keep": keep,
        "beside": beside,
        "places": code in INDICATORS and officer.post in PAGES["figure_places"],
        "pages_keep": _kept(request, "page"),
        "said": _said(request),
        "units": () if figure.own_unit and officer.post in HANDLES else registry.units(),
        "packs": packs(),
        "days": DAYS,
        "ever": found.period == EVER,
        "place": registry.place_name(found.scope.division) if found.scope.division else "",
        "about": about_words(found.scope.about),
    }
    return renewing.shown(request, "console/figure_open.html", PARTS, context)


@page("figure_places")
def figure_places(request: HttpRequest, code: str) -> HttpResponse:
    """One figure of cases place by place."""
    officer, figure = officer_of(request), _figure(code)
    if code not in INDICATORS:
        raise Http404
    scope, period = asked_of(request, officer, figure)
    context = {
        "figure": figure,
        "found": queries.by_place(code, scope.division or queries.home(), period),
        "period": period,
        "keep": _kept(request, "division"),
        "fewest": FEWEST_TO_RANK,
        "said": _said(request),
        "days": DAYS,
    }
    return render(request, "console/figure_places.html", context)


@page("figure_entries")
def figure_entries(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """What was done to one row, by the ledger."""
    officer, figure = officer_of(request), _figure(code)
    entries = queries.entries_of(figure.code, key, reader=officer)
    if entries is None:
        raise Http404
    context = {
        "rows": [(entry, act_words(entry), plain_changes(entry)) for entry in entries],
        "names": registry.actor_names({entry.by for entry in entries}),
    }
    return render(request, "console/_figure_entries.html", context)


@page("figure_rows")
def figure_rows(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The open list as a file, through the mask."""
    officer, figure = officer_of(request), _figure(code)
    found = _opened(request, officer, figure)
    if form not in FORMATS or found.size > MOST_ROWS:
        raise Http404
    heads = [str(one) for one in figure.headings] + ([_("Left out because")] if found.side.why else [])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        with FORMATS[form](path, heads, ()) as table:
            table.write(queries.all_lines(found))
        content = path.read_bytes()
    name = f'attachment; filename="{code}-{found.side.code}-{timezone.localdate()}.{form}"'
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": name})


def _figure(code: str) -> Counted:
    try:
        return counted(code)
    except LookupError:
        raise Http404 from None


def _opened(request: HttpRequest, officer: Officer, figure: Counted) -> OpenCounted:
    scope, period = asked_of(request, officer, figure)
    return queries.open_counted(
        figure.code,
        scope,
        period,
        number_of(request.GET.get("page", "")) or 1,
        side=request.GET.get("side", "part")[:8],
        reader=officer,
    )


def asked_of(request: HttpRequest, officer: Officer, figure: Counted) -> tuple[Scope, Period]:
    """Whose rows and of which time an address asks for; what makes no sense asks for nothing."""
    said = request.GET
    unit = number_of(said.get("unit", ""))
    if figure.own_unit and officer.post in HANDLES:
        unit = officer.unit_id or 0
    known = {one.code for one in packs()}
    scope = Scope(
        pack=said["pack"] if said.get("pack") in known else "",
        unit=unit,
        division=said["division"] if number_of(said.get("division", ""), 12) is not None else "",
        about=said.get("about", "")[:120],
    )
    return scope, period_of(said, timezone.now())


def period_of(said: Mapping[str, str], now: datetime) -> Period:
    """`period` 2021, 2021-Q3, 2021-07 or all; `since` and `until` days, both included; `days` up to now, 30 where
    nothing is said."""
    if found := period_named(said.get("period", "")):
        return found
    since, until = day_of(said.get("since", ""), time.min), day_of(said.get("until", ""), time.max)
    if since and until and since < until:
        return Period(since, until)
    many = said.get("days", "")
    if many == ALL:
        return EVER
    return last_days(now, int(many) if many in {str(one) for one in DAYS} else 30)


def _address(line: Line, post: Post | str) -> str:
    """A row's own page; none where it has none, or not for this post."""
    if line.page is None or post not in PAGES.get(line.page[0], ()):
        return ""
    try:
        return reverse(f"console:{line.page[0]}", args=line.page[1:])
    except NoReverseMatch:
        return ""


def _kept(request: HttpRequest, *without: str) -> str:
    keep = request.GET.copy()
    for name in (*without, renewing.SEEN):
        keep.pop(name, None)
    return keep.urlencode()


def _said(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("period", "since", "until", "days", "about", "division")}
