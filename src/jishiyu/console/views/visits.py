"""Lists of visits, who had none for how long, and both to Excel."""

from datetime import date
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from jishiyu.console.rights import officer_of, page
from jishiyu.look.requests import number_of
from jishiyu.look.templatetags.look import moment
from jishiyu.look.templatetags.visits import way_name
from jishiyu.outreach import queries, visit_file
from jishiyu.outreach.models import Visit
from jishiyu.outreach.queries import UnvisitedFilter, VisitFilter
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Subject

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE, MOST_EXPORTED = 30, 20_000
DAYS, MOST_DAYS = 30, 3650


@page("visits")
def visits(request: HttpRequest) -> HttpResponse:
    officer, now, asked = officer_of(request), timezone.now(), asked_of(request)
    found = queries.fitting_visits(officer, asked, now)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "shown": shown,
        "rows": queries.shown_in_list(shown),
        "asked": asked,
        "named": Officer.objects.filter(pk=asked.officer).first() if asked.officer else None,
        "ways": Visit.Way.choices,
        "units": registry.units(),
        "keep": keep.urlencode(),
        "now": now,
    }
    return render(request, "console/visits.html", context)


def asked_of(request: HttpRequest) -> VisitFilter:
    """What makes no sense asks for nothing."""
    said = request.GET
    return VisitFilter(
        text=said.get("text", "")[:40],
        officer=number_of(said.get("officer", "")),
        unit=number_of(said.get("unit", "")),
        since=_day(said.get("since", "")),
        until=_day(said.get("until", "")),
        way=said["way"] if said.get("way") in Visit.Way.values else "",
        subject=number_of(said.get("subject", "")),
        repeated=said.get("repeated") == "1",
    )


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


@page("visits_export")
def visits_export(request: HttpRequest) -> HttpResponse:
    found = queries.fitting_visits(officer_of(request), asked_of(request), timezone.now())
    return _file(visit_file.write(_lines(found[:MOST_EXPORTED])), _("Ledger of visits"))


def _lines(found: QuerySet[Visit]) -> list[tuple[str, ...]]:
    places = [f"subject__{name}" for name in registry.PLACE_READ]
    shown = found.select_related("subject__profile", *places).prefetch_related("visitors__officer", "needs__case")
    return [
        (
            moment(row.took_place_at),
            way_name(row.way),
            queries.name_of(row.subject),
            getattr(getattr(row.subject, "profile", None), "code", ""),
            registry.place_read(row.subject.division, row.subject.cell),
            "、".join(one.officer.name for one in row.visitors.all()),
            row.note,
            str(len(row.needs.all())),
            "、".join(need.case.number for need in row.needs.all()),
            moment(row.arrived_at),
            _("Struck: %(why)s") % {"why": row.struck_why} if row.struck_at else "",
        )
        for row in shown
    ]


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=EXCEL)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer


@page("unvisited")
def unvisited(request: HttpRequest) -> HttpResponse:
    officer, now, said = officer_of(request), timezone.now(), request.GET
    asked = UnvisitedFilter(
        days=min(max(number_of(said.get("days", "")) or DAYS, 1), MOST_DAYS),
        kind=said["kind"] if said.get("kind") in Subject.Kind.values else Subject.Kind.ENTERPRISE,
        unit=number_of(said.get("unit", "")),
        officer=number_of(said.get("officer", "")),
    )
    found, number = queries.unvisited(officer, asked, now), max(number_of(said.get("page", "")) or 1, 1)
    some, total = queries.unvisited_page(found, (number - 1) * PER_PAGE, PER_PAGE)
    shown = Paginator(range(total), PER_PAGE).get_page(number)
    if shown.number != number:  # beyond the last page
        some, total = queries.unvisited_page(found, (shown.number - 1) * PER_PAGE, PER_PAGE)
    keep = said.copy()
    keep.pop("page", None)
    context = {
        "rows": [(one, queries.name_of(one), registry.place_read(one.division, one.cell)) for one in some],
        "who": queries.responsible([one.pk for one in some], timezone.localdate(now)),
        "shown": shown,
        "asked": asked,
        "units": registry.units(),
        "keep": keep.urlencode(),
        "now": now,
    }
    return render(request, "console/unvisited.html", context)
