"""Merkle trees as RFC 6962 §2.1 lays them out, with SHA-256 or SM3: root, audit path, and the root a path leads to.

Leaves and nodes are raw hashes. The tree the RFC splits at the largest power of two is the one that pairing neighbours
level by level makes, where a node without a neighbour moves up as it is.
"""

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_of(data: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, LEAF + data).digest()


def root_of(leaves: Sequence[bytes], algorithm: str) -> bytes:
    """The root over hashed leaves; of none, the hash of nothing."""
    level = list(leaves) or [hashlib.new(algorithm).digest()]
    while len(level) > 1:
        level = _above(level, algorithm)
    return level[0]


def path_of(index: int, leaves: Sequence[bytes], algorithm: str) -> list[bytes]:
    """The audit path of one leaf, from its neighbour up. Raises IndexError when there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, path = list(leaves), []
    while len(level) > 1:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        level, index = _above(level, algorithm), index // 2
    return path


def root_by(index: int, size: int, leaf: bytes, path: Sequence[bytes], algorithm: str) -> bytes | None:
    """The root to which a path leads from leaf `index` of `size`, or None when the path cannot be of such a tree."""
    if not 0 <= index < size:
        return None
    here, last, left = leaf, size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not left:
                return None
            other = left.pop(0)
            here = _node(other, here, algorithm) if index % 2 else _node(here, other, algorithm)
        index, last = index // 2, last // 2
    return None if left else here


def _above(level: Sequence[bytes], algorithm: str) -> list[bytes]:
    above = [_node(level[place], level[place + 1], algorithm) for place in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def _node(left: bytes, right: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, NODE + left + right).digest()
