"""One case with its whole story, and what those at the centre do with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CasePage
from jishiyu.casework.workflow import OUTCOMES_BY_DISPATCHER
from jishiyu.console.rights import officer_of, page
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


@page("case")
def case(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, officer_of(request), number)


def _find(officer: Officer, number: str) -> CasePage:
    found = queries.case_page(officer, number, timezone.now())
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, officer: Officer, number: str, *, trouble: str = "", link: str = "", contact: object = None
) -> HttpResponse:
    found = _find(officer, number)
    context = {
        "page": found,
        "case": found.case,
        "may": found.may,
        "units": registry.units(),
        "unit_names": {unit.pk: unit.name for unit in registry.units()} if found.suggestions else {},
        "actors": registry.actor_names(entry.by for entry in found.story),
        "outcomes": [choice for choice in Case.Outcome.choices if choice[0] in OUTCOMES_BY_DISPATCHER],
        "trouble": trouble,
        "link": link,
        "contact": contact,
        "said": request.POST,
        "now": timezone.now(),
    }
    return render(request, "console/case.html", context, status=409 if trouble else 200)


def _act(request: HttpRequest, number: str, act: str, deed: Callable[[CasePage, Officer], object]) -> HttpResponse:
    """Do one deed if this officer may do it now; show the page again, with the refusal if there was one."""
    officer = officer_of(request)
    found = _find(officer, number)
    try:
        if act not in found.may:
            raise Refused("not_now", act=act, state=found.case.state)
        deed(found, officer)
    except Refused as refused:
        return _show(request, officer, number, trouble=message_of(refused))
    messages.success(request, _("Done."))
    return redirect("console:case", number)


def _seen(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdigit() else None


@page("case_dispatch")
@require_POST
def case_dispatch(request: HttpRequest, number: str) -> HttpResponse:
    unit, _sep, chosen_officer = request.POST.get("unit", "").partition(":")

    def deed(found: CasePage, officer: Officer) -> None:
        if not unit.isdigit():
            raise Refused("unit_unknown", unit=unit[:20])
        fitting = [one for one in found.suggestions if one.unit == int(unit)]
        actions.dispatch(
            found.case.pk,
            int(unit),
            officer_id=int(chosen_officer) if chosen_officer.isdigit() else None,
            reason=fitting[0].reasons if fitting else (("chosen", ""),),
            seen=_seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return _act(request, number, "dispatch", deed)


@page("case_close")
@require_POST
def case_close(request: HttpRequest, number: str) -> HttpResponse:
    def deed(found: CasePage, officer: Officer) -> None:
        actions.close_case(
            found.case.pk,
            outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", ""),
            seen=_seen(request),
            by=officer.actor,
            at=timezone.now(),
        )

    return _act(request, number, "close", deed)


@page("case_ask")
@require_POST
def case_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Make the one-time link and show it this once."""
    officer = officer_of(request)
    found = _find(officer, number)
    try:
        if "ask" not in found.may:
            raise Refused("not_now", act="ask", state=found.case.state)
        token = actions.ask_requester(found.case.pk, by=officer.actor, at=timezone.now())
    except Refused as refused:
        return _show(request, officer, number, trouble=message_of(refused))
    return _show(request, officer, number, link=request.build_absolute_uri(reverse("portal:verify", args=[token])))


@page("case_confirm")
@require_POST
def case_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """What the requester said to a caller on the phone."""

    def deed(found: CasePage, officer: Officer) -> None:
        rating = request.POST.get("rating", "")
        actions.confirm_case(
            found.case.pk,
            solved=request.POST.get("solved") == "yes",
            rating=int(rating) if rating.isdigit() else None,
            words=request.POST.get("words", ""),
            by=officer.actor,
            at=timezone.now(),
        )

    return _act(request, number, "confirm", deed)


@page("case_contact")
@require_POST
def case_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show who the requester is, with a reason; the look is recorded."""
    officer = officer_of(request)
    found = _find(officer, number)
    try:
        contact = actions.reveal_contact(
            found.case.pk, why=request.POST.get("why", ""), by=officer.actor, at=timezone.now()
        )
    except Refused as refused:
        return _show(request, officer, number, trouble=message_of(refused))
    return _show(request, officer, number, contact=contact)


@page("photo")
def photo(request: HttpRequest, proof_id: int) -> HttpResponse:
    proof = queries.proof_for(officer_of(request), proof_id)
    if proof is None:
        raise Http404
    with proof.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
