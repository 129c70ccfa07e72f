"""A letter as numbers: characters and words of the whole and of its first line, hashed; a batch at a time."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

FIRST_LINE = 30  # characters: letters say their matter first, with a title of their own or without
LONGEST = 6_000  # characters of a letter that are read
GRAM = 3
WEIGHTS = (1.0, 0.6, 1.0, 0.6)  # characters of the whole and of the first line, words of the whole and of the first
LONGEST_WORD = 8
KEY_BITS = 44  # of a feature's hash; the other 20 are room for a million letters at once

_DIGITS = re.compile(r"\d+")
_GAPS = re.compile(r"[\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_KEY = np.uint64((1 << KEY_BITS) - 1)
_STIR = np.uint64(0xBF58476D1CE4E5B9)


def bare(text: str) -> str:
    """A text as it is learnt from: one width, small letters, every number alike, a space for whatever is no word."""
    return _GAPS.sub(" ", _DIGITS.sub("0", unicodedata.normalize("NFKC", text[:LONGEST]).lower())).strip()


@dataclass(frozen=True, slots=True)
class Grams:
    """Of one kind of feature, each once for each letter: which letter, which feature, how often."""

    letter: Places
    key: Keys
    count: NDArray[np.float32]


def words_of(tokens: Sequence[str]) -> list[str]:
    """Words worth looking for, from texts that somebody has cut into words (by spaces) already."""
    counts = Counter(word for line in tokens for word in (bare(part) for part in line.split()) if word)
    return sorted(word for word, n in counts.items() if len(word) <= LONGEST_WORD and (n > 1 or len(word) == 1))


class Cutter:
    """Finds known words, the longest first; what is no known word is passed over."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self._automaton = CharwiseDoubleArrayAhoCorasick(self.words or ["\0"], match_kind=MATCH_KIND_LEFTMOST_LONGEST)

    def cut(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, number of the word) of each word found in a bare text."""
        found: list[tuple[int, int, int]] = self._automaton.find(text)
        return found


def character_grams(texts: Sequence[str], heads: Sequence[int]) -> list[Grams]:
    """Runs of one to three characters of bare texts: of the whole, and of the first `heads` characters."""
    return [_runs(texts, 1), _runs([text[:end] for text, end in zip(texts, heads, strict=True)], 2)]


def word_grams(texts: Sequence[str], heads: Sequence[int], cutter: Cutter) -> list[Grams]:
    """Words of the whole; words of the first line, alone and two by two."""
    cuts = [cutter.cut(text) for text in texts]
    whole = [np.array([number for _, _, number in cut], dtype=np.uint64) for cut in cuts]
    first = [
        np.array([number for _, end, number in cut if end <= most], dtype=np.uint64)
        for cut, most in zip(cuts, heads, strict=True)
    ]
    pairs = [_mixed(one[:-1] + np.uint64(1), one[1:]) for one in first]
    owners = np.concatenate([_owners(first), _owners(pairs)])
    keys = np.concatenate([_salted(_joined(first), 4), _salted(_joined(pairs), 5)])
    return [_counted(_owners(whole), word_keys(_joined(whole))), _counted(owners, keys)]


def word_keys(numbers: Keys) -> Keys:
    """The features that words of the whole are, by the words' numbers."""
    return _salted(numbers, 3)


def pairs_of_characters(texts: Sequence[str]) -> Grams:
    """Runs of two characters of bare texts."""
    return _runs(texts, 6, shortest=2, longest=2)


def _runs(texts: Sequence[str], salt: int, shortest: int = 1, longest: int = GRAM) -> Grams:
    line = "".join(chain.from_iterable((text, " ") for text in texts))
    codes = np.frombuffer(line.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    inside = codes != np.uint64(ord(" "))
    owners, keys = [], []
    key, whole = np.zeros(len(codes), dtype=np.uint64), np.ones(len(codes), dtype=bool)
    for size in range(1, longest + 1):
        span = len(codes) - size + 1
        if span <= 0:
            break
        key = _mixed(key[:span] + np.uint64(size), codes[size - 1 :])
        whole = whole[:span] & inside[size - 1 :]
        if size >= shortest:
            owners.append(owner[:span][whole])
            keys.append(_salted(key[whole], salt))
    return _counted(np.concatenate(owners), np.concatenate(keys)) if owners else _none()


def _none() -> Grams:
    return Grams(np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.float32))


def _counted(owner: Places, key: Keys) -> Grams:
    """Letter and feature share one number while they are sorted: numpy sorts plain numbers many times quicker."""
    if not len(key):
        return _none()
    both = np.sort((owner.astype(np.uint64) << np.uint64(KEY_BITS)) | key)
    starts = np.flatnonzero(np.concatenate(([True], both[1:] != both[:-1])))
    count = np.diff(np.append(starts, len(both))).astype(np.float32)
    both = both[starts]
    return Grams((both >> np.uint64(KEY_BITS)).astype(np.int64), both & _KEY, count)


def _owners(parts: Sequence[Keys]) -> Places:
    return np.repeat(np.arange(len(parts), dtype=np.int64), [len(part) for part in parts])


def _joined(parts: Sequence[Keys]) -> Keys:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _mixed(one: Keys, other: Keys) -> Keys:
    mixed: Keys = (one * _MIX) ^ (other * _STIR)
    mixed ^= mixed >> np.uint64(29)
    return mixed


def _salted(key: Keys, salt: int) -> Keys:
    mixed = (key + np.uint64(salt)) * _STIR
    return (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(64 - KEY_BITS)
