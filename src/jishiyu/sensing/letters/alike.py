"""Letters that are one letter: sent twice, or once as written and once cut into words. No database."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jishiyu.sensing.letters.features import bare, pairs_of_characters

TOO_COMMON = 1 / 150  # of all letters: a pair of characters that more of them hold says nothing of who is who
LEAST_COMMON, MOST_COMMON = 4, 60  # letters: what that is at least and at most
SAME_FROM = 0.6  # of the rarer pairs of the shorter one stand in the other too
FEWEST = 4  # pairs in common
BATCH = 1_000


def families(texts: Sequence[str]) -> NDArray[np.int64]:
    """For each text the number of its family: texts of one family are the same letter, near enough."""
    found = pairs_of_characters([bare(text) for text in texts])
    features, column = np.unique(found.key, return_inverse=True)
    often = np.bincount(column, minlength=len(features))
    common = min(max(int(len(texts) * TOO_COMMON), LEAST_COMMON), MOST_COMMON)
    rare = (often[column] > 1) & (often[column] <= common)
    shape = (len(texts), len(features))
    held = sparse.csr_matrix((np.ones(int(rare.sum()), np.float32), (found.letter[rare], column[rare])), shape=shape)
    sizes = np.asarray(held.sum(axis=1)).ravel()
    links = [_links(held, sizes, start) for start in range(0, len(texts), BATCH)]
    one = np.concatenate([link[0] for link in links]) if links else np.zeros(0, np.int64)
    other = np.concatenate([link[1] for link in links]) if links else np.zeros(0, np.int64)
    graph = sparse.csr_matrix((np.ones(len(one), np.int8), (one, other)), shape=(len(texts), len(texts)))
    _, family = sparse.csgraph.connected_components(graph, directed=False)
    return np.asarray(family, dtype=np.int64)


def _links(
    held: sparse.csr_matrix, sizes: NDArray[np.float32], start: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    common = (held[start : start + BATCH] @ held.T).tocoo()
    one, other = common.row.astype(np.int64) + start, common.col.astype(np.int64)
    shorter = np.minimum(sizes[one], sizes[other])
    same = (one < other) & (common.data >= FEWEST) & (common.data >= SAME_FROM * shorter)
    return one[same], other[same]
