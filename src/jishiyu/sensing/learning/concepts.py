"""A text as what its words mean: one character for each word of a class. No database."""

from collections.abc import Mapping, Sequence

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

    def meant(self, text: str) -> str:
        """A text made plain in which one character stands for each word of a class."""
        pieces: list[str] = []
        signs, last = self._signs, 0
        for start, end, number in self._automaton.find(text):
            pieces += (text[last:start], signs[number])
            last = end
        pieces.append(text[last:])
        return "".join(pieces)

    def meant_all(self, texts: Sequence[str]) -> list[str]:
        """The same of many texts, looked through in one go where none holds a NUL, which parts them."""
        joined = "\0".join(texts)
        if joined.count("\0") != len(texts) - 1:
            return [self.meant(text) for text in texts]
        return self.meant(joined).split("\0")

    def spans(self, text: str) -> list[Span]:
        """Where the words of classes stand, in order."""
        return [(start, end) for start, end, _ in self._automaton.find(text)]
