"""Which words of a message weighed most in a learned score. No database."""

import re
from collections.abc import Sequence
from itertools import accumulate

import msgspec
import numpy as np

from jishiyu.sensing.learning.concepts import Concepts, Span
from jishiyu.sensing.learning.fields import Fields
from jishiyu.sensing.learning.grams import Floats, Grams
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.targets import RISK

SHOWN = 3
WIDEST = 4  # characters shown of what stands in no class
HEAD = 2  # marks before a text

Weighed = tuple[float, str]

MARKS = ",，.。!！?？~～…、;；:： "  # say nothing, and no word reaches across one

_BETWEEN_MARKS = re.compile(f"[^{re.escape(MARKS)}]+")


class Looked(msgspec.Struct, gc=False):
    """A text made plain with what each of its characters weighed by the first field, and by the second, whose marks
    stand at its end."""

    text: str
    each: list[float]
    by_class: list[float]


class Why:
    def __init__(self, model: ChatModel, concepts: Concepts) -> None:
        self._letters, self._classes = (
            np.ascontiguousarray(table[:, RISK]) for table in (model.letters, model.classes)
        )
        self._concepts = concepts

    def look(self, texts: Sequence[str], fields: Fields) -> list[Looked]:
        """What weighed in texts made plain, all at once; which words that were is asked of those that are told."""
        letters, classes = _spread(fields.letters, self._letters), _spread(fields.classes, self._classes)
        starts, firsts = fields.letters.starts.tolist(), fields.classes.starts.tolist()
        return [
            Looked(text, letters[start + HEAD : start + HEAD + len(text)], classes[first + HEAD : end])
            for text, start, first, end in zip(texts, starts, firsts, [*firsts[1:], len(classes)], strict=True)
        ]

    def words(self, looked: Looked) -> list[str]:
        """The words that spoke most for a risk, the weightiest first; never empty for a text."""
        spans = self._concepts.spans(looked.text)
        return _weightiest(looked.text, *_along(looked.each[:], looked.by_class, 0, spans))


def _along(
    letters: list[float], classes: Sequence[float], first: int, spans: Sequence[Span]
) -> tuple[list[float], Sequence[Span], list[float]]:
    """The weight of each character of a text by both fields; where words of classes stand, and what each of these words
    weighs beside its characters. The second field has one character for such a word, from `first` on."""
    extras, last = [], 0
    for start, end in [*spans, (len(letters), len(letters))]:
        for place in range(last, start):
            letters[place] += classes[first]
            first += 1
        extras.append(classes[first])
        first, last = first + 1, end
    return letters, spans, extras[:-1]


def _weightiest(text: str, each: Sequence[float], spans: Sequence[Span], by_class: Sequence[float]) -> list[str]:
    if not text:
        return []
    sums = [0.0, *accumulate(each)]
    weighed: list[Weighed] = []
    loose: list[Weighed] = []
    last = 0
    for (start, end), extra in zip(spans, by_class, strict=True):
        weighed.append((sums[end] - sums[start] + extra, text[start:end]))
        loose += _loose(text, sums, last, start)
        last = end
    loose += _loose(text, sums, last, len(text))
    weighed += loose or ([] if weighed else [(sums[-1], text[:WIDEST])])
    weighed.sort(key=lambda pair: -pair[0])
    for_it = [word for weight, word in weighed if weight > 0] or [weighed[0][1]]
    bare = (word.strip(MARKS) for word in for_it)
    return list(dict.fromkeys(word for word in bare if word))[:SHOWN] or for_it[:1]


def _spread(grams: Grams, weights: Floats) -> list[float]:
    """The weight of each character of all texts: every n-gram gives each of its characters an equal share."""
    size = int(grams.lengths.sum())
    each = np.zeros(size)
    for n, ids in enumerate(grams.ids, 1):
        share = weights[ids] / n
        for place in range(n):
            each[place:] += share[: size - place]
    spread: list[float] = (each / np.repeat(np.sqrt(grams.counts()), grams.lengths)).tolist()
    return spread


def _loose(text: str, sums: Sequence[float], first: int, last: int) -> list[Weighed]:
    """What stands in no class between two places: each stretch between marks, cut to its weightiest few characters."""
    return [_heaviest(text, sums, *found.span()) for found in _BETWEEN_MARKS.finditer(text, first, last)]


def _heaviest(text: str, sums: Sequence[float], start: int, end: int) -> Weighed:
    if end - start <= WIDEST:
        return sums[end] - sums[start], text[start:end]
    weights = [sums[at + WIDEST] - sums[at] for at in range(start, end - WIDEST + 1)]
    most = max(weights)
    first = start + weights.index(most)
    return most, text[first : first + WIDEST]
