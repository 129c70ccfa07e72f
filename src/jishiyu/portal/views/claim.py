"""The applicant's own page of an application, by its link: where it stands, what is missing, what can be done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.actions.accounts import TOLD_FROM
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, DecisionLetter
from jishiyu.entitlements.queries.claims import claim_of_token
from jishiyu.entitlements.workflow import OWN, Hand, allowed
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.look.claim_page import facts_form, steps_of, story_of
from jishiyu.look.decision_letters import letter_lines, word_of
from jishiyu.look.explaining import of_decision
from jishiyu.look.fact_fields import read_form
from jishiyu.look.refusals import message_of
from jishiyu.notices.queries import recent
from jishiyu.portal.views.apply import facts_of, papers_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def claim(request: HttpRequest, token: str) -> HttpResponse:
    found = _of(token)
    scheme, standing = scheme_of(found.scheme), queries.standing_of(found)
    facts = facts_of(scheme)
    context = {
        "claim": found,
        "scheme": scheme,
        "may": allowed(Hand(OWN), standing),
        "steps": steps_of(found, scheme),
        "answer": of_decision(scheme, found.decision) if found.decision else None,
        "papers": _papers(found),
        "letters": found.letters.order_by("pk"),
        "objections": found.objections.filter(own=True).order_by("pk"),
        "leaving": found.exits.order_by("-pk").first(),
        "review": found.reviews.filter(closed_at__isnull=True).first(),
        "news": recent(found.ref)[:5],
        "story": story_of(Entry.objects.filter(subject=found.ref).order_by("version"), names={}),
        "fields": facts_form(facts, found.sheet.facts),
        "token": token,
        "account": found.household.accounts.filter(ended_at__isnull=True).first(),
        "asks_account": found.state in TOLD_FROM and actions.pays(found),
        "now": timezone.now(),
    }
    return render(request, "portal/claim.html", context)


def _papers(found: Claim) -> list[tuple[object, int]]:
    """Each paper of the scheme and how many files of it are there."""
    there = list(found.papers.values_list("paper", flat=True))
    return [(paper, there.count(paper.code)) for paper in scheme_of(found.scheme).papers]


def _of(token: str) -> Claim:
    found = claim_of_token(token)
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, token: str, deed: Callable[[Claim], object], done: str) -> HttpResponse:
    try:
        deed(_of(token))
    except Refused as refused:
        messages.error(request, message_of(refused))
    else:
        messages.success(request, done)
    return redirect("portal:claim", token)


@require_POST
def hand_in(request: HttpRequest, token: str) -> HttpResponse:
    def deed(found: Claim) -> object:
        sent = papers_of(request, scheme_of(found.scheme))
        return actions.hand_in(found.pk, sent, words=request.POST.get("words", ""), by=OWN, at=timezone.now())

    return _do(request, token, deed, _("Your papers are here. Those who review it have been told."))


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Say that you are sure."))
        return redirect("portal:claim", token)
    return _do(
        request,
        token,
        lambda found: actions.withdraw(found.pk, by=OWN, at=timezone.now()),
        _("It is withdrawn. You can apply again at any time; its place in time is then a new one."),
    )


@require_POST
def object_to(request: HttpRequest, token: str) -> HttpResponse:
    said = request.POST
    return _do(
        request,
        token,
        lambda found: actions.object_to(
            found.pk, text=said.get("text", ""), origin_key=said.get("form_key", "")[:80], by=OWN, at=timezone.now()
        ),
        _("Your objection is here. Somebody who did not review it decides on it."),
    )


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    words = request.POST.get("words", "")
    return _do(
        request,
        token,
        lambda found: actions.ask_exit(found.pk, ground="own_wish", words=words, by=OWN, at=timezone.now()),
        _("Your wish is here. You are told what comes next."),
    )


@require_POST
def account(request: HttpRequest, token: str) -> HttpResponse:
    """Where they are paid, said once."""
    said = request.POST
    return _do(
        request,
        token,
        lambda found: actions.give_account(
            found.pk, number=said.get("number", ""), holder=said.get("holder", ""), bank=said.get("bank", ""), by=OWN,
            at=timezone.now(),
        ),
        _("You are paid there from the next payments on."),
    )  # fmt: skip


@require_POST
def review(request: HttpRequest, token: str) -> HttpResponse:
    """The yearly review: nothing has changed, or what has."""
    said = request.POST

    def deed(found: Claim) -> object:
        form = read_form(facts_of(scheme_of(found.scheme)), said)
        changed = said.get("answer") == "changed"
        if changed and form.errors:
            raise Refused("fact_wrong", where="", fact="", why="; ".join(form.errors.values()))
        told = form.facts if changed else None
        return actions.answer_review(
            found.pk, answer=said.get("answer", ""), told=told, words=said.get("words", ""), by=OWN, at=timezone.now()
        )

    return _do(request, token, deed, _("Thank you. Your answer is here."))


def letter(request: HttpRequest, token: str, letter_id: int) -> HttpResponse:
    """A decision letter, to read and print; `?word` as a Word file."""
    found = _of(token)
    row = DecisionLetter.objects.select_related("decision__sheet").filter(claim=found, pk=letter_id).first()
    if row is None:
        raise Http404
    name = actions.who_is(found).applicant
    if "word" in request.GET:
        disposition = f'attachment; filename="{row.number}.docx"'
        return HttpResponse(word_of(row, name), content_type=WORD, headers={"Content-Disposition": disposition})
    return render(request, "portal/letter.html", {"letter": row, "told": letter_lines(row, name), "token": token})
