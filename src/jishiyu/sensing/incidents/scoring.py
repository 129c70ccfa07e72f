"""How well messages were gathered: every two messages of one incident are a pair. No database."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that belong together (`true`), that were put together (`found`), and `both`. Rates are 0 where there are
    none of them."""

    true: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.true + self.found) if self.true + self.found else 0.0


def pairs(true_groups: Sequence[Hashable], found_groups: Sequence[Hashable]) -> Pairs:
    """Compare two ways of grouping the same messages, each given as the group of each message, None for a message
    that belongs to no incident. Raises ValueError when they differ in length."""
    if len(true_groups) != len(found_groups):
        raise ValueError(f"{len(true_groups)} messages here and {len(found_groups)} there")
    both = [
        (one, other)
        for one, other in zip(true_groups, found_groups, strict=True)
        if one is not None and other is not None
    ]
    return Pairs(_together(true_groups), _together(found_groups), _together(both))


def pairs_f1(true_groups: Sequence[Hashable], found_groups: Sequence[Hashable]) -> float:
    """F1 of same-incident pairs, from 0 to 1; see `pairs`."""
    return pairs(true_groups, found_groups).f1


def _together(groups: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(group for group in groups if group is not None).values())
