"""One training: learn, measure, compare with what is there, keep. No database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jishiyu.lib.refused import Refused
from jishiyu.sensing.letters import learn
from jishiyu.sensing.letters.figures import figures
from jishiyu.sensing.letters.learn import FROZEN, Learner, Lesson
from jishiyu.sensing.letters.model import FILE, Certainty, Floats, Kinds, Model, Reader, Table, how_sure, read, write
from jishiyu.sensing.letters.rows import Row

FEWEST = 10  # letters of a subject before it can be learnt
BETTER_BY = 0.0005  # macro-F1: less of a loss than this is none


@dataclass(frozen=True)
class Trained:
    """`account` is what the cross-validation measured; `before` what the replaced model gets on the frozen part, None
    where there was none; `now` what the new one gets there."""

    version: str
    account: Mapping[str, Any]
    before: Mapping[str, Any] | None
    now: Mapping[str, Any]


def train(rows: Sequence[Row], folder: Path, kinds: Kinds, *, even_if_worse: bool = False) -> Trained:
    """Learn subjects from letters and keep the model in a folder. `kinds` says by pack which kind a label is.

    Raises Refused: letters_too_few; model_not_better, when on the frozen part of these letters the model that is there
    gets more right than the new one would, both learnt without them; model_unreadable.
    """
    labels, rare = _labels(rows)
    lesson = learn.lesson(rows, labels)
    learner = Learner(lesson)
    frozen, scores = learn.across(learner)
    tested = np.flatnonzero(lesson.part >= 0)
    certainty = learn.certainty_of(scores[tested], lesson.label[tested])
    account = {
        **_account(lesson, scores, certainty),
        "learnt_from": len(lesson.rows),
        "doubles_left_out": lesson.doubles,
        "subjects_left_out": rare,
    }
    now = _on_frozen(lesson, frozen, labels, certainty)
    old = None if even_if_worse and not _readable(folder / FILE) else read(folder / FILE)
    before = _on_frozen(lesson, old.frozen, old.labels, old.certainty) if old else None
    if before and not even_if_worse and now["macro_f1"] < before["macro_f1"] - BETTER_BY:
        raise Refused("model_not_better", n=now["n"], now=now["macro_f1"], before=before["macro_f1"])
    whole = learner.learn(np.arange(len(lesson.rows)))
    model = Model(tuple(labels), certainty, whole, frozen, _fitting(kinds, labels), account)
    return Trained(write(model, folder / FILE), account, before, now)


def _readable(path: Path) -> bool:
    try:
        read(path)
    except Refused:
        return False
    return True


def _labels(rows: Sequence[Row]) -> tuple[list[str], dict[str, int]]:
    """Labels with letters enough, and those with too few."""
    counts = Counter(row.label for row in rows)
    labels = sorted(label for label, count in counts.items() if count >= FEWEST)
    if len(labels) < 2:
        raise Refused("letters_too_few", least=FEWEST, found=len(rows))
    return labels, {label: count for label, count in sorted(counts.items()) if count < FEWEST}


def _account(lesson: Lesson, scores: Floats, certainty: Certainty) -> dict[str, Any]:
    tested = np.flatnonzero(lesson.part >= 0)
    return _figures(lesson, tested, scores[tested], lesson.labels, certainty)


def _on_frozen(lesson: Lesson, table: Table, labels: Sequence[str], certainty: Certainty) -> dict[str, Any]:
    tested = lesson.testing(FROZEN)
    scores = Reader(table).scores([lesson.rows[place].said for place in tested])
    return _figures(lesson, tested, scores, labels, certainty)


def _figures(
    lesson: Lesson, tested: learn.Numbers, scores: Floats, labels: Sequence[str], certainty: Certainty
) -> dict[str, Any]:
    if not len(tested):
        return figures([], [], [])
    return figures(
        [lesson.rows[place].label for place in tested],
        [labels[number] for number in scores.argmax(axis=1)],
        how_sure(scores, certainty).tolist(),
    )


def _fitting(kinds: Kinds, labels: Sequence[str]) -> dict[str, dict[str, str]]:
    """Of the kinds those that a label names."""
    named = {pack: {label: kind for label, kind in of.items() if label in labels} for pack, of in kinds.items()}
    return {pack: of for pack, of in named.items() if of}
