"""The handbook of policies: its list, a card's page, writing, and release by another."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishiyu.console.rights import officer_of, page
from jishiyu.console.views.catalogue import read_day
from jishiyu.entitlements.kinds import offered
from jishiyu.lib.refused import Refused
from jishiyu.look.ledger_words import act_words
from jishiyu.look.policies import audience_sentence
from jishiyu.look.refusals import message_of
from jishiyu.policies import actions, queries, rights
from jishiyu.policies.drafts import CardDraft
from jishiyu.policies.kinds import THEMES
from jishiyu.policies.models import Card, Clause
from jishiyu.policies.queries import CardFilter
from jishiyu.registry import queries as registry

PER_PAGE = 50


@page("policies")
def policies(request: HttpRequest) -> HttpResponse:
    """Every card in its newest version; several drafts can be released at once by somebody who wrote none of them."""
    officer, said = officer_of(request), request.GET
    asked = CardFilter(said.get("text", "").strip()[:80], said.get("theme", "")[:30], said.get("state", "")[:10])
    if request.method == "POST":
        return _release_many(request)
    shown = Paginator(queries.cards(asked), PER_PAGE).get_page(said.get("page"))
    rows = list(shown.object_list)
    counts = queries.counts_of([one.line for one in rows])
    keep = said.copy()
    keep.pop("page", None)
    context = {
        "shown": shown,
        "rows": [(card, counts[card.line]) for card in rows],
        "asked": asked,
        "themes": THEMES.items(),
        "states": [(state, _state_name(state)) for state in ("draft", "released", "ended")],
        "writes": officer.post in rights.WRITES,
        "releases": officer.post in rights.RELEASES,
        "me": officer.actor,
        "keep": keep.urlencode(),
        "today": timezone.localdate(),
    }
    return render(request, "console/policies.html", context)


def _state_name(state: str) -> str:
    names = {"draft": _("Draft"), "released": _("Public"), "replaced": _("Replaced"), "ended": _("Taken back")}
    return names[state]


def _release_many(request: HttpRequest) -> HttpResponse:
    officer, done = officer_of(request), 0
    for said in request.POST.getlist("card"):
        try:
            actions.release_card(_number(said), by=officer.actor, at=timezone.now())
            done += 1
        except Refused as refused:
            messages.error(request, message_of(refused))
    if done:
        messages.success(request, _("%(n)d cards are public now.") % {"n": done})
    return redirect("console:policies")


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def versions(line: int) -> list[Card]:
    """All versions of a card, the newest first. Raises Http404."""
    found = queries.versions_of(line)
    if not found:
        raise Http404
    return found


@page("policy")
def policy(request: HttpRequest, line: int) -> HttpResponse:
    """A card as the public will see it, whom it fits, what became of it, its versions, and what the record says."""
    officer, today, found = officer_of(request), timezone.localdate(), versions(line)
    card = found[0]
    story = queries.story_of(card.ref)
    context = {
        "card": card,
        "versions": found,
        "today": today,
        "audience": audience_sentence(card),
        "fits": queries.fits_of(queries.rule_of(card), today),
        "counts": queries.counts_of([line])[line],
        "story": [(entry, act_words(entry)) for entry in story[:50]],
        "actors": registry.actor_names({one.by for one in story} | {*card.writers, card.released_by}),
        "state": _state_name(card.state),
        "writes": officer.post in rights.WRITES,
        "releases": officer.post in rights.RELEASES and officer.actor not in card.writers,
        "ends": officer.post in rights.RELEASES,
    }
    return render(request, "console/policy.html", context)


@page("policy_act")
@require_POST
def policy_act(request: HttpRequest, line: int, act: str) -> HttpResponse:
    """Released, taken back, or taken up for a new version."""
    by, now, card = officer_of(request).actor, timezone.now(), versions(line)[0]
    try:
        match act:
            case "release":
                actions.release_card(card.pk, seen=_number(request.POST.get("seen", "")), by=by, at=now)
                messages.success(request, _("The card is public now. Those it fits are being told."))
            case "end":
                actions.end_card(card.pk, words=request.POST.get("words", ""), by=by, at=now)
                messages.success(request, _("The card was taken back."))
            case "revise":
                actions.revise_card(line, by=by, at=now)
                return redirect("console:policy_edit", line)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, message_of(refused))
    return redirect("console:policy", line)


@page("policy_new")
def policy_new(request: HttpRequest) -> HttpResponse:
    """A new card about a clause that is chosen."""
    clause = queries.clause_with(_number(request.GET.get("clause", "")))
    if clause is None:
        messages.info(request, _("Choose the clause the card is about."))
        return redirect("console:policy_documents")
    return _form(request, None, clause)


@page("policy_edit")
def policy_edit(request: HttpRequest, line: int) -> HttpResponse:
    card = versions(line)[0]
    return _form(request, card, card.clause)


def _form(request: HttpRequest, card: Card | None, clause: Clause) -> HttpResponse:
    """The form of a card: previewed as it will look, then saved as a draft."""
    by, now = officer_of(request).actor, timezone.now()
    said: Mapping[str, Any] = request.POST if request.method == "POST" else _as_form(card)
    context: dict[str, object] = {
        "card": card, "clause": clause, "said": said, "themes": THEMES.items(), "schemes": offered(),
        "today": timezone.localdate(),
    }  # fmt: skip
    if request.method == "POST":
        try:
            draft = _draft(said, card)
            if "preview" in said:
                context["preview"] = _preview(draft, clause)
            else:
                made = actions.write_card(clause.pk, draft, line=card.line if card else None, by=by, at=now)
                messages.success(request, _("Kept as a draft. Somebody else releases it."))
                return redirect("console:policy", made.line)
        except Refused as refused:
            context["trouble"] = message_of(refused)
    return render(request, "console/policy_form.html", context, status=409 if "trouble" in context else 200)


FIELDS = ("title", "theme", "what", "whom", "amount", "how", "where", "phone", "paid_within", "scheme")


def _as_form(card: Card | None) -> dict[str, str]:
    if card is None:
        return {}
    until = card.apply_until.isoformat() if card.apply_until else ""
    return {name: getattr(card, name) for name in FIELDS} | {"apply_until": until}


def _draft(said: Mapping[str, Any], card: Card | None) -> CardDraft:
    """Raises Refused day_unreadable."""
    until: date | None = read_day(said["apply_until"]) if said.get("apply_until") else None
    audience = card.audience if card else {"all": []}
    return CardDraft(**{name: said.get(name, "") for name in FIELDS}, apply_until=until, audience=audience)


def _preview(draft: CardDraft, clause: Clause) -> Card:
    """The card as it would look, not kept."""
    said = {name: getattr(draft, name) for name in FIELDS}
    return Card(line=0, clause=clause, apply_until=draft.apply_until, audience=dict(draft.audience), **said)
