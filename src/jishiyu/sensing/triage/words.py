"""Finding a lexicon's words in a text. No database."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec
from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.kinds import Lexicon, Sign
from jishiyu.sensing.triage.said import plain

PAIR_WITHIN = 8  # characters between a thing and its state

_STOP = re.compile(r"[。.!?;\n]")  # ends a sentence: no pair reaches across it

RULES = ("calm", "still", "echo", "masks", "distant", "advert", "notice", "grave", "chatter")


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A word found in the text, from `start` up to `end`."""

    word: str
    start: int
    end: int


class Part(NamedTuple):
    """One side of a pair: the thing or its state."""

    pair: int
    is_thing: bool


class Found(msgspec.Struct, gc=False):
    """Words found in one message, by what they are."""

    signs: list[tuple[Sign, Hit]] = []
    rules: dict[str, list[Hit]] = {}
    parts: dict[Part, list[Hit]] = {}

    def first(self, rule: str) -> str:
        hits = self.rules.get(rule)
        return hits[0].word if hits else ""


NOTHING = Found()  # of every message without a word of the lexicon; never changed


class Words:
    """The words of one lexicon made ready: all in one automaton, longest first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        meanings: dict[str, list[Sign | Part | str]] = {}
        for word, meaning in _meanings(lexicon):
            meanings.setdefault(plain(word), []).append(meaning)
        self.meanings = list(meanings.values()) or [[]]
        self.automaton = CharwiseDoubleArrayAhoCorasick(
            list(meanings) or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST
        )
        self.rank = {kind: place for place, kind in enumerate(lexicon.order)}
        self.pair_signs = [Sign(kind=pair.kind, urgency=pair.urgency, words=()) for pair in lexicon.pairs]

    def find(self, text: str) -> Found:
        """Everything the lexicon knows in a text made plain, in one pass; a longer phrase hides what it holds."""
        hits = self.automaton.find(text)
        return self._sorted(text, hits) if hits else NOTHING

    def find_all(self, texts: Sequence[str]) -> list[Found]:
        """The same of many texts, looked through in one go where none holds a NUL, which parts them."""
        joined = "\0".join(texts)
        if joined.count("\0") != len(texts) - 1:
            return [self.find(text) for text in texts]
        found = [NOTHING] * len(texts)
        begins = [0, *accumulate([len(text) + 1 for text in texts])]
        of: dict[int, list[tuple[int, int, int]]] = {}
        place, ends = 0, -1
        for start, end, number in self.automaton.find(joined):
            if start >= ends:
                place = bisect_right(begins, start) - 1
                first, ends = begins[place], begins[place + 1]
                hits = of[place] = []
            hits.append((start - first, end - first, number))
        for place, hits in of.items():
            found[place] = self._sorted(texts[place], hits)
        return found

    def _sorted(self, text: str, hits: Sequence[tuple[int, int, int]]) -> Found:
        found = Found()
        for start, end, number in hits:
            hit = Hit(text[start:end], start, end)
            for meaning in self.meanings[number]:
                if isinstance(meaning, Sign):
                    found.signs.append((meaning, hit))
                elif isinstance(meaning, Part):
                    found.parts.setdefault(meaning, []).append(hit)
                else:
                    found.rules.setdefault(meaning, []).append(hit)
        if len(found.parts) > 1:
            for number in sorted({part.pair for part in found.parts}):
                things, states = found.parts.get(Part(number, True)), found.parts.get(Part(number, False))
                near = _nearest(text, things, states) if things and states else None
                if near is not None:
                    found.signs.append((self.pair_signs[number], near))
        return found


def _meanings(lexicon: Lexicon) -> Iterator[tuple[str, Sign | Part | str]]:
    """Every word of a lexicon with what it means there; a word may mean several things."""
    for sign in lexicon.signs:
        yield from ((word, sign) for word in sign.words)
    for number, pair in enumerate(lexicon.pairs):
        yield from ((word, Part(number, True)) for word in pair.things)
        yield from ((word, Part(number, False)) for word in pair.states)
    for rule in RULES:
        yield from ((word, rule) for word in getattr(lexicon, rule))


def changed_words(now: Lexicon, before: Lexicon) -> tuple[str, ...]:
    """Words, made plain, that mean something else in one lexicon than in the other."""
    told = [
        {
            (plain(word), f"{meaning.kind}/{meaning.urgency}" if isinstance(meaning, Sign) else str(meaning))
            for word, meaning in _meanings(lexicon)
        }
        for lexicon in (now, before)
    ]
    return tuple(sorted({word for word, _ in told[0] ^ told[1] if word}))


def _nearest(text: str, things: Sequence[Hit], states: Sequence[Hit]) -> Hit | None:
    """A thing and a state that stand close together in one sentence, as one hit that shows both."""
    for thing in things:
        for state in states:
            first, second = (thing, state) if thing.start <= state.start else (state, thing)
            between = text[first.end : second.start]
            if first.end <= second.start and len(between) <= PAIR_WITHIN and not _STOP.search(between):
                return Hit(text[first.start : second.end], first.start, second.end)
    return None
