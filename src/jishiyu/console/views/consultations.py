"""Consultations: the list with what waits for one, and calling a new one."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import actions, queries
from jishiyu.casework.actions import Topic
from jishiyu.casework.models import Case, Task
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import numbers_of
from jishiyu.look.words import RETURN_CODES
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post

PER_PAGE = 20
WAITING = 30
BETWEEN = re.compile(r"[\s,，、;；]+")


@page("consultations")
def consultations(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    shown = Paginator(queries.consultations(officer), PER_PAGE).get_page(request.GET.get("page"))
    calls = officer.post == Post.DISPATCHER
    waiting = list(queries.waiting_for_consultation()[: WAITING + 1]) if calls else []
    context = {
        "shown": shown,
        "waiting": waiting[:WAITING],
        "more": len(waiting) > WAITING,
        "calls": calls,
        "now": timezone.now(),
    }
    return render(request, "console/consultations.html", context)


@page("consultation_new")
def consultation_new(request: HttpRequest) -> HttpResponse:
    """Call a meeting: what waits for one comes first, with the question as its returns put it."""
    officer, trouble = officer_of(request), ""
    if request.method == "POST":
        try:
            meeting = actions.call_consultation(
                title=request.POST.get("title", ""),
                meets_at=read_moment(request.POST.get("meets_at", "")),
                place=request.POST.get("place", ""),
                chair=request.POST.get("chair", ""),
                agenda=topics_of(officer, request.POST),
                unit_ids=read_units(request.POST),
                outside=read_names(request.POST),
                by=officer.actor,
                at=timezone.now(),
            )
            return redirect("console:consultation_page", meeting.pk)
        except Refused as refused:
            trouble = message_of(refused)
    return render(request, "console/consultation_new.html", _form(request, trouble), status=409 if trouble else 200)


def _form(request: HttpRequest, trouble: str) -> dict[str, object]:
    chosen = set(numbers_of(request.POST.getlist("case")))
    asked = queries.case_id(officer_of(request), request.GET.get("case", "")) or 0
    waiting = list(queries.waiting_for_consultation()[:WAITING])
    with_returns = _with_returns(waiting)
    rows = [(case, question_of(tasks)) for case, tasks in with_returns]
    returns = [task for _, tasks in with_returns for task in tasks]
    concerned = {task.unit_id for task in returns} | {task.return_to_id for task in returns}
    units = list(registry.units())
    picked = set(read_units(request.POST))
    tomorrow = timezone.localtime().replace(hour=9, minute=0) + timedelta(days=1)
    return {
        "rows": [
            (case, request.POST.get(f"question-{case.pk}", question), case.pk in chosen or case.pk == asked)
            for case, question in rows
        ],
        "units": [(unit, unit.pk in picked) for unit in units if unit.pk in concerned],
        "others": [(unit, unit.pk in picked) for unit in units if unit.pk not in concerned],
        "meets_at": request.POST.get("meets_at") or f"{tomorrow:%Y-%m-%dT%H:%M}",
        "numbers": request.POST.get("numbers", "") or _other_number(request, asked, waiting),
        "trouble": trouble,
        "said": request.POST,
        "now": timezone.now(),
    }


def _other_number(request: HttpRequest, asked: int, waiting: Sequence[Case]) -> str:
    """The case a reader came from, when it is not among those that wait."""
    return request.GET.get("case", "") if asked and asked not in {case.pk for case in waiting} else ""


def _with_returns(cases: Sequence[Case]) -> list[tuple[Case, list[Task]]]:
    """Each case with the tasks that were given back, in one query."""
    returned = queries.returns_of(cases)
    return [(case, [task for task in returned if task.case_id == case.pk]) for case in cases]


def question_of(returns: Sequence[Task]) -> str:
    """Who says it is not theirs, and why: the question as the returns put it."""
    lines = []
    for task in returns:
        said = {"unit": task.unit.name, "ground": task.return_ground}
        said["reason"] = str(RETURN_CODES.get(task.return_code, task.return_code))
        if task.return_to:
            said["named"] = task.return_to.name
            lines.append(_("%(unit)s gave it back as “%(reason)s”, naming %(named)s: %(ground)s") % said)
        else:
            lines.append(_("%(unit)s gave it back as “%(reason)s”: %(ground)s") % said)
    return "\n".join(lines)


def topics_of(officer: Officer, said: QueryDict) -> list[Topic]:
    """Cases that were ticked, each with its question, then those named by number. Raises Refused case_unknown."""
    topics = [Topic(key, said.get(f"question-{key}", "")) for key in numbers_of(said.getlist("case"))]
    for number in BETWEEN.split(said.get("numbers", "").strip()):
        found = queries.case_id(officer, number.upper()) if number else None
        if number and found is None:
            raise Refused("case_unknown", case=number[:30])
        if found and found not in {topic.case_id for topic in topics}:
            topics.append(Topic(found))
    return topics


def read_units(said: QueryDict, name: str = "unit") -> list[int]:
    return numbers_of(said.getlist(name))


def read_names(said: QueryDict) -> list[str]:
    """Outside bodies, one a line."""
    return list(dict.fromkeys(name.strip() for name in said.get("outside", "").splitlines() if name.strip()))


def read_moment(said: str) -> datetime:
    """A moment of the office's own zone. Raises Refused time_unreadable."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Refused("time_unreadable", time=said[:30]) from None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
