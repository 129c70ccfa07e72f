"""Whether two letters tell of one matter in other words: the cosine of their rare grams. No database.

A gram of two or three characters counts by how rare it is among older letters: what every letter says ("请尽快处理")
says nothing of which matter it is. One who writes often begins every letter alike, so the headings must have something
in common too. The table of how often grams occur is of fixed size; the bounds were measured (benches/same_letters.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.topics.grams import NOTHING, THREES, Counts, bare, count, once

READ, HEAD = 400, 40  # characters of a letter that are compared, and of one without a title that stand for its heading
TWOS = 0.5  # what a gram of two characters is worth, beside those of three that hold it
FEWEST = 500  # older letters from which on a table says what is rare
LIKELY_FROM, HEADS_FROM, SAME_FROM = 0.17, 0.1, 0.7  # of the whole, of the headings; and to be one without a person
SHOWN, WORD = 3, 12  # words that two letters share, told to the reader; characters of one

Slots = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Letter:
    """What of a letter is compared: its grams, and those of its heading."""

    grams: Slots
    head: Slots


def letters(said: Sequence[tuple[str, str]]) -> list[Letter]:
    """Of each (title, text)."""
    wholes = _each([_whole(title, text) for title, text in said])
    heads = _each([bare(title or text[:HEAD]) for title, text in said])
    return [Letter(whole, head) for whole, head in zip(wholes, heads, strict=True)]


def _whole(title: str, text: str) -> str:
    return bare(f"{title} {text[:READ]}")


def _each(texts: Sequence[str]) -> list[Slots]:
    if not texts:
        return []
    slots, owners = once(texts)
    return np.split(slots, np.searchsorted(owners, np.arange(1, len(texts))))


@dataclass(frozen=True)
class Rarity:
    """In how many of `texts` older letters each hashed gram occurs."""

    counts: Counts
    texts: int

    @classmethod
    def of(cls, said: Sequence[tuple[str, str]]) -> "Rarity":
        return cls(count([_whole(title, text) for title, text in said]), len(said))

    @cached_property
    def worth(self) -> NDArray[np.float32]:
        """What each gram tells, in nats."""
        worth: NDArray[np.float32] = np.log((self.texts + 1) / np.maximum(self.counts, 1)).astype(np.float32)
        worth[THREES:] *= TWOS
        return worth

    @cached_property
    def squares(self) -> NDArray[np.float32]:
        return self.worth**2

    def alike(self, one: Letter, others: Sequence[Letter]) -> NDArray[np.float64]:
        """How alike a letter is with each of the others: the cosine, 0 where their headings have nothing in common and
        the whole is not the same letter near enough."""
        if not others:
            return np.zeros(0)
        whole = self._cosines(one.grams, [other.grams for other in others])
        heads = self._cosines(one.head, [other.head for other in others])
        return np.where((heads >= HEADS_FROM) | (whole >= SAME_FROM), whole, 0.0)

    def _cosines(self, one: Slots, others: Sequence[Slots]) -> NDArray[np.float64]:
        squares = self.squares
        held = np.zeros(NOTHING, bool)
        held[one] = True
        joined = np.concatenate([*others, np.zeros(1, np.int32)])
        lengths = [len(other) for other in others]
        owners = np.repeat(np.arange(len(others) + 1), [*lengths, 1])
        told = squares[joined]
        norms = np.bincount(owners, told, minlength=len(others) + 1)[:-1]
        shared = np.bincount(owners, np.where(held[joined], told, 0.0), minlength=len(others) + 1)[:-1]
        found: NDArray[np.float64] = shared / np.sqrt(np.maximum(norms * float(squares[one].sum()), 1e-9))
        return found

    def words(self, one: tuple[str, str], other: tuple[str, str]) -> list[str]:
        """What two letters both say that few others say, the most telling first."""
        text, held = _whole(*one), _whole(*other)
        runs, start = [], 0
        while start < len(text) - 2:
            end = start
            while end < len(text) and end - start < WORD and text[start : end + 1] in held and text[end] != " ":
                end += 1
            if end - start > 2:
                runs.append(text[start:end])
            start = max(end, start + 1)
        telling = {run: float(self.worth[_each([run])[0]].sum()) for run in dict.fromkeys(runs)}
        return sorted(telling, key=lambda run: (-telling[run], run))[:SHOWN]

    def save(self, path: Path) -> None:
        """In one step, so that nobody reads half a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new.npz")
        np.savez_compressed(fresh, counts=self.counts, texts=self.texts)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Rarity":
        """Raises OSError, ValueError or KeyError for what is no such table."""
        with np.load(path, allow_pickle=False) as held:
            counts, texts = held["counts"], int(held["texts"])
        if counts.shape != (NOTHING,):
            raise ValueError(f"{path}: a table of another size")
        return cls(counts, texts)
