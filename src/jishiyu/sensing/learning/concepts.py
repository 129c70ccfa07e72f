"""A text as the classes of meaning its words belong to. No database."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.plain import plain

FIRST_SIGN = 0xF0000  # private characters, one for each class, so that classes are counted like characters

Span = tuple[int, int]


class Concepts:
    """Classes of words made ready. A word that stands in several classes has the first of them."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        sign_of: dict[str, str] = {}
        for number, words in enumerate(classes.values()):
            for word in words:
                if plain(word):
                    sign_of.setdefault(plain(word), chr(FIRST_SIGN + number))
        self._signs = list(sign_of.values()) or ["\0"]
        self._automaton = CharwiseDoubleArrayAhoCorasick(
            list(sign_of) or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST
        )

    def said(self, text: str) -> str:
        """One character for each word of a class, in the order they stand in a text made plain."""
        signs = self._signs
        return "".join([signs[number] for _, _, number in self._automaton.find(text)])

    def said_all(self, texts: Sequence[str]) -> list[str]:
        """The same of many texts, looked through in one go where none holds a NUL, which parts them."""
        joined = "\0".join(texts)
        if joined.count("\0") != len(texts) - 1:
            return [self.said(text) for text in texts]
        hits = self._automaton.find(joined)
        signs = self._signs
        whole = "".join([signs[number] for _, _, number in hits])
        ends = np.fromiter(accumulate([len(text) + 1 for text in texts]), np.int64, len(texts))
        starts = np.fromiter([start for start, _, _ in hits], np.int64, len(hits))
        cuts = np.searchsorted(starts, ends).tolist()
        return [whole[first:last] for first, last in zip([0, *cuts], cuts, strict=False)]

    def spans(self, text: str) -> list[Span]:
        """Where the words of classes stand, in the same order."""
        return [(start, end) for start, end, _ in self._automaton.find(text)]
