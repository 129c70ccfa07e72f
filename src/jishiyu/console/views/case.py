"""One case with its whole story, who asked, and the photos of what was done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.case_page import find, show
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of


@page("case")
def case(request: HttpRequest, number: str) -> HttpResponse:
    return show(request, officer_of(request), number)


@page("case_holding")
def case_holding(request: HttpRequest, number: str) -> HttpResponse:
    """Who held it how long, asked for by those who want to know; a part of the case's page, or a page of its own."""
    now = timezone.now()
    found = queries.case_holding(officer_of(request), number, now)
    if found is None:
        raise Http404
    part = "console/_case_holding_table.html" if request.headers.get("HX-Request") else "console/case_holding.html"
    return render(request, part, {"holding": found, "number": number, "now": now})


@page("case_contact")
@require_POST
def case_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show who the requester is, with a reason; the look is recorded."""
    officer = officer_of(request)
    found = find(officer, number)
    try:
        contact = actions.reveal_contact(
            found.case.pk, why=request.POST.get("why", ""), by=officer.actor, at=timezone.now()
        )
    except Refused as refused:
        return show(request, officer, number, trouble=message_of(refused))
    return show(request, officer, number, contact=contact)


@page("photo")
def photo(request: HttpRequest, proof_id: int) -> HttpResponse:
    proof = queries.proof_for(officer_of(request), proof_id)
    if proof is None:
        raise Http404
    with proof.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
