"""Judging what was said: a message and its thread in, a verdict with reasons out. No database."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from jishiyu.sensing.kinds import Lexicon, Sign

ECHO_AT_MOST = 12  # characters: a longer message says more than "me too"
TITLE_WEIGHT = 3

_STICKER = re.compile(r"\[[^\[\]]{1,6}\]")
_GAPS = re.compile(r"\s+")


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
    return _reader(lexicon).judge(said)


@dataclass(slots=True)
class _Found:
    """Words found in one message, by what they are."""

    signs: list[tuple[Sign, str]] = field(default_factory=list)
    rules: dict[str, list[str]] = field(default_factory=dict)

    def first(self, rule: str) -> str:
        return self.rules.get(rule, [""])[0]


RULES = ("calm", "still", "echo", "masks", "distant", "notice", "grave", "chatter")


class _Reader:
    """One lexicon made ready: all its words in one automaton, longest first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        meanings: dict[str, list[Sign | str]] = {}
        for sign in lexicon.signs:
            for word in sign.words:
                meanings.setdefault(plain(word), []).append(sign)
        for rule in RULES:
            for word in getattr(lexicon, rule):
                meanings.setdefault(plain(word), []).append(rule)
        self.meanings = list(meanings.values())
        self.automaton = CharwiseDoubleArrayAhoCorasick(
            list(meanings) or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST
        )
        self.rank = {kind: place for place, kind in enumerate(lexicon.order)}

    def find(self, text: str) -> _Found:
        found = _Found()
        for start, end, number in self.automaton.find(text):
            word = text[start:end]
            for meaning in self.meanings[number] if self.meanings else []:
                if isinstance(meaning, Sign):
                    found.signs.append((meaning, word))
                else:
                    found.rules.setdefault(meaning, []).append(word)
        return found

    def judge(self, said: Said) -> Verdict:
        return self._letter(said) if self.lexicon.style == "letters" else self._chat(said)

    def _letter(self, said: Said) -> Verdict:
        title, text = plain(said.title), plain(said.text)
        heading, body = self.find(title), self.find(text)
        if heading.first("chatter") and not heading.signs and not body.signs:
            return Verdict(False, reasons=(("chatter", heading.first("chatter")),))
        weights: Counter[str] = Counter()
        for weight, found in ((TITLE_WEIGHT, heading), (1, body)):
            for sign, word in found.signs:
                weights[sign.kind] += weight * len(word)
        if not weights:
            return Verdict(True, self.lexicon.fallback, 1, reasons=(("no_word", ""),))
        kind = min(weights, key=lambda kind: (-weights[kind], self.rank[kind]))
        words = dict.fromkeys(word for sign, word in heading.signs + body.signs if sign.kind == kind)
        urgency = max(sign.urgency for sign, _ in heading.signs + body.signs if sign.kind == kind)
        return Verdict(True, kind, urgency, reasons=tuple(("word", word) for word in list(words)[:5]))

    def _chat(self, said: Said) -> Verdict:
        text = plain(said.text)
        found = self.find(text)
        if said.role == "staff" and (found.first("notice") or found.first("calm") or not found.signs):
            return Verdict(False, reasons=(("staff", found.first("notice")),))
        strong = [pair for pair in found.signs if not pair[0].needs_trouble]
        held = self._held_back(found, strong)
        if held:
            return Verdict(False, reasons=(held,))
        if not strong:
            return self._from_thread(said, text, found)
        return self._from_signs(found, strong)

    def _held_back(self, found: _Found, strong: Sequence[tuple[Sign, str]]) -> tuple[str, str] | None:
        """The rule that says this is no present trouble here, if one does."""
        now = any(sign.urgency >= 3 for sign, _ in strong)
        if found.first("calm") and not found.first("still") and not now:
            return ("calm", found.first("calm"))
        if found.first("distant") and not found.first("still") and not now:
            return ("distant", found.first("distant"))
        return None

    def _from_thread(self, said: Said, text: str, found: _Found) -> Verdict:
        """No sign of its own: "me too", "not yet", or somebody frail while the thread speaks of trouble."""
        if not said.thread or found.first("masks"):
            return Verdict(False)
        weak = [pair for pair in found.signs if pair[0].needs_trouble]
        if weak:
            return self._from_signs(found, weak)
        word = found.first("still") or (found.first("echo") if len(text) <= ECHO_AT_MOST else "")
        if word:
            return Verdict(True, said.thread, 2 if found.first("still") else 1, reasons=(("thread", word),))
        return Verdict(False)

    def _from_signs(self, found: _Found, signs: Sequence[tuple[Sign, str]]) -> Verdict:
        everything = [*signs, *(pair for pair in found.signs if pair[0].needs_trouble)]
        sign, _ = min(everything, key=lambda pair: self.rank[pair[0].kind])
        urgency = max(pair[0].urgency for pair in everything)
        if found.first("grave"):
            urgency = 3
        words = dict.fromkeys(word for _, word in everything)
        reasons = [("word", word) for word in words]
        reasons += [("grave", found.first("grave"))] if found.first("grave") else []
        frail = any(pair[0].needs_trouble for pair in everything)
        return Verdict(True, sign.kind, urgency, frail, tuple(reasons))


@lru_cache(maxsize=16)
def _reader_of(version: str) -> _Reader:
    return _Reader(_known[version])


_known: dict[str, Lexicon] = {}


def _reader(lexicon: Lexicon) -> _Reader:
    _known.setdefault(lexicon.version, lexicon)
    return _reader_of(lexicon.version)
