"""What every view of one case does: find it, show its page, do one deed and show what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.casework import queries
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CasePage
from jishiyu.casework.workflow import OUTCOMES_BY_DISPATCHER
from jishiyu.console.rights import officer_of
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
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
        "units": registry.units(),
        "unit_names": {unit.pk: unit.name for unit in registry.units()} if found.suggestions else {},
        "sure": any(one.confidence >= sure_from for one in found.suggestions[:1]),
        "actors": registry.actor_names(entry.by for entry in found.story),
        "outcomes": [choice for choice in Case.Outcome.choices if choice[0] in OUTCOMES_BY_DISPATCHER],
        "trouble": trouble,
        "link": link,
        "contact": contact,
        "said": request.POST,
        "now": timezone.now(),
    }
    return render(request, "console/case.html", context, status=409 if trouble else 200)


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
    return int(said) if said.isdigit() else None
