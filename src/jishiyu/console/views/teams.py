"""Support teams and their plans: one enterprise, one leader, one team, one plan, to the end."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.outreach import actions, queries, rights
from jishiyu.outreach.models import SupportTeam
from jishiyu.registry.models import Subject

PER_PAGE = 30


@page("teams")
def teams(request: HttpRequest) -> HttpResponse:
    now, closed = timezone.now(), request.GET.get("closed") == "1"
    found = queries.teams(officer_of(request), now, closed=closed)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "rows": [(one, queries.name_of(one.subject)) for one in shown],
        "closed": closed,
        "keep": "closed=1" if closed else "",
        "now": now,
    }
    return render(request, "console/teams.html", context)


@page("team")
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    return _show(request, team_id)


def _show(request: HttpRequest, team_id: int, trouble: str = "") -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    found = queries.team_of(officer, team_id)
    if found is None:
        raise Http404
    members = [one for one in found.members.all() if one.until is None]
    open_now = found.closed_at is None
    context = {
        "team": found,
        "name": queries.name_of(found.subject),
        "members": members,
        "steps": list(found.steps.all()),
        "may_plan": open_now and rights.may_plan(officer, found.lead_id, (one.officer_id for one in members)),
        "may_close": open_now and rights.may_close(officer, found.lead_id),
        "inside": [found.lead, *(one.officer for one in members)],
        "officers": queries.candidates(officer) if open_now else (),
        "said": request.POST,
        "trouble": trouble,
        "day": timezone.localdate(now),
        "now": now,
    }
    return render(request, "console/team.html", context, status=422 if trouble else 200)


@page("team_form")
def form(request: HttpRequest, subject_id: int) -> HttpResponse:
    officer, trouble = officer_of(request), ""
    subject = Subject.objects.select_related("profile").filter(pk=subject_id).first()
    if subject is None:
        raise Http404
    if request.method == "POST":
        try:
            made = actions.form_team(
                subject_id,
                lead_id=number_of(request.POST.get("lead", "")) or 0,
                aim=request.POST.get("aim", ""),
                members=_members(request),
                by=officer.actor,
                at=timezone.now(),
            )
            messages.success(request, str(DONE["form"]))
            return redirect("console:team", made.pk)
        except Refused as refused:
            trouble = message_of(refused)
    context = {
        "subject": subject,
        "name": queries.name_of(subject),
        "officers": queries.candidates(officer),
        "places": range(1, 5),
        "said": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/team_form.html", context, status=422 if trouble else 200)


def _members(request: HttpRequest) -> dict[int, str]:
    """Officer → role of each line that names somebody."""
    pairs = zip(request.POST.getlist("member"), request.POST.getlist("role"), strict=False)
    return {key: role for said, role in pairs if (key := number_of(said)) is not None}


@page("team_act")
@require_POST
def act(request: HttpRequest, team_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    if act not in ACTS or queries.team_of(officer, team_id) is None:
        raise Http404
    try:
        ACTS[act](request, team_id, officer.actor, timezone.now())
    except Refused as refused:
        return _show(request, team_id, message_of(refused))
    messages.success(request, str(DONE[act]))
    return redirect("console:team", team_id)


def _key(request: HttpRequest, name: str) -> int:
    return number_of(request.POST.get(name, "")) or 0


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").replace("\x00", "")


def _step(request: HttpRequest, team_id: int, by: str, at: datetime) -> object:
    due = _day(request.POST.get("due_on", ""))
    if due is None:
        raise Refused("step_day")
    return actions.plan_step(team_id, _words(request), due_on=due, officer_id=_key(request, "officer"), by=by, at=at)


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def _step_of(request: HttpRequest, team_id: int) -> int:
    """The step a form speaks of, when it is one of this team."""
    key = _key(request, "step")
    return key if SupportTeam.objects.filter(pk=team_id, steps=key).exists() else 0


ACTS: Mapping[str, Callable[[HttpRequest, int, str, datetime], object]] = {
    "step": _step,
    "done": lambda request, team, by, at: actions.finish_step(_step_of(request, team), _words(request), by=by, at=at),
    "drop": lambda request, team, by, at: actions.drop_step(_step_of(request, team), _words(request), by=by, at=at),
    "join": lambda request, team, by, at: actions.join_team(
        team, _key(request, "officer"), request.POST.get("role", ""), by=by, at=at
    ),
    "leave": lambda request, team, by, at: actions.leave_team(team, _key(request, "officer"), by=by, at=at),
    "lead": lambda request, team, by, at: actions.hand_over_team(team, _key(request, "officer"), by=by, at=at),
    "close": lambda request, team, by, at: actions.close_team(team, _words(request), by=by, at=at),
}
DONE: Mapping[str, Phrase] = {
    "form": _("The team is formed. Plan its first step."),
    "step": _("The step is planned."),
    "done": _("The step is done."),
    "drop": _("The step is dropped."),
    "join": _("Joined."),
    "leave": _("Left."),
    "lead": _("Another leads now; the plan goes on."),
    "close": _("Closed: the plan is carried out."),
}
