"""How good guesses of subjects are: by label, over all, and of how many letters how surely. numpy only."""

from collections.abc import Sequence
from typing import Any

import numpy as np

SURELY = 0.99
STEPS = (0, 50, 60, 70, 80, 85, 90, 95, 98)  # percent


def figures(true: Sequence[str], told: Sequence[str], confidence: Sequence[float]) -> dict[str, Any]:
    """`n`, `accuracy`, `macro_f1` over the labels that occur, `coverage_at_99` (the largest share of letters, the
    surest first, of which 99 in 100 are right), `sure_at_99` (the confidence from which that is so; None where it
    never is), `labels` with precision, recall and F1 of each, `at` with coverage and precision from a confidence on."""
    labels = {label: _one(label, true, told) for label in sorted(set(true))}
    right = np.array([one == other for one, other in zip(true, told, strict=True)], dtype=bool)
    sure = np.array(confidence, dtype=np.float64)
    coverage, threshold = _coverage(right, sure, SURELY)
    return {
        "n": len(true),
        "accuracy": _round(right.mean() if len(right) else 0.0),
        "macro_f1": _round(float(np.mean([one["f1"] for one in labels.values()])) if labels else 0.0),
        "coverage_at_99": _round(coverage),
        "sure_at_99": threshold,
        "labels": {label: {name: _round(value) for name, value in one.items()} for label, one in labels.items()},
        "at": [_at(step, right, sure) for step in STEPS],
    }


def _one(label: str, true: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    there, said = sum(one == label for one in true), sum(one == label for one in told)
    hit = sum(one == other == label for one, other in zip(true, told, strict=True))
    precision, recall = hit / said if said else 0.0, hit / there if there else 0.0
    both = precision + recall
    return {"n": there, "precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


def _coverage(right: "np.ndarray[Any, Any]", sure: "np.ndarray[Any, Any]", surely: float) -> tuple[float, float | None]:
    """Letters of one confidence are covered together or not at all."""
    if not len(right):
        return 0.0, None
    order = np.argsort(-sure, kind="stable")
    hits, sure = np.cumsum(right[order]), sure[order]
    last = np.append(sure[1:] != sure[:-1], True)
    good = np.flatnonzero(last & (hits >= surely * np.arange(1, len(right) + 1)))
    return ((good[-1] + 1) / len(right), float(sure[good[-1]])) if len(good) else (0.0, None)


def _at(percent: int, right: "np.ndarray[Any, Any]", sure: "np.ndarray[Any, Any]") -> dict[str, float | None]:
    held = right[sure * 100 >= percent]
    covered = len(held) / len(right) if len(right) else 0.0
    return {"percent": percent, "coverage": _round(covered), "precision": _round(held.mean()) if len(held) else None}


def _round(value: float) -> float:
    return value if isinstance(value, int) else round(float(value), 4)
