"""What the page of an application shows: facts and where each came from, the decision, what changed, the papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.entitlements import queries
from jishiyu.entitlements.actions import answered_by
from jishiyu.entitlements.actions.looking import objector_of
from jishiyu.entitlements.changes import changes
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim, Decision
from jishiyu.entitlements.queries.hands import hand_of
from jishiyu.entitlements.rules import Rules
from jishiyu.entitlements.workflow import EXIT_GROUNDS, REFUSAL_GROUNDS, Standing, allowed, in_step
from jishiyu.ledger.models import Entry
from jishiyu.look import claim_words
from jishiyu.look.claim_page import facts_form, money, steps_of, story_of
from jishiyu.look.explaining import answer, changes_told, facts_told
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer


def show(
    request: HttpRequest, officer: Officer, claim: Claim, *, trouble: str = "", act: str = "", who: Any = None
) -> HttpResponse:
    """The whole page; `trouble` is a refusal in words, `who` are names shown this once."""
    scheme = scheme_of(claim.scheme)
    hand = hand_of(officer, scheme, claim.household.division_id, timezone.localdate())
    standing = queries.standing_of(claim)
    entries = list(Entry.objects.filter(subject=claim.ref).order_by("version"))
    steps = steps_of(claim, scheme)
    names = registry.actor_names({*(entry.by for entry in entries), *(step.by for step in steps), claim.sheet.by})
    context = {
        "claim": claim,
        "scheme": scheme,
        "may": allowed(hand, standing),
        "in_step": in_step(hand, standing),
        "sees_people": bool(hand.roles or hand.heads),
        "step_name": claim_words.step(scheme, claim.step),
        "steps": steps,
        "due": money(claim),
        "place": registry.place_name(claim.household.division_id),
        "papers": _papers(claim, scheme),
        "letters": list(claim.letters.order_by("pk")),
        "story": story_of(entries, names=names),
        "names": names,
        "trouble": trouble,
        "act": act,
        "who": who,
        "said": request.POST,
        "now": timezone.now(),
        **_explained(claim, scheme),
        **_to_do(claim, scheme, standing),
    }
    return render(request, "console/claim.html", context, status=409 if trouble else 200)


def _explained(claim: Claim, scheme: Scheme) -> dict[str, Any]:
    """The decision from result to facts, the facts with the paper and step that answer for each, and what changed."""
    if claim.decision is None:
        return {}
    rules = queries.rules_of(scheme, claim.decision.day, claim.decision.known)
    before = _before(claim, claim.decision)
    own, members = facts_told(rules, claim.sheet.facts)
    asked = {fact.name for fact in rules.asked([name for name in (scheme.due, scheme.waives) if name])}
    return {
        "answer": answer(scheme, rules, claim.decision.sheet.facts),
        "before": before,
        "before_answer": answer(scheme, rules, before.sheet.facts) if before else None,
        "changed": changes_told(rules, changes(before.sheet.facts, claim.decision.sheet.facts)) if before else (),
        "rules_changed": before is not None and before.rules_hash != claim.decision.rules_hash,
        "facts": [(words, value, *_source(scheme, name)) for name, words, value in own if name in asked],
        "members": members,
        "told_since": claim.household.sheet_id != claim.sheet_id and _since(claim, rules),
    }


def _before(claim: Claim, decision: Decision) -> Decision | None:
    earlier = Decision.objects.filter(claim=claim, pk__lt=decision.pk).select_related("sheet").order_by("-pk")
    return earlier.first()


def _since(claim: Claim, rules: Rules) -> list[tuple[str, str, str]]:
    """What the household's newest sheet says otherwise, which this claim does not rest on yet."""
    newest = claim.household.sheet
    return changes_told(rules, changes(claim.sheet.facts, newest.facts)) if newest else []


def _source(scheme: Scheme, fact: str) -> tuple[str, str]:
    """Papers that prove a fact, and the step that answers for it."""
    papers = ", ".join(str(paper.name) for paper in scheme.papers if fact in paper.proves)
    return papers, next((str(step.name) for step in scheme.steps if fact in step.checks), "")


def _papers(claim: Claim, scheme: Scheme) -> list[tuple[Any, list[Any]]]:
    """Each paper of the scheme with the files that are there."""
    rows = list(claim.papers.order_by("at", "pk"))
    return [(paper, [row for row in rows if row.paper == paper.code]) for paper in scheme.papers]


def _to_do(claim: Claim, scheme: Scheme, standing: Standing) -> dict[str, Any]:
    free = answered_by(scheme, claim.step)
    facts = [fact for fact in scheme.book.facts.values() if fact.name in free]
    objections = list(claim.objections.order_by("pk"))
    leaving = claim.exits.order_by("-pk").first()
    return {
        "correctable": facts_form(facts, claim.sheet.facts),
        "refusal_grounds": [(code, claim_words.REFUSALS[code]) for code in REFUSAL_GROUNDS],
        "exit_grounds": [(code, claim_words.EXITS[code]) for code in EXIT_GROUNDS if code != "own_wish"],
        "back_steps": [(step.code, step.name) for step in scheme.steps],
        "objections": [(row, objector_of(row.who_sealed) if row.state == "open" else {}) for row in objections],
        "leaving": leaving,
        "leaving_ground": claim_words.EXITS.get(leaving.ground, "") if leaving else "",
        "review": claim.reviews.filter(closed_at__isnull=True).first() if standing.review_open else None,
    }
