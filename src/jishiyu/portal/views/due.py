"""What am I due? Six questions at most, an answer for each benefit, and nothing kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.queries.claims import public_schemes, rules_of_many
from jishiyu.entitlements.rules import Fact, FactError, Rules
from jishiyu.look.explaining import Answer, answer
from jishiyu.look.fact_fields import household_fields, member_rows, members_of, read_form

MOST_QUESTIONS = 6
ORDER = {"due": 0, "undecided": 1, "not_due": 2}


@dataclass(frozen=True, slots=True)
class Told:
    """One benefit and what the rules say of it."""

    scheme: Scheme
    answer: Answer


def due(request: HttpRequest) -> HttpResponse:
    """The questions; with answers, what is due for each benefit. `scheme` asks for one alone, `for` for enterprises."""
    said, on = request.POST, timezone.localdate()
    asked = _asked(request)
    facts = questions(asked)
    told: list[Told] = []
    errors: Mapping[str, str] = {}
    answered = request.method == "POST" and not said.get("do")
    if answered:
        form = read_form(facts, said)
        errors = form.errors
        told = [] if errors else answers(asked, form.facts, on)
    fields = household_fields(facts, said, errors)
    members = member_rows(facts, said, errors)
    context = {
        "schemes": asked,
        "one": asked[0] if request.GET.get("scheme") else None,
        "enterprise": request.GET.get("for") == "enterprise",
        "fields": fields,
        "members": members,
        "count": members_of(said),
        "asks_members": asked and asked[0].subject == "resident",
        "told": told,
        "errors": errors,
        "carried": [(name, value) for name, value in said.items() if name != "csrfmiddlewaretoken"] if told else (),
    }
    page = "portal/_members.html" if request.headers.get("HX-Target") == "members" else "portal/due.html"
    return render(request, page, context, status=422 if errors else 200)


def _asked(request: HttpRequest) -> list[Scheme]:
    subject = "enterprise" if request.GET.get("for") == "enterprise" else "resident"
    code = request.GET.get("scheme", "")
    if not code:
        return public_schemes(subject)
    found = [scheme for scheme in public_schemes() if scheme.code == code]
    if not found:
        raise Http404
    return found


def questions(schemes: Sequence[Scheme]) -> list[Fact]:
    """What is asked: six facts at most, each once. Those come first that tell most schemes something, then as each
    scheme has them; what a scheme needs besides is asked on its own page."""
    facts = {name: fact for scheme in schemes for name, fact in scheme.book.facts.items()}
    asked = Counter(name for scheme in schemes for name in scheme.questions)
    return [facts[name] for name, _ in asked.most_common(MOST_QUESTIONS)]


def answers(schemes: Sequence[Scheme], facts: Mapping[str, object], on: date) -> list[Told]:
    """What is due first; one query for all."""
    rules: dict[str, Rules] = rules_of_many(schemes, on)
    told = []
    for scheme in schemes:
        if scheme.code in rules:
            try:
                told.append(Told(scheme, answer(scheme, rules[scheme.code], facts)))
            except FactError:
                continue
    return sorted(told, key=lambda one: ORDER[one.answer.outcome])
