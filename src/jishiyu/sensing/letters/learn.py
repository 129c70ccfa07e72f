"""Learning subjects from letters: a linear model over characters and words, and what it would get right. Needs
scikit-learn, which nothing else of the product does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from jishiyu.sensing.letters import alike
from jishiyu.sensing.letters.features import (
    FIRST_LINE,
    WEIGHTS,
    Cutter,
    Grams,
    bare,
    character_grams,
    word_grams,
    words_of,
)
from jishiyu.sensing.letters.model import Certainty, Floats, Reader, Table, lead_of
from jishiyu.sensing.letters.rows import Row

PARTS = 5  # of the cross-validation; the first is the frozen part
FROZEN = 0
STRICTNESS = 0.5  # of the linear model (C)
RARE_COUNTS = 1.4  # 1 would let every label count alike
TOKEN_HEAD = 21  # characters: what is left of a first line once the commonest words are gone
SEED = 0
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """Letters made ready for learning. `label` is the number of each one's label, `part` the part it is tested in,
    -1 for what is only learnt from; `family` tells letters apart that are one letter."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    label: Numbers
    part: Numbers
    family: Numbers
    doubles: int  # letters cut into words that were there as written too: left out

    def testing(self, part: int) -> Numbers:
        return np.flatnonzero(self.part == part)

    def training(self, part: int) -> Numbers:
        """Whatever is no letter of this part, in no form."""
        return np.flatnonzero(~np.isin(self.family, self.family[self.testing(part)]) & (self.part != part))


def lesson(rows: Sequence[Row], labels: Sequence[str]) -> Lesson:
    """Sort out which letters are one letter, and which part each is tested in: always the same one for the same words,
    so that the frozen part stays frozen when letters are added."""
    rows = [row for row in rows if row.label in set(labels)]
    family = alike.families([row.text or row.tokens for row in rows])
    written = np.array([bool(row.text) for row in rows])
    if not written.any():  # only cut ones: they are tested on themselves
        written[:] = True
        doubles = np.zeros(len(rows), dtype=bool)
    else:
        doubles = ~written & np.isin(family, family[written])
    rows = [row for row, double in zip(rows, doubles, strict=True) if not double]
    family, written = family[~doubles], written[~doubles]
    own = np.array([_part(row) for row in rows], dtype=np.int64)
    first = np.full(family.max() + 1, PARTS, dtype=np.int64)
    np.minimum.at(first, family[written], own[written])
    number = {label: place for place, label in enumerate(labels)}
    return Lesson(
        rows=tuple(rows),
        labels=tuple(labels),
        label=np.array([number[row.label] for row in rows], dtype=np.int64),
        part=np.where(written, first[family], -1),
        family=family,
        doubles=int(doubles.sum()),
    )


def _part(row: Row) -> int:
    said = bare(row.said).replace(" ", "")
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4]) % PARTS


class Learner:
    """Learns tables from parts of a lesson; what does not change between them is reckoned once."""

    def __init__(self, of: Lesson) -> None:
        self.lesson = of
        self.texts = [bare(row.said) for row in of.rows]
        self.heads = [FIRST_LINE if row.text else TOKEN_HEAD for row in of.rows]
        self._characters = character_grams(self.texts, self.heads)

    def learn(self, chosen: Numbers) -> Table:
        """A table learnt from these letters alone."""
        known = words_of([self.lesson.rows[place].tokens for place in chosen])
        cutter = Cutter(known)
        texts, heads = [self.texts[place] for place in chosen], [self.heads[place] for place in chosen]
        grams = [_of(one, chosen, len(self.texts)) for one in self._characters] + word_grams(texts, heads, cutter)
        columns, keys, rarity, often = [], [], [], []
        for weight, one in zip(WEIGHTS, grams, strict=True):
            values, key, rare, held = _columns(one, len(chosen), weight)
            columns.append(values)
            keys.append(key)
            rarity.append(rare)
            often.append(held)
        label = self.lesson.label[chosen]
        machine = LinearSVC(C=STRICTNESS, class_weight=_weights(label), tol=0.01, random_state=SEED)
        machine.fit(sparse.hstack(columns).tocsr(), label)
        weights, offsets = _of_each(machine, len(self.lesson.labels))
        order = np.argsort(np.concatenate(often), kind="stable")
        return Table(
            tuple(known),
            np.concatenate(keys)[order],
            np.concatenate(rarity)[order],
            weights[order].astype(np.float16),
            offsets,
        )


def _of(grams: Grams, chosen: Numbers, letters: int) -> Grams:
    """Of these letters alone, numbered anew."""
    number = np.full(letters, -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    letter = number[grams.letter]
    held = letter >= 0
    return Grams(letter[held], grams.key[held], grams.count[held])


def _columns(
    grams: Grams, letters: int, weight: float
) -> tuple[sparse.csr_matrix, NDArray[np.uint64], Floats, Numbers]:
    """One block of the matrix, with the hash of each of its features, how rare it is and how many letters have it."""
    features, column = np.unique(grams.key, return_inverse=True)
    often = np.bincount(column, minlength=len(features))
    kept = often > 1
    place = np.cumsum(kept) - 1
    held = kept[column]
    letter, column = grams.letter[held], place[column[held]]
    rarity: Floats = (np.log((1 + letters) / (1 + often[kept])) + 1).astype(np.float32)
    raw = (1 + np.log(grams.count[held])) * rarity[column]
    length = np.sqrt(np.bincount(letter, weights=raw * raw, minlength=letters))
    value = weight * raw / np.where(length == 0, 1, length)[letter]
    matrix = sparse.csr_matrix((value.astype(np.float32), (letter, column)), shape=(letters, int(kept.sum())))
    return matrix, features[kept], rarity, often[kept]


def _weights(label: Numbers) -> dict[int, float]:
    """How much a letter of each label counts: the rarer the label, the more."""
    there, count = np.unique(label, return_counts=True)
    return {int(one): float((count.mean() / n) ** RARE_COUNTS) for one, n in zip(there, count, strict=True)}


def _of_each(machine: LinearSVC, labels: int) -> tuple[Floats, Floats]:
    """Weights (features by labels) and offsets of every label; one that was not among the letters never wins."""
    weights = np.zeros((machine.coef_.shape[1], labels), np.float32)
    offsets = np.full(labels, -9, np.float32)
    if len(machine.classes_) == 2:
        one, other = machine.classes_
        weights[:, other], weights[:, one] = machine.coef_[0], -machine.coef_[0]
        offsets[other], offsets[one] = machine.intercept_[0], -machine.intercept_[0]
    else:
        weights[:, machine.classes_], offsets[machine.classes_] = machine.coef_.T, machine.intercept_
    return weights, offsets


def across(learner: Learner) -> tuple[Table, Floats]:
    """Cross-validation: every tested letter scored by a table that knew it in no form (-inf for what is only learnt
    from), and the table learnt without the frozen part."""
    of = learner.lesson
    scores = np.full((len(of.rows), len(of.labels)), -np.inf, np.float32)
    frozen = None
    for part in range(PARTS):
        tested = of.testing(part)
        table = learner.learn(of.training(part))
        frozen = table if part == FROZEN else frozen
        if len(tested):
            scores[tested] = Reader(table).scores([of.rows[place].said for place in tested])
    if frozen is None:
        raise AssertionError("there is always a frozen part")
    return frozen, scores


def certainty_of(scores: Floats, label: Numbers) -> Certainty:
    """The curve by which a lead says how often the best label is right, from tested letters. Two made-up letters
    without a lead, one right and one wrong, keep it from certainty where every letter came out right."""
    lead = np.append(lead_of(scores), [0.0, 0.0])
    right = np.append(scores.argmax(axis=1) == label, [True, False])
    curve = LogisticRegression(C=1000).fit(lead[:, None], right)
    return max(0.0, float(curve.coef_[0, 0])), float(curve.intercept_[0])
