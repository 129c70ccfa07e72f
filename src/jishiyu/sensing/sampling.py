"""Which messages below the threshold a person looks at, and how far two people agree. No database."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

SHARE = 100  # one in so many
LEAST, MOST = 5, 200  # of a day


def drawn(ids: Sequence[int], seed: str) -> list[int]:
    """One percent of the messages of a day, 5 at least and 200 at most, the same from the same seed: those that stand
    first in the order of SHA-256 of seed and id, so that each has the same chance."""
    most = min(len(ids), MOST, max(LEAST, -(-len(ids) // SHARE)))
    return sorted(heapq.nsmallest(most, ids, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest()))


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two labellers (Cohen 1960): agreement beyond what chance alone would give. None without a pair,
    and where both only ever said one and the same thing, of which chance would agree as well."""
    said = list(pairs)
    if not said:
        return None
    same = sum(one == other for one, other in said) / len(said)
    first, second = (Counter(pair[side] for pair in said) for side in (0, 1))
    chance = sum(first[word] * second[word] for word in first) / len(said) ** 2
    return None if chance == 1 else (same - chance) / (1 - chance)
