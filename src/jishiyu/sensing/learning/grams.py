"""Counting character n-grams of many short texts at once, by hash. No database.

All texts of a batch become one array of code points; n-grams are hashed there with a few passes of numpy, and a score
is a sum over the weights of a text's n-grams. No n-gram reaches from one text into the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = 17
LONGEST = 4
MANY = np.uint32(0x9E3779B1)
MIX = np.uint32(0x85EBCA6B)

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grams:
    """Slots of the n-grams of a batch, for each length: `ids[n]` in the order of the texts, `starts` where each text
    begins; an n-gram that would reach into the next text has the slot `nothing`. `lengths` in characters."""

    ids: tuple[Ids, ...]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def sums(self, weights: Floats) -> Floats:
        """For each text the sum of its n-grams' weights, divided by the square root of their number.

        `weights` has nothing() + 1 rows, the last of them zero, and one or more columns.
        """
        if not len(self.starts):
            return np.zeros((0, *weights.shape[1:]), np.float32)
        size = int(self.lengths.sum())
        starts = np.concatenate([self.starts + n * size for n in range(len(self.ids))])
        each = np.add.reduceat(weights.take(np.concatenate(self.ids), 0), starts, axis=0)
        whole = each.reshape(len(self.ids), len(self.starts), *weights.shape[1:]).sum(0)
        scale = 1 / np.sqrt(self.counts())
        return np.asarray(whole * (scale[:, None] if whole.ndim > 1 else scale), np.float32)

    def of(self, chosen: NDArray[np.bool_]) -> "Grams":
        """Those of some of the texts."""
        lengths, letters = self.lengths[chosen], np.repeat(chosen, self.lengths)
        return Grams(tuple(ids[letters] for ids in self.ids), np.cumsum(lengths) - lengths, lengths)

    def counts(self) -> Floats:
        """How many n-grams each text has, one at least."""
        many = sum(np.maximum(self.lengths - n, 0) for n in range(len(self.ids)))
        return np.maximum(np.asarray(many, np.float32), 1)


def nothing(bits: int = BITS) -> int:
    """The slot that carries no weight."""
    return 1 << bits


def grams_of(texts: Sequence[str], bits: int = BITS, longest: int = LONGEST) -> Grams:
    """Hash all n-grams of 1 to `longest` characters. Every text must have a character at least."""
    joined = "".join(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    shift = np.uint32(32 - bits)
    left = np.repeat(ends, lengths) - np.arange(len(codes))  # characters from here to the end of the text
    rolling = codes * MANY
    ids = [_slots(rolling, shift)]
    for n in range(2, longest + 1):
        longer = rolling.copy()
        longer[: 1 - n] = (rolling[: 1 - n] ^ (rolling[: 1 - n] >> np.uint32(15))) * MIX + codes[n - 1 :] * MANY
        rolling = longer
        slots = _slots(rolling, shift)
        slots[left < n] = nothing(bits)
        ids.append(slots)
    return Grams(tuple(ids), ends - lengths, lengths)


def _slots(rolling: NDArray[np.uint32], shift: np.uint32) -> Ids:
    return (((rolling ^ (rolling >> np.uint32(13))) * MANY) >> shift).astype(np.int32)
