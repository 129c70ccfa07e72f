"""What every view of one case does: find it, show its page, do one deed and show what came of it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import queries, rights
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Task
from jishiyu.casework.queries import CasePage
from jishiyu.casework.workflow import OUTCOMES_BY_DISPATCHER
from jishiyu.console.rights import PAGES, officer_of
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.look.telling import Known, Sentence, actors_of, telling
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer

Deed = Callable[[CasePage, Officer], object]


def find(officer: Officer, number: str) -> CasePage:
    """The page of a case this officer may see; Http404 otherwise."""
    found = queries.case_page(officer, number, timezone.now())
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, officer: Officer, number: str, *, trouble: str = "", link: str = "", contact: object = None
) -> HttpResponse:
    """The whole page; `trouble` is a refusal in words, `link` and `contact` are shown this once."""
    found = find(officer, number)
    sure_from = queries.sure_from(kind_of(found.case.kind))
    context = {
        "page": found,
        "case": found.case,
        "may": found.may,
        "next": next((one for one in found.promises if one.promise.met_at is None), None),
        "lines": _lines(found),
        "earlier": [task for task in found.tasks if task.round != found.case.redo_count],
        "readable": {task.pk for task in found.tasks if rights.may_read(officer, task, found.case)},
        "sure": any(one.confidence >= sure_from for one in found.suggestions[:1]),
        "telling": telling_of(found, officer),
        "was_kinds": _was_kinds(found),
        "takes_letters": officer.post in PAGES["case_letter"],
        "outcomes": [choice for choice in Case.Outcome.choices if choice[0] in OUTCOMES_BY_DISPATCHER],
        "trouble": trouble,
        "link": link,
        "contact": contact,
        "said": request.POST,
        "now": timezone.now(),
    }
    return render(request, "console/case.html", context, status=409 if trouble else 200)


def _was_kinds(found: CasePage) -> list[tuple[str, datetime, str, str, str]]:
    """What the case was taken for before: kind, when and by whom it was corrected, the reason, and why in words; the
    latest first."""
    corrected = [entry for entry in found.story if "kind" in entry.before]
    names = registry.actor_names({entry.by for entry in corrected})
    return [
        (
            entry.before["kind"],
            entry.at,
            names.get(entry.by, entry.by),
            entry.data.get("code", ""),
            entry.data.get("words", ""),
        )
        for entry in reversed(corrected)
    ]


def _lines(found: CasePage) -> list[tuple[str, list[Task]]]:
    """Tasks of the present round by line, the leading line first; a line of the kind nobody has is there too."""
    present = [task for task in found.tasks if task.round == found.case.redo_count]
    lines = dict.fromkeys([*kind_of(found.case.kind).lines, *(task.line for task in present)]) if present else {}
    return [(line, [task for task in present if task.line == line]) for line in lines]


def telling_of(found: CasePage, officer: Officer) -> list[Sentence]:
    """The story in sentences; names of units and officers come from the tasks as far as they go."""
    units = {task.unit_id: task.unit.name for task in found.tasks}
    units |= {task.return_to_id: task.return_to.name for task in found.tasks if task.return_to and task.return_to_id}
    officers = {task.officer.actor: task.officer.name for task in found.tasks if task.officer}
    officers[officer.actor] = officer.name
    unknown = actors_of(found.story) - officers.keys()
    actors = officers | (registry.actor_names(unknown) if any(one.startswith("officer:") for one in unknown) else {})
    known = Known(actors, units, {int(name[8:]): text for name, text in actors.items() if name.startswith("officer:")})
    return telling(
        found.story,
        known,
        own_unit=officer.unit_id,
        sees_all=officer.post in rights.SEES_ALL,
        over=found.case.answered_at is not None,
    )


def act(request: HttpRequest, number: str, name: str, deed: Deed) -> HttpResponse:
    """Do one deed if this officer may do it now; show the page again, with the refusal if there was one."""
    officer = officer_of(request)
    found = find(officer, number)
    try:
        if name not in found.may:
            raise Refused("not_now", act=name, state=found.case.state)
        deed(found, officer)
    except Refused as refused:
        return show(request, officer, number, trouble=message_of(refused))
    messages.success(request, _("Done."))
    return redirect("console:case", number)


def seen(request: HttpRequest) -> int | None:
    """The version of the case the page showed."""
    said = request.POST.get("seen", "")
    return number_of(said)
