"""Finding a lexicon's words in a text. No database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.kinds import Lexicon, Sign
from jishiyu.sensing.triage.said import plain

PAIR_WITHIN = 8  # characters between a thing and its state

_STOP = re.compile(r"[。.!?;\n]")  # ends a sentence: no pair reaches across it

RULES = ("calm", "still", "echo", "masks", "distant", "advert", "notice", "grave", "chatter")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in the text, from `start` up to `end`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a pair: the thing or its state."""

    pair: int
    is_thing: bool


@dataclass(slots=True)
class Found:
    """Words found in one message, by what they are."""

    signs: list[tuple[Sign, Hit]] = field(default_factory=list)
    rules: dict[str, list[Hit]] = field(default_factory=dict)
    parts: dict[Part, list[Hit]] = field(default_factory=dict)

    def first(self, rule: str) -> str:
        hits = self.rules.get(rule)
        return hits[0].word if hits else ""


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
        found = Found()
        for start, end, number in self.automaton.find(text):
            hit = Hit(text[start:end], start, end)
            for meaning in self.meanings[number]:
                if isinstance(meaning, Sign):
                    found.signs.append((meaning, hit))
                elif isinstance(meaning, Part):
                    found.parts.setdefault(meaning, []).append(hit)
                else:
                    found.rules.setdefault(meaning, []).append(hit)
        for number, sign in enumerate(self.pair_signs):
            near = _nearest(text, found.parts.get(Part(number, True), ()), found.parts.get(Part(number, False), ()))
            if near is not None:
                found.signs.append((sign, near))
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


def _nearest(text: str, things: Sequence[Hit], states: Sequence[Hit]) -> Hit | None:
    """A thing and a state that stand close together in one sentence, as one hit that shows both."""
    for thing in things:
        for state in states:
            first, second = (thing, state) if thing.start <= state.start else (state, thing)
            between = text[first.end : second.start]
            if first.end <= second.start and len(between) <= PAIR_WITHIN and not _STOP.search(between):
                return Hit(text[first.start : second.end], first.start, second.end)
    return None
