"""Reading of outreach, rights included, one file for each matter."""

from jishiyu.outreach.queries.mine import answered_for, answers_for

__all__ = [
    "answered_for",
    "answers_for",
]
