"""One task on the officer's phone: its story, and the acts."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Task
from jishiyu.casework.workflow import RETURN_CODES
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.case_page import telling_of
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import network_mark_of, number_of
from jishiyu.notices import actions as notices
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


@page("task")
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    officer = officer_of(request)
    found = _task(officer, task_id)
    if found.case.lead is not None:
        notices.mark_seen(officer.actor, found.case.lead.notice_keys, at=timezone.now())
    return _show(request, officer, found)


def _task(officer: Officer, task_id: int) -> Task:
    found = queries.task_for(officer, task_id)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, officer: Officer, found: Task, trouble: str = "", did: str = "") -> HttpResponse:
    now = timezone.now()
    page = queries.case_page(officer, found.case.number, now)
    if page is None:
        raise Http404
    mine = page.live is not None and page.live.pk == found.pk
    context = {
        "task": found,
        "page": page,
        "may": page.may if mine else frozenset(),
        "photo_required": kind_of(found.case.kind).photo_required,
        "return_codes": RETURN_CODES,
        "return_until": queries.return_until(found, kind_of(found.case.kind)) if mine else None,
        "next": next((one for one in page.promises if one.promise.met_at is None), None),
        "pressed": [
            one for one in telling_of(page, officer) if one.nudge and found.unit_id in one.entry.data.get("units", ())
        ][-2:],
        "others": [one for one in page.tasks if one.pk != found.pk and one.round == page.case.redo_count],
        "colleagues": _colleagues(found) if mine and "hand_over" in page.may else [],
        "units": registry.units().exclude(pk=found.unit_id),
        "trouble": trouble,
        "did": did,
        "said": request.POST,
        "now": now,
    }
    return render(request, "console/task.html", context, status=409 if trouble else 200)


def _colleagues(found: Task) -> list[Officer]:
    return [one for one in registry.officers_of(found.unit_id) if one.pk != found.officer_id]


@page("task_act")
@require_POST
def task_act(request: HttpRequest, task_id: int, act: str) -> HttpResponse:
    officer = officer_of(request)
    found = _task(officer, task_id)
    live = queries.case_page(officer, found.case.number, timezone.now())
    if act not in ACTS:
        raise Http404
    try:
        if live is None or live.live is None or live.live.pk != found.pk or act not in live.may:
            raise Refused("not_now", act=act, state=found.state)
        ACTS[act](request, found, officer)
    except Refused as refused:
        return _show(request, officer, _task(officer, task_id), message_of(refused), act)
    messages.success(request, str(DONE[act]))
    if act == "hand_over":
        return redirect("console:unit" if request.POST.get("back") == "unit" else "console:home")
    return redirect("console:home") if act in LEAVES else redirect("console:task", task_id)


def _accept(request: HttpRequest, found: Task, officer: Officer) -> None:
    actions.accept_task(found.pk, network_mark=network_mark_of(request), by=officer.actor, at=timezone.now())


def _contact(request: HttpRequest, found: Task, officer: Officer) -> None:
    actions.note_contact(found.pk, by=officer.actor, at=timezone.now())


def _arrive(request: HttpRequest, found: Task, officer: Officer) -> None:
    actions.arrive(found.pk, by=officer.actor, at=timezone.now())


def _finish(request: HttpRequest, found: Task, officer: Officer) -> None:
    actions.finish_task(
        found.pk,
        words=request.POST.get("words", ""),
        how=request.POST.get("how", ""),
        photos_sent=[photo.read() for photo in request.FILES.getlist("photos")],
        network_mark=network_mark_of(request),
        by=officer.actor,
        at=timezone.now(),
    )


def _return(request: HttpRequest, found: Task, officer: Officer) -> None:
    to_unit = request.POST.get("to_unit", "")
    actions.return_task(
        found.pk,
        code=request.POST.get("code", ""),
        ground=request.POST.get("ground", ""),
        to_unit_id=number_of(to_unit),
        photos_sent=[photo.read() for photo in request.FILES.getlist("evidence")],
        by=officer.actor,
        at=timezone.now(),
    )


def _nothing(request: HttpRequest, found: Task, officer: Officer) -> None:
    actions.nothing_to_add(found.pk, by=officer.actor, at=timezone.now())


def _hand_over(request: HttpRequest, found: Task, officer: Officer) -> None:
    to = request.POST.get("officer", "")
    key = number_of(to) or 0
    actions.hand_over(found.pk, key, by=officer.actor, at=timezone.now())


LEAVES = frozenset({"finish", "return", "nothing"})
ACTS: Mapping[str, Callable[[HttpRequest, Task, Officer], None]] = {
    "accept": _accept,
    "contact": _contact,
    "arrive": _arrive,
    "finish": _finish,
    "return": _return,
    "nothing": _nothing,
    "hand_over": _hand_over,
}
DONE: Mapping[str, Phrase] = {
    "accept": _("Accepted. The clock shows what is promised next."),
    "contact": _("The contact is recorded."),
    "arrive": _("The arrival is recorded."),
    "finish": _("Finished. The requester will be asked whether it was really done."),
    "nothing": _("Done: the unit that leads answers."),
    "hand_over": _("Handed over. Your colleague has been told."),
    "return": _("Returned. The dispatcher decides; the requester's clock runs on."),
}
