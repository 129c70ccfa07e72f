"""Which words of a message weighed most in a learned score. No database."""

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.fields import fields_of
from jishiyu.sensing.learning.grams import Grams
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.targets import RISK

SHOWN = 3
WIDEST = 4  # characters shown of what stands in no class
HEAD = 2  # marks before a text


class Why:
    def __init__(self, model: ChatModel, concepts: Concepts) -> None:
        self._letters, self._classes = model.letters[:, RISK], model.classes[:, RISK]
        self._concepts = concepts

    def words(self, text: str, role: str) -> list[str]:
        """The words of a text made plain that spoke most for a risk, the weightiest first; never empty for a text."""
        if not text:
            return []
        fields = fields_of([text], [role], self._concepts)
        each = _spread(fields.letters, self._letters)[HEAD:-1]
        spans = self._concepts.spans(text)
        by_class = _spread(fields.classes, self._classes)[HEAD:-1]
        weighed = [
            (float(each[start:end].sum() + extra), text[start:end])
            for (start, end), extra in zip(spans, by_class, strict=True)
        ]
        covered = np.zeros(len(text), bool)
        for start, end in spans:
            covered[start:end] = True
        weighed += _loose(text, each, covered)
        weighed.sort(key=lambda pair: -pair[0])
        for_it = [word for weight, word in weighed if weight > 0] or [weighed[0][1]]
        return list(dict.fromkeys(for_it))[:SHOWN]


def _spread(grams: Grams, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """The weight of each character of one text: every n-gram gives each of its characters an equal share."""
    size = int(grams.lengths[0])
    each = np.zeros(size)
    for n, ids in enumerate(grams.ids, 1):
        share = weights[ids] / n
        for place in range(n):
            each[place:] += share[: size - place]
    return each / float(np.sqrt(grams.counts()[0]))


def _loose(text: str, each: NDArray[np.float64], covered: NDArray[np.bool_]) -> list[tuple[float, str]]:
    """Stretches that stand in no class, each cut to its weightiest few characters."""
    found = []
    start = 0
    while start < len(text):
        if covered[start]:
            start += 1
            continue
        end = start
        while end < len(text) and not covered[end]:
            end += 1
        first = max(range(start, max(end - WIDEST, start) + 1), key=lambda at: each[at : min(at + WIDEST, end)].sum())
        last = min(first + WIDEST, end)
        found.append((float(each[first:last].sum()), text[first:last]))
        start = end
    return found
