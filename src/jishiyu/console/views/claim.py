"""One application: the explanation beside the papers, and one deed at a time."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.claim_page import show
from jishiyu.console.views.papers import word
from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, Exit, Objection
from jishiyu.entitlements.queries.claims import claim_for
from jishiyu.entitlements.queries.hands import hand_of
from jishiyu.entitlements.workflow import in_step
from jishiyu.lib.refused import Refused
from jishiyu.look.decision_letters import word_of
from jishiyu.look.fact_fields import read_form
from jishiyu.look.refusals import message_of
from jishiyu.look.requests import number_of
from jishiyu.registry.models import Officer

Deed = Callable[[Claim, Officer, QueryDict, datetime], object]


def find(officer: Officer, number: str) -> Claim:
    found = claim_for(officer, number, timezone.localdate())
    if found is None:
        raise Http404
    return found


@page("claim")
def claim(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    return show(request, officer, find(officer, number))


@page("claim_act")
@require_POST
def claim_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one deed and show the page again; a refusal says why, and nothing is changed."""
    officer, deed = officer_of(request), DEEDS.get(act)
    found = find(officer, number)
    if deed is None:
        raise Http404
    try:
        deed(found, officer, request.POST, timezone.now())
    except Refused as refused:
        return show(request, officer, find(officer, number), trouble=message_of(refused), act=act)
    messages.success(request, _("Done."))
    return redirect("console:claim", number)


@page("claim_people")
@require_POST
def claim_people(request: HttpRequest, number: str) -> HttpResponse:
    """Names and numbers, shown this once; the look is recorded."""
    officer = officer_of(request)
    found = find(officer, number)
    try:
        who = actions.look_at_people(found, officer, why=request.POST.get("why", ""), at=timezone.now())
    except Refused as refused:
        return show(request, officer, found, trouble=message_of(refused), act="people")
    return show(request, officer, found, who=who)


@page("claim_paper")
def claim_paper(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """One paper: for those whose step it is in, and who decide objections and ends."""
    officer = officer_of(request)
    found = find(officer, number)
    row = found.papers.filter(pk=paper_id).first()
    hand = hand_of(officer, scheme_of(found.scheme), found.household.division_id, timezone.localdate())
    if row is None or not (hand.roles or hand.heads):
        raise Http404
    actions.note_paper_seen(found, row, officer, own=in_step(hand, queries.standing_of(found)), at=timezone.now())
    content = actions.paper_content(row)
    kind = "image/jpeg" if row.kind == "jpeg" else "application/pdf"
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
    if row.kind == "pdf":
        headers["Content-Disposition"] = f'attachment; filename="{row.paper}-{row.pk}.pdf"'
    return HttpResponse(content, content_type=kind, headers=headers)


@page("claim_letter")
def claim_letter(request: HttpRequest, number: str, letter_id: int) -> HttpResponse:
    """A decision letter as a Word file, with the full name in it; that it was taken is recorded."""
    officer = officer_of(request)
    found = find(officer, number)
    row = found.letters.select_related("decision__sheet", "claim").filter(pk=letter_id).first()
    if row is None:
        raise Http404
    try:
        name = actions.look_at_people(found, officer, why=_("decision letter"), at=timezone.now()).applicant
    except Refused:
        raise Http404 from None
    return word(word_of(row, name), row.number)


def _seen(said: QueryDict) -> int | None:
    return number_of(said.get("seen", ""))


def _step(act: Callable[..., object], **names: str) -> Deed:
    """A deed of a step or of the head: words, what was seen, and what else the form says."""

    def deed(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
        more = {keyword: said.get(field, "") for keyword, field in names.items()}
        return act(claim.pk, seen=_seen(said), by=officer.actor, at=at, **more)

    return deed


def _ask_more(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    return actions.ask_more(
        claim.pk, papers=said.getlist("paper"), words=said.get("words", ""), seen=_seen(said), by=officer.actor, at=at
    )


def _correct(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    """The facts the step answers for as the form says them, all others as they were."""
    scheme = scheme_of(claim.scheme)
    free = actions.answered_by(scheme, claim.step)
    form = read_form([fact for fact in scheme.book.facts.values() if fact.name in free], said)
    if form.errors:
        raise Refused("fact_wrong", where="", fact="", why="; ".join(form.errors.values()))
    facts = _with(claim.sheet.facts, form.facts, free)
    return actions.correct(claim.pk, facts, words=said.get("words", ""), seen=_seen(said), by=officer.actor, at=at)


def _with(known: dict[str, Any], said: dict[str, Any], free: set[str]) -> dict[str, Any]:
    """What is known, with the free facts as said: one left empty becomes unknown."""
    kept = {name: value for name, value in known.items() if name not in free}
    facts = kept | {name: value for name, value in said.items() if name in free and name != "members"}
    members = known.get("members")
    if members is None:
        return facts | ({"members": said["members"]} if "members" in free else {})
    facts["members"] = [
        {name: value for name, value in one.items() if name not in free} | other
        for one, other in zip(members, said["members"], strict=False)
    ] + members[len(said["members"]) :]
    return facts


def _take_facts(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    return actions.take_facts(claim.pk, seen=_seen(said), by=officer.actor, at=at)


def _decide_objection(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    row = Objection.objects.filter(claim=claim, pk=number_of(said.get("objection", "")) or 0).first()
    return actions.decide_objection(
        row.pk if row else 0,
        upheld=said.get("upheld") == "yes",
        words=said.get("words", ""),
        step=said.get("step", ""),
        by=officer.actor,
        at=at,
    )


def _ask_exit(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    return actions.ask_exit(
        claim.pk, ground=said.get("ground", ""), words=said.get("words", ""), by=officer.actor, at=at
    )


def _leaving(claim: Claim) -> int:
    return Exit.objects.filter(claim=claim, state__in=["asked", "moving"]).values_list("pk", flat=True).first() or 0


def _decide_exit(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    return actions.decide_exit(
        _leaving(claim),
        granted=said.get("granted") == "yes",
        words=said.get("words", ""),
        moving_days=number_of(said.get("days", "")) or 30,
        by=officer.actor,
        at=at,
    )


def _note_out(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    try:
        on = date.fromisoformat(said.get("on", ""))
    except ValueError:
        raise Refused("day_unfit", day=said.get("on", "")[:20]) from None
    return actions.note_out(_leaving(claim), on=on, by=officer.actor, at=at)


def _close_review(claim: Claim, officer: Officer, said: QueryDict, at: datetime) -> object:
    return actions.close_review(
        claim.pk, take=said.get("take") == "1", words=said.get("words", ""), by=officer.actor, at=at
    )


DEEDS: dict[str, Deed] = {
    "accept": _step(actions.accept),
    "ask-more": _ask_more,
    "correct": _correct,
    "pass": _step(actions.pass_step, words="words"),
    "propose": _step(actions.propose_refusal, words="words", ground="ground"),
    "approve": _step(actions.approve, words="words"),
    "refuse": _step(actions.refuse, words="words", ground="ground"),
    "send-back": _step(actions.send_back, words="words", step="step"),
    "take-facts": _take_facts,
    "decide-objection": _decide_objection,
    "ask-exit": _ask_exit,
    "decide-exit": _decide_exit,
    "note-out": _note_out,
    "close-review": _close_review,
}
