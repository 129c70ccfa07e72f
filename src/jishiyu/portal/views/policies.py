"""Policies for enterprises: found, read on one card, in the words of the document; which fit us; and counted."""

import time

from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jishiyu.lib.paces import Paces
from jishiyu.look.attribute_fields import fields, read_form
from jishiyu.look.policies import Told, told
from jishiyu.look.requests import network_mark_of
from jishiyu.look.templatetags.policies import SALT
from jishiyu.policies import actions, queries
from jishiyu.policies.addresses import VIA
from jishiyu.policies.kinds import THEMES, trade
from jishiyu.policies.models import Use
from jishiyu.policies.queries import CardFilter
from jishiyu.registry import queries as registry

PER_PAGE = 30
MARK_LASTS_SECONDS = 24 * 60 * 60
MOST_AN_HOUR, MOST_AN_HOUR_UNTOLD = 20, 200  # of one kind on one card, from one network; from where nobody can tell
HOUR = 60 * 60
paces = Paces()


def policies(request: HttpRequest) -> HttpResponse:
    """What is in force, by words, theme and trade."""
    said, on = request.GET, timezone.localdate()
    asked = CardFilter(text=said.get("text", "").strip()[:80], theme=said.get("theme", "")[:30])
    found = queries.public_cards(asked, on)
    code = said.get("trade", "")[:20]
    fits = {card.pk for card in queries.themed_for(code, on)} if code else set()
    rows = [card for card in found if card.pk in fits] if code else found
    keep = said.copy()
    keep.pop("page", None)
    context = {
        "shown": Paginator(rows, PER_PAGE).get_page(said.get("page")),
        "asked": asked,
        "themes": THEMES.items(),
        "trade": code,
        "trades": trades(),
        "keep": keep.urlencode(),
    }
    return render(request, "portal/policies.html", context)


def trades() -> list[tuple[str, str]]:
    """The widest classes of trades there are, to choose from."""
    attribute = trade()
    if attribute is None:
        return []
    least = min(map(len, attribute.options), default=0)
    return [(code, str(name)) for code, name in attribute.options.items() if len(code) == least]


def policy_card(request: HttpRequest, line: int) -> HttpResponse:
    """One policy on one card: what, for whom, how much, how, until when; a code to the text, a number to call."""
    card = queries.public_card(line)
    if card is None:
        raise Http404
    return render(
        request, "portal/policy_card.html", {"card": card, "today": timezone.localdate(), **_counting(request)}
    )


def policy_clause(request: HttpRequest, document: str, clause: str) -> HttpResponse:
    """A clause word for word, under an address that stays; with the cards that tell of it."""
    found = queries.clause_at(document, clause)
    if found is None:
        raise Http404
    today = timezone.localdate()
    context = {"clause": found, "cards": queries.public_of_clauses([found.pk], today), "today": today}
    return render(request, "portal/policy_clause.html", context | _counting(request))


def policy_document(request: HttpRequest, document: str) -> HttpResponse:
    """A document with its clauses, and what it replaces or is replaced by."""
    found = queries.document_at(document)
    if found is None:
        raise Http404
    return render(request, "portal/policy_document.html", {"document": found, "today": timezone.localdate()})


def _counting(request: HttpRequest) -> dict[str, str]:
    """Whoever comes by a printed code has scanned it; everybody else reads."""
    via = request.GET.get(VIA, "")[:20]
    return {"via": via, "what": "scan" if via else "read"}


@require_POST
def policy_count(request: HttpRequest) -> HttpResponse:
    """What a page tells when it was shown or pressed. Nothing of who it was is kept: the network it came from is only
    looked at to count no more from it than people would make."""
    said = request.POST
    what = said.get("what", "")
    try:
        line, mark = signing.loads(said.get("mark", ""), salt=SALT, max_age=MARK_LASTS_SECONDS)
    except signing.BadSignature:
        return HttpResponse(status=204)
    if not _at_a_pace(request, line, what):
        return HttpResponse(status=204)
    actions.count_use(line, what, via=said.get("via", ""), key=f"{mark}:{what}", at=timezone.now())
    return HttpResponse(status=204)


def _at_a_pace(request: HttpRequest, line: int, what: str) -> bool:
    """Whether so many may have come of people. Whoever goes on is told nothing, and is counted no more."""
    network = network_mark_of(request)
    most = MOST_AN_HOUR if network else MOST_AN_HOUR_UNTOLD
    kind = what if what in Use.What.values else ""
    return paces.allows((network, line, kind), a_second=most / HOUR, burst=most, now=time.monotonic())


def policy_fit(request: HttpRequest) -> HttpResponse:
    """Which fit us? A few questions, those first that most policies ask; nothing is kept."""
    on, said = timezone.localdate(), request.POST
    asked = queries.questions(on)
    answers: list[Told] = []
    errors: dict[str, str] = {}
    if request.method == "POST":
        values, errors = read_form(asked, said, on)
        answers = [] if errors else told(queries.suited(values, on))
    places = [(place.code, place.name) for place in registry.office_divisions()]
    context = {
        "fields": fields(asked, said, errors, places),
        "errors": errors,
        "groups": [(name, [one for one in answers if one.outcome == name]) for name in ("yes", "missing", "no")],
        "answered": bool(answers),
    }
    return render(request, "portal/policy_fit.html", context, status=422 if errors else 200)
