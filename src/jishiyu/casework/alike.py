"""How near two needs are in words. No database."""

import re
from collections.abc import Set as AbstractSet

_BLANK = re.compile(r"[\s\W_]+")
NEAR = 0.3  # of the pairs of characters of the shorter text


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, spaces and punctuation apart; of Chinese, nearly its words."""
    bare = _BLANK.sub("", text).casefold()
    return frozenset(bare[place : place + 2] for place in range(len(bare) - 1))


def nearness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """The share of the shorter text's pairs that the other has too: 0 nothing, 1 all of it."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
