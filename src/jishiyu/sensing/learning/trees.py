"""Boosted trees as plain arrays: what scikit-learn grew, walked with numpy alone. No database."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees of one score in one table of nodes. A leaf leads to itself. `roots` are the first nodes."""

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    base: float
    depth: int

    def pair(self, other: "Trees") -> "Trees":
        """Both in one table, walked at once: the first `len(self.roots)` leaves are of this one."""
        here = len(self.feature)
        return Trees(
            feature=np.concatenate([self.feature, other.feature]),
            threshold=np.concatenate([self.threshold, other.threshold]),
            left=np.concatenate([self.left, other.left + here]),
            right=np.concatenate([self.right, other.right + here]),
            value=np.concatenate([self.value, other.value]),
            roots=np.concatenate([self.roots, other.roots + here]),
            base=0.0,
            depth=max(self.depth, other.depth),
        )

    def leaves(self, row: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each tree says of one row of features."""
        at = self.roots
        for _ in range(self.depth):
            at = np.where(row[self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
        return self.value[at]

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for many rows."""
        at = np.tile(self.roots, (len(rows), 1))
        each = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            at = np.where(rows[each, self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
        return np.asarray(self.base + self.value[at].sum(axis=1))
