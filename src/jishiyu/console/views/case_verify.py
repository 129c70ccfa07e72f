"""Asking the requester whether it was really done: a one-time link, or what was said to a caller."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.casework import actions
from jishiyu.casework.queries import CasePage
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.case_page import act, find, show
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry.models import Officer


@page("case_ask")
@require_POST
def case_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Make the one-time link and show it this once."""
    officer = officer_of(request)
    found = find(officer, number)
    try:
        if "ask" not in found.may:
            raise Refused("not_now", act="ask", state=found.case.state)
        token = actions.ask_requester(found.case.pk, by=officer.actor, at=timezone.now())
    except Refused as refused:
        return show(request, officer, number, trouble=message_of(refused))
    return show(request, officer, number, link=request.build_absolute_uri(reverse("portal:verify", args=[token])))


@page("case_confirm")
@require_POST
def case_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """What the requester said to a caller on the phone."""

    def deed(found: CasePage, officer: Officer) -> None:
        rating = request.POST.get("rating", "")
        actions.confirm_case(
            found.case.pk,
            solved=request.POST.get("solved") == "yes",
            partly=request.POST.get("solved") == "partly",
            rating=number_of(rating),
            words=request.POST.get("words", ""),
            by=officer.actor,
            at=timezone.now(),
        )

    return act(request, number, "confirm", deed)


@page("case_reopen")
@require_POST
def case_reopen(request: HttpRequest, number: str) -> HttpResponse:
    """A caller notes that the requester brings the case back."""

    def deed(found: CasePage, officer: Officer) -> None:
        words = request.POST.get("words", "")
        actions.reopen_case(found.case.pk, words=words, by=officer.actor, at=timezone.now())

    return act(request, number, "reopen", deed)
