"""How well a model does on groups it has not seen, and from which chance on it should warn. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.train import (
    FOLDS,
    SEED,
    Lesson,
    Rows,
    learn_second,
    learn_tables,
    model_of,
    thread_rows,
    unseen_scores,
)

FALSE_ALARMS = 0.05  # of ordinary talk that the shipped thresholds may cost in groups not seen
STEPS = 40  # tried shares of the false alarms that are spent on "now"


@dataclass(frozen=True)
class Unseen:
    """What the second step says of each message when its group was in neither step's lessons."""

    scores: Rows  # columns as ChatModel.in_thread, but risk and now as scores
    scale: Rows


def unseen(given: Lesson, own: Rows) -> Unseen:
    rows = np.flatnonzero(~np.isnan(own[:, 0]))
    kept = np.zeros(len(given.lines), bool)
    kept[rows] = True
    table, which = thread_rows(given, own, kept)
    made = np.full((len(given.lines), own.shape[1]), np.nan)
    groups = given.group[which]
    for taught, asked in GroupKFold(min(FOLDS, len(set(groups)))).split(which, groups=groups):
        made[which[asked]] = learn_second(given, own, which[taught]).scores(table[asked])
    return Unseen(made, scale_of(made[which], given.targets[which]))


def scale_of(scores: Rows, targets: NDArray[np.bool_]) -> Rows:
    """Slope and offset that make chances of the scores of risk and of now."""
    made = []
    for column in (0, 1):
        fit = LogisticRegression(C=100.0).fit(scores[:, [column]], targets[:, column])
        made.append((float(fit.coef_[0, 0]), float(fit.intercept_[0])))
    return np.array(made)


def chances(scores: Rows, scale: Rows) -> Rows:
    return np.asarray(1 / (1 + np.exp(-np.clip(scores[:, :2] * scale[:, 0] + scale[:, 1], -30, 30))))


def thresholds(made: Rows, urgency: NDArray[np.int64], allowed: float = FALSE_ALARMS) -> tuple[float, float]:
    """(warn_from, warn_now_from) that hear most at the allowed share of false alarms. The share heard of urgency 3
    counts twice beside that of 2 and 3 together: who waits for help now is not to be missed."""
    quiet = urgency == 0
    spend = int(quiet.sum() * allowed)
    best, chosen = -1.0, (1.0, 1.0)
    now_sorted = np.sort(made[quiet, 1])[::-1]
    for step in range(STEPS + 1):
        now_from = float(now_sorted[min(spend * step // STEPS, len(now_sorted) - 1)])
        rung = made[:, 1] > now_from
        left = max(spend - int(rung[quiet].sum()), 0)
        others = np.sort(made[quiet & ~rung, 0])[::-1]
        risk_from = float(others[min(left, len(others) - 1)])
        warned = rung | (made[:, 0] > risk_from)
        gain = float(2 * warned[urgency == 3].mean() + warned[urgency >= 2].mean())
        if gain > best:
            best, chosen = gain, (risk_from, now_from)
    return float(np.nextafter(chosen[0], 2)), float(np.nextafter(chosen[1], 2))


def train(given: Lesson, told: dict[str, Any], allowed: float = FALSE_ALARMS) -> ChatModel:
    """The whole way from a lesson to a model with its thresholds."""
    with threadpool_limits(1):  # small lessons: threads would only wait for each other
        return _train(given, told, allowed)


def _train(given: Lesson, told: dict[str, Any], allowed: float) -> ChatModel:
    every = np.arange(len(given.lines))
    own = unseen_scores(given, every)
    tried = unseen(given, own)
    urgency = np.array([line.urgency for line in given.lines])
    warn_from, warn_now_from = thresholds(chances(tried.scores, tried.scale), urgency, allowed)
    return model_of(
        learn_tables(given, every),
        learn_second(given, own, every),
        tried.scale,
        {**told, "warn_from": warn_from, "warn_now_from": warn_now_from, "seed": SEED, "lines": len(given.lines)},
    )


def curve(made: Rows, urgency: NDArray[np.int64], shares: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """(false alarms, recall of urgency 3, of urgency 2 and more, of all) at shares of ordinary talk."""
    told = []
    for share in shares:
        risk_from, now_from = thresholds(made, urgency, share)
        warned = (made[:, 0] >= risk_from) | (made[:, 1] >= now_from)
        parts = (urgency == 0, urgency == 3, urgency >= 2, urgency >= 1)
        told.append(tuple(float(warned[part].mean()) for part in parts))
    return told  # type: ignore[return-value]
