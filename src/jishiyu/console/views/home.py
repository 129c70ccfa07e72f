"""Where each post begins: an officer's phone page, or the page that fits the post."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jishiyu.casework import queries
from jishiyu.casework.models import Task
from jishiyu.console.rights import AUDITS, HANDLES, PAGES, RUNS, WATCHES, officer_of, page
from jishiyu.notices import actions as notices
from jishiyu.notices import queries as told
from jishiyu.notices import tickets
from jishiyu.notices.words import title_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post

SHOWN, MOST = 30, 200
ONLY: Mapping[str, Callable[[Task, str], bool]] = {
    "late": lambda task, band: band == "late" and not task.case.aside,
    "today": lambda task, band: band in ("soon", "today"),
    "lead": lambda task, band: task.role == Task.Role.LEAD,
    "assist": lambda task, band: task.role == Task.Role.ASSIST,
    "aside": lambda task, band: bool(task.case.aside),
}


@page("home")
def home(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if officer.post == Post.LEADER:
        return redirect("console:figures")
    if officer.post == Post.CALLER:
        return redirect("console:calls")
    if officer.post in WATCHES:
        return redirect("console:desk")
    if officer.post in RUNS:
        return redirect("console:health")
    if officer.post in AUDITS:
        return redirect("console:audit")
    if officer.post not in HANDLES:
        return redirect("console:notices")
    return render(request, "console/home.html", {**_warnings(officer), **_tasks(request, officer)})


@page("warnings")
def warnings(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_warnings.html", {**_warnings(officer_of(request)), "now": timezone.now()})


@page("tasks")
def tasks(request: HttpRequest) -> HttpResponse:
    return render(request, "console/_tasks.html", _tasks(request, officer_of(request)))


def _warnings(officer: Officer) -> dict[str, object]:
    rows = list(queries.warnings_for(officer)[:SHOWN])
    return {"warnings": _shown(rows), "promised": queries.promised_next({row.case_id for row in rows})}


def _tasks(request: HttpRequest, officer: Officer) -> dict[str, object]:
    """Tasks in hand by time left; the address may ask for some of them only."""
    only = request.GET.get("only", "")
    fits = ONLY.get(only)
    now, between = timezone.now(), queries.edges(timezone.now())
    rows = list(queries.tasks_for(officer)[:MOST])
    kept = [row for row in rows if fits is None or fits(row, between.band_of(row.case.next_due_at))][:SHOWN]
    counts = {
        name: sum(test(row, between.band_of(row.case.next_due_at)) for row in rows) for name, test in ONLY.items()
    }
    return {
        "tasks": _shown(kept),
        "in_hand": len(rows),
        "only": only if fits else "",
        "choices": [(name, counts[name]) for name in ONLY if counts[name] or name == only],
        "next_of": queries.promised_next({row.case_id for row in kept}),
        "now": now,
    }


def _shown(rows: list[Task]) -> list[tuple[Task, str]]:
    return [(row, registry.place_read(row.case.division, row.case.cell)) for row in rows]


@page("ticket")
def ticket(request: HttpRequest) -> HttpResponse:
    """A ticket for the live stream: one's own topics, the unit's, the desk's for those who watch everything, and that
    something was done, for those who see figures."""
    officer = officer_of(request)
    topics = {officer.actor}
    if officer.post in HANDLES and officer.unit_id:
        topics.add(f"unit:{officer.unit_id}")
    if officer.post in WATCHES:
        topics.add("desk")
    if officer.post in PAGES["figures"]:
        topics.add("figures")
    return JsonResponse({"ticket": tickets.make(topics)})


@page("notices")
def notices_page(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if request.method == "POST":
        notices.mark_read(officer.actor, None, at=timezone.now())
        return redirect("console:notices")
    rows = [(row, title_of(row.kind, row.params)) for row in told.recent(officer.actor)[:100]]
    return render(request, "console/notices.html", {"rows": rows, "now": timezone.now()})
