"""Reading entitlements, one file for each matter, rights included."""

from jishiyu.entitlements.queries.every_way import every_way
from jishiyu.entitlements.queries.hands import hand_of, standing_of, visible_claims
from jishiyu.entitlements.queries.keepers import keeps, kept_schemes, seen_schemes, sees
from jishiyu.entitlements.queries.matching import Preview, matched, preview_offers, seen_of
from jishiyu.entitlements.queries.rules import judged, people_of, rules_of, values_of

__all__ = [
    "Preview",
    "every_way",
    "hand_of",
    "judged",
    "keeps",
    "kept_schemes",
    "matched",
    "people_of",
    "preview_offers",
    "rules_of",
    "seen_of",
    "seen_schemes",
    "sees",
    "standing_of",
    "values_of",
    "visible_claims",
]
