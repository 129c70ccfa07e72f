"""Reports: those that were made, with their numbers and corrections; making one; when they are made by themselves."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.console.rights import DECIDES, officer_of, page
from jishiyu.figures.reports import actions, jobs, queries
from jishiyu.figures.reports.gather import content_of
from jishiyu.figures.reports.kinds import REPORTS
from jishiyu.figures.reports.models import Plan, Report
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.report_files import sent
from jishiyu.look.requests import number_of
from jishiyu.registry import queries as registry

PER_PAGE = 30


@page("reports")
def reports(request: HttpRequest) -> HttpResponse:
    kind, now, plans = request.GET.get("kind", ""), timezone.now(), queries.plans()
    found = queries.reports(kind if kind in REPORTS else "")
    context = {
        "kinds": [(one, plans.get(one.code), _next(one.code, plans, now)) for one in REPORTS.values()],
        "kind": kind,
        "shown": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may": officer_of(request).post in DECIDES,
        "officers": queries.readers(),
        "hours": range(24),
        "keep": f"kind={kind}" if kind in REPORTS else "",
    }
    return render(request, "console/reports.html", context)


def _next(code: str, plans: dict[str, Plan], now: datetime) -> datetime | None:
    plan = plans.get(code)
    return queries.next_at(REPORTS[code], plan, now) if plan and plan.active else None


@page("report")
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    found = _found(report_id)
    context = {
        "report": found,
        "content": content_of(found),
        "actors": registry.actor_names([found.by]),
        "may": officer_of(request).post in DECIDES,
    }
    return render(request, "console/report.html", context)


@page("report_file")
def report_file(request: HttpRequest, report_id: int) -> HttpResponseBase:
    return sent(_found(report_id))


@page("report_make")
def report_make(request: HttpRequest, kind: str) -> HttpResponse:
    """Make the report of the newest period that is over, in the background."""
    if request.method == "POST":
        key = f"{request.POST.get('key', '')[:40]}"
        try:
            jobs.ask(kind, public=False, key=key, by=officer_of(request).actor, at=timezone.now())
        except Refused as refused:
            messages.error(request, message_of(refused))
            return redirect("console:reports")
        messages.success(request, _("It is being made. Look here again in a minute."))
    return redirect("console:reports")


@page("report_plan")
def report_plan(request: HttpRequest, kind: str) -> HttpResponse:
    if request.method == "POST":
        said = request.POST
        readers = [number for one in said.getlist("readers") if (number := number_of(one)) is not None]
        workday, hour = number_of(said.get("workday", "")), number_of(said.get("hour", ""))
        try:
            actions.set_plan(
                kind,
                active=said.get("active") == "1",
                workday=-1 if workday is None else workday,
                hour=-1 if hour is None else hour,
                readers=readers,
                public=said.get("public") == "1",
                by=officer_of(request).actor,
                at=timezone.now(),
            )
            messages.success(request, _("From now on it is made so."))
        except Refused as refused:
            messages.error(request, message_of(refused))
    return redirect("console:reports")


@page("report_public")
def report_public(request: HttpRequest, report_id: int) -> HttpResponse:
    """Offer a report on the portal, or no longer."""
    found = _found(report_id)
    if request.method == "POST":
        public, now = request.POST.get("public") == "1", timezone.now()
        actions.show_publicly(found.pk, public=public, by=officer_of(request).actor, at=now)
    return redirect("console:report", found.pk)


def _found(report_id: int) -> Report:
    found = queries.reports().filter(pk=report_id).first()
    if found is None:
        raise Http404
    return found
