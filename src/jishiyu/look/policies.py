"""Policies as pages show them: to the public, and to those who keep the handbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jishiyu.policies.audience import PLACE, Outcome, Rule, conditions
from jishiyu.policies.kinds import known
from jishiyu.policies.models import Card
from jishiyu.policies.queries import Fitting, rule_of
from jishiyu.policies.wording import Line, lines, sentence
from jishiyu.registry import queries as registry


@dataclass(frozen=True, slots=True)
class Told:
    """One policy and what is said of it to one enterprise."""

    card: Card
    outcome: str  # yes, missing, no
    lines: Sequence[Line]
    missing: Sequence[str]


def place_names(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Names of the places that rules speak of. One query."""
    codes = {code for rule in rules for one in conditions(rule) if one.of == PLACE for code in one.codes}
    return registry.names(codes) if codes else {}


def audience_sentence(card: Card) -> str:
    """Whom a card is for, in one sentence."""
    rule = rule_of(card)
    return sentence(rule, known(), place_names([rule]))


def told(fittings: Sequence[Fitting]) -> list[Told]:
    """Answers with their reasons."""
    places = place_names([rule_of(one.card) for one in fittings])
    return [
        Told(
            one.card,
            one.outcome.name.lower(),
            lines(one.judged, one.known, places),
            [str(one.known[code].name) for code in one.judged.missing if code in one.known],
        )
        for one in fittings
    ]


def standing(card: Card, on: date) -> str:
    """now, not_yet, over (its document ended), replaced or ended (taken back)."""
    document = card.clause.document
    if card.state in (Card.State.ENDED, Card.State.REPLACED):
        return str(card.state)
    if document.since > on:
        return "not_yet"
    return "over" if document.until is not None and document.until < on else "now"


def outcome_name(outcome: Outcome) -> str:
    """满足, 不满足 or 缺数据."""
    return {Outcome.YES: _("Fits"), Outcome.NO: _("Does not fit"), Outcome.MISSING: _("Data missing")}[outcome]
