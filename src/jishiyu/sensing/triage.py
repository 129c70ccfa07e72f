"""Judging what was said: a message and its thread in, a verdict with reasons out. No database."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.kinds import Lexicon, Sign

NOW = 3  # the urgency that no word of calm takes back: better a look too many
ECHO_AT_MOST = 12  # characters: a longer message says more than "me too"
PAIR_WITHIN = 8  # characters between a thing and its state
TITLE_WEIGHT = 3
REASONS_SHOWN = 5

_STICKER = re.compile(r"\[[^\[\]]{1,6}\]")
_GAPS = re.compile(r"\s+")
_STOP = re.compile(r"[。.!?;\n]")  # ends a sentence: no pair reaches across it
_CLAUSE = re.compile(r"[,，、。.!?;\n]|但|不过|可是|就是")


@dataclass(frozen=True, slots=True)
class Said:
    """What triage sees of one message. `thread` is the kind of the trouble its group speaks of now, if any."""

    text: str
    title: str = ""
    role: str = "resident"
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` are (code, word) pairs for the reader: which word or rule spoke for or against."""

    risk: bool
    kind: str = ""
    urgency: int = 0
    vulnerable: bool = False
    reasons: tuple[tuple[str, str], ...] = field(default=())


def plain(text: str) -> str:
    """Text as it is matched: one width, small letters, no stickers, no gaps."""
    return _GAPS.sub("", _STICKER.sub("", unicodedata.normalize("NFKC", text))).lower()


def judge(said: Said, lexicon: Lexicon) -> Verdict:
    """Judge one message in its thread. Pure: the same words, role and thread always give the same verdict."""
    return _reader(lexicon).judge(said)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word found in the text, from `start` up to `end`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One side of a pair: the thing or its state."""

    pair: int
    is_thing: bool


@dataclass(slots=True)
class _Found:
    """Words found in one message, by what they are."""

    signs: list[tuple[Sign, _Hit]] = field(default_factory=list)
    rules: dict[str, list[_Hit]] = field(default_factory=dict)
    parts: dict[_Part, list[_Hit]] = field(default_factory=dict)

    def first(self, rule: str) -> str:
        hits = self.rules.get(rule)
        return hits[0].word if hits else ""


RULES = ("calm", "still", "echo", "masks", "distant", "advert", "notice", "grave", "chatter")


class _Reader:
    """One lexicon made ready: all its words in one automaton, longest first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        meanings: dict[str, list[Sign | _Part | str]] = {}
        for word, meaning in _meanings(lexicon):
            meanings.setdefault(plain(word), []).append(meaning)
        self.meanings = list(meanings.values()) or [[]]
        self.automaton = CharwiseDoubleArrayAhoCorasick(
            list(meanings) or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST
        )
        self.rank = {kind: place for place, kind in enumerate(lexicon.order)}
        self.pair_signs = [Sign(kind=pair.kind, urgency=pair.urgency, words=()) for pair in lexicon.pairs]

    def find(self, text: str) -> _Found:
        """Everything the lexicon knows in a text made plain, in one pass; a longer phrase hides what it holds."""
        found = _Found()
        for start, end, number in self.automaton.find(text):
            hit = _Hit(text[start:end], start, end)
            for meaning in self.meanings[number]:
                if isinstance(meaning, Sign):
                    found.signs.append((meaning, hit))
                elif isinstance(meaning, _Part):
                    found.parts.setdefault(meaning, []).append(hit)
                else:
                    found.rules.setdefault(meaning, []).append(hit)
        for number, sign in enumerate(self.pair_signs):
            near = _nearest(text, found.parts.get(_Part(number, True), ()), found.parts.get(_Part(number, False), ()))
            if near is not None:
                found.signs.append((sign, near))
        return found

    def judge(self, said: Said) -> Verdict:
        return self._letter(said) if self.lexicon.style == "letters" else self._chat(said)

    def _letter(self, said: Said) -> Verdict:
        heading, body = self.find(plain(said.title)), self.find(plain(said.text))
        if heading.first("chatter") and not heading.signs and not body.signs:
            return Verdict(False, reasons=(("chatter", heading.first("chatter")),))
        weights: Counter[str] = Counter()
        for weight, found in ((TITLE_WEIGHT, heading), (1, body)):
            for sign, hit in found.signs:
                weights[sign.kind] += weight * len(hit.word)
        if not weights:
            return Verdict(True, self.lexicon.fallback, 1, reasons=(("no_word", ""),))
        kind = min(weights, key=lambda kind: (-weights[kind], self.rank[kind]))
        spoken = [(sign, hit) for sign, hit in heading.signs + body.signs if sign.kind == kind]
        words = list(dict.fromkeys(hit.word for _, hit in spoken))[:REASONS_SHOWN]
        return Verdict(
            True, kind, max(sign.urgency for sign, _ in spoken), reasons=tuple(("word", word) for word in words)
        )

    def _chat(self, said: Said) -> Verdict:
        text = plain(said.text)
        found = self.find(text)
        if said.role == "staff" and (found.first("notice") or found.first("calm") or not found.signs):
            return Verdict(False, reasons=(("staff", found.first("notice")),))
        strong = [pair for pair in found.signs if not pair[0].needs_trouble]
        standing, held = _standing(text, found, strong)
        if held:
            return Verdict(False, reasons=(held,))
        if not standing:
            return self._from_thread(said, text, found)
        return self._from_signs(found, standing)

    def _from_thread(self, said: Said, text: str, found: _Found) -> Verdict:
        """No sign of its own: "me too", "not yet", or somebody frail while the thread speaks of trouble."""
        still = found.first("still")
        if not said.thread or (found.first("masks") and not still):
            return Verdict(False)
        weak = [pair for pair in found.signs if pair[0].needs_trouble]
        if weak:
            return self._from_signs(found, weak)
        word = still or (found.first("echo") if len(text) <= ECHO_AT_MOST else "")
        if word:
            return Verdict(True, said.thread, 2 if still else 1, reasons=(("thread", word),))
        return Verdict(False)

    def _from_signs(self, found: _Found, signs: Sequence[tuple[Sign, _Hit]]) -> Verdict:
        everything = [*signs, *(pair for pair in found.signs if pair[0].needs_trouble and pair not in signs)]
        sign, _ = min(everything, key=lambda pair: self.rank[pair[0].kind])
        grave = found.first("grave")
        urgency = NOW if grave else max(pair[0].urgency for pair in everything)
        words = list(dict.fromkeys(hit.word for _, hit in everything))[:REASONS_SHOWN]
        reasons = [("word", word) for word in words] + ([("grave", grave)] if grave else [])
        return Verdict(True, sign.kind, urgency, any(pair[0].frail for pair in everything), tuple(reasons))


def _meanings(lexicon: Lexicon) -> Iterator[tuple[str, Sign | _Part | str]]:
    """Every word of a lexicon with what it means there; a word may mean several things."""
    for sign in lexicon.signs:
        yield from ((word, sign) for word in sign.words)
    for number, pair in enumerate(lexicon.pairs):
        yield from ((word, _Part(number, True)) for word in pair.things)
        yield from ((word, _Part(number, False)) for word in pair.states)
    for rule in RULES:
        yield from ((word, rule) for word in getattr(lexicon, rule))


def _nearest(text: str, things: Sequence[_Hit], states: Sequence[_Hit]) -> _Hit | None:
    """A thing and a state that stand close together in one sentence, as one hit that shows both."""
    for thing in things:
        for state in states:
            first, second = (thing, state) if thing.start <= state.start else (state, thing)
            between = text[first.end : second.start]
            if first.end <= second.start and len(between) <= PAIR_WITHIN and not _STOP.search(between):
                return _Hit(text[first.start : second.end], first.start, second.end)
    return None


def _standing(
    text: str, found: _Found, strong: list[tuple[Sign, _Hit]]
) -> tuple[list[tuple[Sign, _Hit]], tuple[str, str] | None]:
    """Signs that no rule takes back, or the rule (code, word) that takes back all there are.

    A danger stands whatever else is said. Calm takes back what stands before it or in its own clause, so that
    "it came back, but the meter smokes" is heard; another time or place, and an advert, take back everything.
    """
    urgent = any(sign.urgency >= NOW for sign, _ in strong)
    if urgent or found.first("still"):
        return strong, None
    for rule in ("distant", "advert"):
        if found.first(rule):
            return [], (rule, found.first(rule))
    calm = found.rules.get("calm")
    if not calm:
        return strong, None
    over = calm[-1].end
    left = [pair for pair in strong if pair[1].start >= over and _CLAUSE.search(text[over : pair[1].end])]
    return left, None if left else ("calm", calm[-1].word)


@lru_cache(maxsize=16)
def _reader_of(version: str) -> _Reader:
    return _Reader(_known[version])


_known: dict[str, Lexicon] = {}


def _reader(lexicon: Lexicon) -> _Reader:
    _known.setdefault(lexicon.version, lexicon)
    return _reader_of(lexicon.version)
