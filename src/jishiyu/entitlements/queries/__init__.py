"""Reading entitlements, one file for each matter, rights included."""

from jishiyu.entitlements.queries.rules import judged, people_of, rules_of, values_of

__all__ = [
    "judged",
    "people_of",
    "rules_of",
    "values_of",
]
