"""Three-character grams of many texts, counted by hash in fixed memory. No database."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.grams import grams_of

BITS = 20
NOTHING = 1 << BITS
AT_ONCE = 20_000  # texts hashed together
LENGTH = 3

_CODED = re.compile(r"[a-z]\d*(?:市|区|县市|县)|西地省")  # names that were masked before we saw them say nothing
_BREAK = re.compile(r"[\W_]+")

Slots = NDArray[np.int32]
Counts = NDArray[np.int32]


def bare(text: str) -> str:
    """A text as grams are taken from it: one width, small letters, a space wherever a phrase breaks off."""
    return _BREAK.sub(" ", _CODED.sub(" ", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower())).strip()


def slots_of(texts: Sequence[str]) -> tuple[Slots, NDArray[np.int64]]:
    """The slot of the gram that begins at each character, NOTHING where none does (a break, the end of a text), and
    where each text begins."""
    filled = [text or " " for text in texts]
    grams = grams_of(filled, BITS, LENGTH)
    slots = grams.ids[LENGTH - 1].copy()
    codes = np.frombuffer("".join(filled).encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = codes == ord(" ")
    for shift in range(LENGTH):
        slots[: len(slots) - shift][blank[shift:]] = NOTHING
    return slots, grams.starts


def in_batches(texts: Sequence[str]) -> Iterator[tuple[Slots, NDArray[np.int64]]]:
    """Each gram of each text once: slots beside the number of their text, batch by batch."""
    for start in range(0, len(texts), AT_ONCE):
        yield once(texts[start : start + AT_ONCE], start)


def once(texts: Sequence[str], first: int = 0) -> tuple[Slots, NDArray[np.int64]]:
    """Each gram of each text once: slots beside the number of their text, in the order of texts."""
    slots, starts = slots_of(texts)
    owners = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(slots))))
    real = slots != NOTHING
    pairs = np.unique((owners[real].astype(np.int64) << BITS) | slots[real])
    return (pairs & (NOTHING - 1)).astype(np.int32), (pairs >> BITS) + first


def count(texts: Sequence[str]) -> Counts:
    """In how many texts each slot occurs."""
    total = np.zeros(NOTHING, np.int32)
    for slots, _ in in_batches(texts):
        total += np.bincount(slots, minlength=NOTHING).astype(np.int32)
    return total
