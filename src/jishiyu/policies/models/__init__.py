"""Tables of the handbook, one file for each matter."""

from jishiyu.policies.models.card import Card
from jishiyu.policies.models.document import Clause, Document
from jishiyu.policies.models.telling import Told
from jishiyu.policies.models.use import Use

__all__ = [
    "Card",
    "Clause",
    "Document",
    "Told",
    "Use",
]
