"""Training a model of chat with scikit-learn. No database; nothing of this runs while messages are judged.

Two steps. Tables of n-gram weights score each message by itself. A small net and lines then score it in its thread;
they are taught with scores that the tables gave to groups they had not seen, as it will be with new groups.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.fields import CLASS_BITS, CLASS_WEIGHT, LETTER_BITS, Fields, empty_tables, fields_of
from jishiyu.sensing.learning.grams import Grams
from jishiyu.sensing.learning.groups import Line as Labelled
from jishiyu.sensing.learning.groups import Talk
from jishiyu.sensing.learning.model import ChatModel, Line
from jishiyu.sensing.learning.net import Net, even
from jishiyu.sensing.learning.targets import KINDS, OWN
from jishiyu.sensing.learning.thread import Heard, before, chances, features
from jishiyu.sensing.plain import plain

FOLDS = 8
NETS, HIDDEN, ROUNDS = 5, 32, 25  # nets that are taught, cells of each, times each sees the lesson
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

    def heard(self, scores: Rows) -> Heard:
        """What each message says by itself, by these scores."""
        senders: dict[str, int] = {"": 0}
        return Heard(
            scores,
            np.array(self.flags, np.float64),
            np.array([len(plain(line.text)) for line in self.lines]),
            np.array([line.at.timestamp() for line in self.lines]),
            np.array([senders.setdefault(line.sender, len(senders)) for line in self.lines]),
            np.array([line.role == "staff" for line in self.lines]),
            chances(scores),
        )


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
    which = np.flatnonzero(kept)
    heard = given.heard(scores).of(which)
    every = np.arange(len(which))
    return features(heard, every, before(given.group[which], every)), which


@dataclass(frozen=True)
class Second:
    """The second step: what scores a message in its thread."""

    net: Net
    lines: Line

    def scores(self, rows: Rows) -> Rows:
        """Columns as ChatModel.in_thread, but risk and now as scores."""
        return np.hstack((self.net.scores(rows), self.lines.scores(rows)))


def learn_second(given: Lesson, scores: Rows, rows: NDArray[np.int64]) -> Second:
    mask = np.zeros(len(given.lines), bool)
    mask[rows] = True
    chance = np.random.default_rng(SEED)
    parts = [thread_rows(given, scores, mask)]
    for _ in range(THINNED):
        parts.append(thread_rows(given, scores, mask & (given.risk | (chance.random(len(mask)) < KEPT))))
    table, which = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    scaler = StandardScaler().fit(table)
    alike, risky = scaler.transform(table), given.risk[which]
    lines = []
    for number in range(2, len(OWN)):
        wanted = given.targets[which, number][risky]
        learner = LogisticRegression(C=0.3, max_iter=300, class_weight="balanced").fit(alike[risky], wanted)
        weights = learner.coef_[0] / scaler.scale_
        lines.append((weights, float(learner.intercept_[0] - (weights * scaler.mean_).sum())))
    return Second(
        _taught(table, given.targets[which, :2], scaler.mean_, scaler.scale_),
        Line(np.stack([one for one, _ in lines], 1), np.array([base for _, base in lines])),
    )


def _taught(table: Rows, wanted: NDArray[np.bool_], middle: Rows, spread: Rows) -> Net:
    rows, taught = even(table, middle, spread), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        for number in range(NETS):
            net = MLPClassifier(
                (HIDDEN,), alpha=0.1, max_iter=ROUNDS, learning_rate_init=0.003, random_state=SEED + number
            )
            taught.append(net.fit(rows, wanted.astype(int)))
    return Net(
        middle=middle,
        spread=spread,
        hidden=np.hstack([net.coefs_[0] for net in taught]),
        hidden_base=np.concatenate([net.intercepts_[0] for net in taught]),
        out=np.vstack([net.coefs_[1] for net in taught]) / NETS,
        out_base=np.mean([net.intercepts_[1] for net in taught], axis=0),
    )


def model_of(tables: Tables, second: Second, scale: Rows, told: dict[str, Any]) -> ChatModel:
    letters, classes = empty_tables(len(OWN))
    split = 1 << LETTER_BITS
    letters[:-1], classes[:-1] = tables.weights[:split], tables.weights[split:] * CLASS_WEIGHT
    return ChatModel(
        letters=letters.astype(np.float16).astype(np.float32),
        classes=classes.astype(np.float16).astype(np.float32),
        base=tables.base.astype(np.float32),
        net=second.net,
        lines=second.lines,
        scale=scale,
        told=told,
    )
