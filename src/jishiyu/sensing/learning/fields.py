"""A message as its two fields: the characters it is written in, and the same with one character for each word of a
class, so that what is learnt of one word holds for the others. No database."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.grams import Floats, Grams, grams_of, nothing

LETTER_BITS, LETTER_LONGEST = 17, 2
CLASS_BITS, CLASS_LONGEST = 17, 3
CLASS_WEIGHT = 0.7  # of the second field beside the first
HEADS = {"staff": "\ue001^"}  # who speaks, and a mark where the text begins
RESIDENT = "\ue000^"
EVEN = str.maketrans("。、;.~·", ",,,,,,")  # where one writer sets a comma another sets a full stop, or nothing


@dataclass(frozen=True, slots=True)
class Fields:
    """N-grams of a batch: of the characters, and of the characters and classes."""

    letters: Grams
    classes: Grams

    def of(self, chosen: NDArray[np.bool_]) -> "Fields":
        """Those of some of the texts."""
        return Fields(self.letters.of(chosen), self.classes.of(chosen))

    def sums(self, letters: Floats, classes: Floats) -> Floats:
        """Scores by two tables of weights."""
        return np.asarray(self.letters.sums(letters) + self.classes.sums(classes), np.float32)


def fields_of(texts: Sequence[str], roles: Sequence[str], concepts: Concepts) -> Fields:
    """Both fields of texts made plain, their marks made even; each begins with who speaks; both ends are marked."""
    heads = [HEADS.get(role, RESIDENT) for role in roles]
    texts = [_even(text) for text in texts]
    meant = concepts.meant_all(texts)
    return Fields(
        grams_of([f"{head}{text}$" for head, text in zip(heads, texts, strict=True)], LETTER_BITS, LETTER_LONGEST),
        grams_of([f"{head}{each}$" for head, each in zip(heads, meant, strict=True)], CLASS_BITS, CLASS_LONGEST),
    )


def _even(text: str) -> str:
    """The same whatever hand set its marks, and as long; questions and cries stay what they are."""
    even = text.translate(EVEN)
    return even.rstrip(",").ljust(len(text), "$") if even.endswith(",") else even


def empty_tables(columns: int) -> tuple[Floats, Floats]:
    return (
        np.zeros((nothing(LETTER_BITS) + 1, columns), np.float32),
        np.zeros((nothing(CLASS_BITS) + 1, columns), np.float32),
    )
