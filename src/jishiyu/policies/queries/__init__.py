"""Every read of the handbook."""

from jishiyu.policies.queries.cards import (
    CardFilter,
    card_in_force,
    card_of,
    cards,
    cards_in_force,
    clause_at,
    clause_with,
    document_at,
    documents,
    draft_of,
    ending,
    public_card,
    public_cards,
    public_of_clauses,
    story_of,
    versions_of,
)
from jishiyu.policies.queries.counts import counts_of
from jishiyu.policies.queries.matching import (
    Fitting,
    fits_of,
    fitting,
    fitting_keys,
    listed,
    population,
    profiles_at,
    questions,
    rule_of,
    suited,
    themed_for,
    values_of,
)
from jishiyu.policies.queries.telling import to_pass_on
from jishiyu.policies.queries.cards import CardFilter, card_in_force, card_of, cards, cards_in_force, clause_at, document_at, documents, draft_of, ending, public_card, public_cards, public_of_clauses, story_of, versions_of
from jishiyu.policies.queries.counts import counts_of, used
from jishiyu.policies.queries.matching import Fitting, fits_of, fitting, fitting_keys, listed, population, profiles_at, questions, rule_of, suited, themed_for, values_of
from jishiyu.policies.queries.telling import to_pass_on, told_of

__all__ = [
    "CardFilter",
    "Fitting",
    "card_in_force",
    "card_of",
    "cards",
    "cards_in_force",
    "clause_at",
    "clause_with",
    "counts_of",
    "document_at",
    "documents",
    "draft_of",
    "ending",
    "fits_of",
    "fitting",
    "fitting_keys",
    "listed",
    "population",
    "profiles_at",
    "public_card",
    "public_cards",
    "public_of_clauses",
    "questions",
    "rule_of",
    "story_of",
    "suited",
    "themed_for",
    "to_pass_on",
    "values_of",
    "versions_of",
]
