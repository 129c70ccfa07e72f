"""Why something is due to a household that has not applied, in the reader's words; and the one fact that is missing."""

from datetime import date

from django.utils.translation import gettext as _

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Invitation
from jishiyu.entitlements.queries import due
from jishiyu.entitlements.queries.rules import rules_of
from jishiyu.entitlements.rules import Known, Line, Measure, Rules
from jishiyu.entitlements.rules.explain import FIGURE
from jishiyu.look.rule_words import figure


def reasons_of(scheme: Scheme, row: Invitation, on: date) -> list[tuple[str, str]]:
    """Sentences from the result down, each with the article it rests on."""
    explained = due.reasons(scheme, row, on)
    if explained is None:
        return []
    rules = rules_of(scheme, on)
    return [(_sentence(rules, line), line.ground) for line in explained.lines if line.reason]


def _sentence(rules: Rules, line: Line) -> str:
    def shown(name: str) -> str:
        value: Known = line.figures.get(name)
        measure = _measure(rules, name)
        return figure(value, measure, rules) if measure else str(value)

    return FIGURE.sub(lambda found: shown(found[1]), _(line.reason))


def _measure(rules: Rules, name: str) -> Measure | None:
    if name in rules.facts:
        return rules.facts[name].measure
    if name in rules.parameters:
        return rules.parameters[name].measure
    clause = rules.clauses.get(name)
    return clause.measure if clause else None


def missing_of(scheme: Scheme, missing: str) -> str:
    """The one fact that is missing, as a form asks it."""
    name, _colon, member = missing.partition(":")
    fact = scheme.book.facts.get(name)
    words = str(fact.words) if fact else name
    return _("%(fact)s (member %(number)s)") % {"fact": words, "number": member} if member else words
