"""Training a model of chat with scikit-learn. No database; nothing of this runs while messages are judged.

Two steps. Tables of n-gram weights score each message by itself. Trees and a line then score it in its thread; they are
taught with scores that the tables gave to groups they had not seen, as it will be with new groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.fields import CLASS_BITS, CLASS_WEIGHT, LETTER_BITS, Fields, empty_tables, fields_of
from jishiyu.sensing.learning.grams import Grams
from jishiyu.sensing.learning.groups import Line as Labelled
from jishiyu.sensing.learning.groups import Talk
from jishiyu.sensing.learning.model import ChatModel, Line
from jishiyu.sensing.learning.targets import KINDS, OWN
from jishiyu.sensing.learning.thread import Before, Own, features
from jishiyu.sensing.learning.trees import Trees
from jishiyu.sensing.plain import plain

FOLDS = 8
LONGEST = 10  # earlier messages in view
THINNED = (
    2  # copies of every group without most of its ordinary talk, for groups that are only written in when it burns
)
KEPT = 0.3  # of the ordinary talk in those copies
SEED = 20260712

Flags = Callable[[Labelled], tuple[float, ...]]  # what the lexicon finds in a message by itself
Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """Labelled talk made ready: `table` the n-grams of each message, `targets` a column for each of OWN."""

    talks: Sequence[Talk]
    lines: Sequence[Labelled]
    group: NDArray[np.int64]
    table: Any  # csr_matrix
    targets: NDArray[np.bool_]
    flags: Sequence[tuple[float, ...]]

    @property
    def risk(self) -> NDArray[np.bool_]:
        return self.targets[:, 0]


def lesson(talks: Sequence[Talk], concepts: Concepts, flags: Flags) -> Lesson:
    lines = [line for talk in talks for line in talk.lines]
    fields = fields_of([plain(line.text) for line in lines], [line.role for line in lines], concepts)
    targets = [
        (line.risk, line.urgency == 3, *(line.kind == kind for kind in KINDS), line.vulnerable, line.urgency == 1)
        for line in lines
    ]
    return Lesson(
        talks=talks,
        lines=lines,
        group=np.array([number for number, talk in enumerate(talks) for _ in talk.lines]),
        table=_table(fields),
        targets=np.array(targets, bool).reshape(len(lines), len(OWN)),
        flags=[flags(line) for line in lines],
    )


def _table(fields: Fields) -> Any:
    parts = [_counts(fields.letters, LETTER_BITS, 1.0), _counts(fields.classes, CLASS_BITS, CLASS_WEIGHT)]
    return hstack(parts).tocsr()


def _counts(grams: Grams, bits: int, weight: float) -> Any:
    texts = np.tile(np.repeat(np.arange(len(grams.starts)), grams.lengths), len(grams.ids))
    slots = np.concatenate(grams.ids)
    real = slots < 1 << bits
    each = weight / np.sqrt(grams.counts())
    return csr_matrix((each[texts[real]], (texts[real], slots[real])), shape=(len(grams.starts), 1 << bits))


@dataclass(frozen=True)
class Tables:
    """Weights of the n-grams, a column for each of OWN, and what each column starts from."""

    weights: Rows
    base: Rows

    def scores(self, table: Any) -> Rows:
        return np.asarray(table @ self.weights + self.base)


def learn_tables(given: Lesson, rows: NDArray[np.int64]) -> Tables:
    """Risk and now are learnt from all talk; kinds, frail and can_wait only among the risks."""
    risky = rows[given.risk[rows]]
    columns = []
    for number in range(len(OWN)):
        chosen, strength = (rows, 20.0) if number < 2 else (risky, 10.0)
        wanted = given.targets[chosen, number]
        if wanted.all() or not wanted.any():
            columns.append((np.zeros(given.table.shape[1]), -4.0))
            continue
        learner = LogisticRegression(
            C=strength, max_iter=200, class_weight="balanced", solver="liblinear", random_state=SEED
        ).fit(given.table[chosen], wanted)
        columns.append((learner.coef_[0], float(learner.intercept_[0])))
    return Tables(np.stack([weights for weights, _ in columns], 1), np.array([base for _, base in columns]))


def unseen_scores(given: Lesson, rows: NDArray[np.int64]) -> Rows:
    """Scores of each message by tables that never saw its group. Rows that are not asked for are nan."""
    made = np.full((len(given.lines), len(OWN)), np.nan)
    folds = min(FOLDS, len(set(given.group[rows])))
    for taught, asked in GroupKFold(folds).split(rows, groups=given.group[rows]):
        made[rows[asked]] = learn_tables(given, rows[taught]).scores(given.table[rows[asked]])
    return made


def thread_rows(given: Lesson, scores: Rows, kept: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.int64]]:
    """Thread features of the kept messages, and which message each row is."""
    rows, which, number = [], [], -1
    for talk in given.talks:
        past: list[tuple[Labelled, Own]] = []
        for line in talk.lines:
            number += 1
            if not kept[number]:
                continue
            own = Own(tuple(scores[number]), given.flags[number], len(plain(line.text)))
            before = [
                Before(said, (line.at - one.at).total_seconds(), one.sender == line.sender, one.role == "staff")
                for one, said in past[-LONGEST:]
            ]
            rows.append(features(own, line.role == "staff", before))
            which.append(number)
            past.append((line, own))
    return np.array(rows), np.array(which)


@dataclass(frozen=True)
class Second:
    """The second step: what scores a message in its thread."""

    risk: Trees
    now: Trees
    lines: Line


def learn_second(given: Lesson, scores: Rows, rows: NDArray[np.int64]) -> Second:
    mask = np.zeros(len(given.lines), bool)
    mask[rows] = True
    chance = np.random.default_rng(SEED)
    parts = [thread_rows(given, scores, mask)]
    for _ in range(THINNED):
        parts.append(thread_rows(given, scores, mask & (given.risk | (chance.random(len(mask)) < KEPT))))
    table, which = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    scaler = StandardScaler().fit(table)
    even, risky = scaler.transform(table), given.risk[which]
    lines = []
    for number in range(len(OWN)):
        chosen = np.ones(len(which), bool) if number < 2 else risky
        wanted = given.targets[which, number]
        balance = None if number < 2 else "balanced"
        learner = LogisticRegression(C=0.3, max_iter=300, class_weight=balance).fit(even[chosen], wanted[chosen])
        weights = learner.coef_[0] / scaler.scale_
        lines.append((weights, float(learner.intercept_[0] - (weights * scaler.mean_).sum())))
    return Second(
        _grow(table, given.targets[which, 0]),
        _grow(table, given.targets[which, 1]),
        Line(np.stack([one for one, _ in lines], 1), np.array([base for _, base in lines])),
    )


def _grow(table: Rows, wanted: NDArray[np.bool_]) -> Trees:
    grown = HistGradientBoostingClassifier(
        max_depth=4, learning_rate=0.06, max_iter=150, min_samples_leaf=30, random_state=SEED, early_stopping=False
    ).fit(table, wanted)
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "left", "right", "value", "roots")}
    first, depth = 0, 0
    for (tree,) in grown._predictors:
        nodes, own = tree.nodes, np.arange(len(tree.nodes))
        leaf = nodes["is_leaf"].astype(bool)
        parts["roots"].append(first)
        parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
        parts["threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
        for side in ("left", "right"):
            parts[side].append(np.where(leaf, own, nodes[side]) + first)
        parts["value"].append(np.where(leaf, nodes["value"], 0.0))
        first, depth = first + len(nodes), max(depth, int(nodes["depth"].max()))
    joined = {name: np.concatenate(value) for name, value in parts.items() if name != "roots"}
    return Trees(
        feature=joined["feature"].astype(np.int32),
        threshold=joined["threshold"].astype(np.float64),
        left=joined["left"].astype(np.int32),
        right=joined["right"].astype(np.int32),
        value=joined["value"].astype(np.float64),
        roots=np.array(parts["roots"], np.int32),
        base=float(grown._baseline_prediction.ravel()[0]),
        depth=depth,
    )


def model_of(tables: Tables, second: Second, scale: Rows, told: dict[str, Any]) -> ChatModel:
    letters, classes = empty_tables(len(OWN))
    split = 1 << LETTER_BITS
    letters[:-1], classes[:-1] = tables.weights[:split], tables.weights[split:] * CLASS_WEIGHT
    return ChatModel(
        letters=letters.astype(np.float16).astype(np.float32),
        classes=classes.astype(np.float16).astype(np.float32),
        base=tables.base.astype(np.float32),
        risk=second.risk,
        now=second.now,
        lines=second.lines,
        scale=scale,
        told=told,
    )
