"""Grams of two and three characters of many texts, counted by hash in fixed memory. No database."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.grams import grams_of

BITS = 20
THREES = 1 << BITS  # slots of grams of three characters; those of two follow, four to a slot
NOTHING = THREES + (THREES >> 2)
WIDTH = NOTHING.bit_length()
AT_ONCE = 20_000  # texts hashed together

_CODED = re.compile(r"[a-z]\d*(?:市|区|县市|县)|西地省")  # names that were masked before we saw them say nothing
_BREAK = re.compile(r"[\W_]+")

Slots = NDArray[np.int32]
Counts = NDArray[np.int32]


def bare(text: str) -> str:
    """A text as grams are taken from it: one width, small letters, a space wherever a phrase breaks off."""
    return _BREAK.sub(" ", _CODED.sub(" ", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower())).strip()


def slots_of(texts: Sequence[str]) -> tuple[tuple[Slots, Slots], NDArray[np.int64]]:
    """The slots of the grams of two and of three characters that begin at each character, NOTHING where none does (a
    break, the end of a text), and where each text begins. An empty text counts as a break."""
    filled = [text or " " for text in texts]
    grams = grams_of(filled, BITS, 3)
    ends = np.append(grams.starts[1:], grams.starts[-1] + grams.lengths[-1])
    left = np.repeat(ends, grams.lengths) - np.arange(int(grams.lengths.sum()))
    blank = np.frombuffer("".join(filled).encode("utf-32-le", "surrogatepass"), np.uint32) == ord(" ")
    found = []
    for length, slots in ((2, (grams.ids[1] >> 2) + THREES), (3, grams.ids[2].copy())):
        slots[left < length] = NOTHING
        for shift in range(length):
            slots[: len(slots) - shift][blank[shift:]] = NOTHING
        found.append(slots.astype(np.int32))
    return (found[0], found[1]), grams.starts


def alike(one: str, other: str) -> int:
    """How many percent of the shorter text's grams of two characters the other holds too."""
    grams = [{text[start : start + 2] for start in range(len(text) - 1)} for text in (bare(one), bare(other))]
    least = min(len(held) for held in grams)
    return 100 * len(grams[0] & grams[1]) // least if least else 0


def in_batches(texts: Sequence[str]) -> Iterator[tuple[Slots, NDArray[np.int64]]]:
    """Each gram of each text once: slots beside the number of their text, batch by batch."""
    for start in range(0, len(texts), AT_ONCE):
        yield once(texts[start : start + AT_ONCE], start)


def once(texts: Sequence[str], first: int = 0) -> tuple[Slots, NDArray[np.int64]]:
    """Each gram of each text once: slots beside the number of their text, in the order of texts."""
    (twos, threes), starts = slots_of(texts)
    owners = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(twos)))).astype(np.int64)
    slots, owners = np.concatenate((twos, threes)), np.concatenate((owners, owners))
    real = slots != NOTHING
    pairs = np.unique((owners[real] << WIDTH) | slots[real])
    return (pairs & ((1 << WIDTH) - 1)).astype(np.int32), (pairs >> WIDTH) + first


def count(texts: Sequence[str]) -> Counts:
    """In how many texts each slot occurs."""
    total = np.zeros(NOTHING, np.int32)
    for slots, _ in in_batches(texts):
        total += np.bincount(slots, minlength=NOTHING).astype(np.int32)
    return total
