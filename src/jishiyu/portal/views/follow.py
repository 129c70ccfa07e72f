"""Following a case: by number and phone, on one's own page, and by the one-time link."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.queries.claims import claim_by_tail
from jishiyu.ledger.queries import receipt_of
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import network_mark_of
from jishiyu.portal import tickets
from jishiyu.portal.forms import AnswerForm, FollowForm
from jishiyu.registry import actions as registry_actions
from jishiyu.registry import queries as registry

STEPS = ("received", "dispatched", "handling", "answered", "closed")


def follow(request: HttpRequest) -> HttpResponse:
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = _find(form.cleaned_data["number"], form.cleaned_data["tail"])
        if isinstance(found, Claim):
            return redirect("portal:claim", found.token)
        if found is not None:
            return redirect("portal:own", tickets.make(found.pk))
        form.add_error(
            None, _("No case with this number and these digits, or too many tries; wait a quarter of an hour.")
        )
    return render(request, "portal/follow.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _find(number: str, tail: str) -> Case | Claim | None:
    """A number is closed to guessing after five wrong tails, whether there is such a case or not."""
    now, key = timezone.now(), f"follow:{number.strip().upper()}"
    if registry.is_locked(key, at=now):
        return None
    applied = number.strip().upper().startswith("A")
    found = claim_by_tail(number, tail) if applied else queries.by_number_and_tail(number, tail)
    if found is None:
        registry_actions.note_sign_in_failure(key, at=now)
    return found


def own(request: HttpRequest, ticket: str) -> HttpResponse:
    """The requester's page of a case; here they may also say whether it was done."""
    case = _of_ticket(ticket)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(case, form, network_mark_of(request))
        except Refused as refused:
            form.add_error(None, message_of(refused))
        else:
            messages.success(request, _thanks(form.cleaned_data["solved"] == "yes"))
            return redirect("portal:own", ticket)
    now = timezone.now()
    context = {
        "case": case,
        "place": registry.place_name(case.division_id, case.cell_id),
        "steps": STEPS,
        "reached": STEPS.index(case.state),
        "promises": queries.promises_of(case, now),
        "answers": queries.answered_tasks(case),
        "form": form,
        "asides": queries.own_asides(case),
        "may_come_back": case.reopens_until is not None and now <= case.reopens_until,
        "may_urge": queries.may_urge(case, now),
        "ticket": ticket,
        "now": now,
    }
    return render(request, "portal/own.html", context, status=422 if form.errors else 200)


@require_POST
def again(request: HttpRequest, ticket: str) -> HttpResponse:
    """It is not over, says the requester: the same case within fifteen days, a new one afterwards."""
    case, now = _of_ticket(ticket), timezone.now()
    deed = actions.say_again if case.reopens_until and now > case.reopens_until else actions.reopen_case
    try:
        found = deed(case.pk, words=request.POST.get("words", ""), by="requester", at=now)
    except Refused as refused:
        messages.error(request, message_of(refused))
        return redirect("portal:own", ticket)
    if found.pk != case.pk:
        return redirect("portal:said", tickets.make(found.pk))
    messages.success(request, _("It is open again and goes back; the clock still counts from when you first said it."))
    return redirect("portal:own", ticket)


@require_POST
def answer_question(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the requester says to the question a unit put to them; the wait is over at once."""
    case, words = _of_ticket(ticket), request.POST.get("words", "")
    try:
        actions.answer_question(case.pk, words=words, by="requester", at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Thank you. The unit goes on with your answer."))
    return redirect("portal:own", ticket)


@require_POST
def withdraw(request: HttpRequest, ticket: str) -> HttpResponse:
    """The requester takes their need back; nobody else can in their name but a caller who notes it."""
    case = _of_ticket(ticket)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Say that you are sure."))
        return redirect("portal:own", ticket)
    try:
        actions.withdraw(case.pk, words=request.POST.get("words", ""), by="requester", at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("It is withdrawn. You can say it again at any time."))
    return redirect("portal:own", ticket)


@require_POST
def urge(request: HttpRequest, ticket: str) -> HttpResponse:
    """The requester presses, once a day."""
    case = _of_ticket(ticket)
    try:
        actions.urge_own(case.pk, words=request.POST.get("words", ""), by="requester", at=timezone.now())
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, _("Those who have it have been told, and their head too."))
    return redirect("portal:own", ticket)


def _of_ticket(ticket: str) -> Case:
    case_id = tickets.read(ticket)
    case = Case.objects.select_related("division", "cell").filter(pk=case_id).first() if case_id else None
    if case is None:
        raise Http404
    return case


def _answer(case: Case, form: AnswerForm, network: str) -> None:
    said = form.cleaned_data
    actions.confirm_case(
        case.pk,
        solved=said["solved"] == "yes",
        partly=said["solved"] == "partly",
        rating=said["rating"],
        words=said["words"],
        network_mark=network,
        by="requester",
        at=timezone.now(),
    )


def _thanks(solved: bool) -> str:
    if solved:
        return _("Thank you. The case is closed as solved, because you say so.")
    return _("Thank you. It goes back to be done again; the clock still counts from when you first said it.")


def receipt(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the office has written about this case, signed and proved, for the requester to keep and have checked."""
    case = _of_ticket(ticket)
    told = receipt_of(case.ref, {"case": case.number}, at=timezone.now())
    content = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    name = f'attachment; filename="{case.number}.receipt.json"'
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": name})


def photo(request: HttpRequest, ticket: str, proof_id: int) -> HttpResponse:
    proof = queries.proof_of_case(_of_ticket(ticket), proof_id)
    if proof is None:
        raise Http404
    with proof.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def verify(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: looking changes nothing, only the answer does."""
    now = timezone.now()
    case = queries.by_token(token, now)
    if case is None:
        return render(request, "portal/link_dead.html", status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.confirm(
                token,
                solved=said["solved"] == "yes",
                partly=said["solved"] == "partly",
                rating=said["rating"],
                words=said["words"],
                network_mark=network_mark_of(request),
                at=now,
            )
        except Refused:
            return render(request, "portal/link_dead.html", status=410)
        context = {"thanks": _thanks(said["solved"] == "yes"), "case": case}
        return render(request, "portal/thanks.html", context)
    context = {"case": case, "answers": queries.answered_tasks(case), "form": form, "now": now}
    return render(request, "portal/verify.html", context, status=422 if form.errors else 200)
