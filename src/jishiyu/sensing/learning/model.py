"""A learned model of chat: tables of weights and trees in one file, named by its content. No database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.grams import Floats
from jishiyu.sensing.learning.targets import FRAIL, KINDS
from jishiyu.sensing.learning.thread import chance
from jishiyu.sensing.learning.trees import Trees

FORM = 1  # of the file
TREES = ("feature", "threshold", "left", "right", "value", "roots")


class UnreadableModel(ValueError):
    """A file that is no model of this form."""


@dataclass(frozen=True, slots=True)
class Line:
    """A score that is a weighted sum of a row of features."""

    weights: NDArray[np.float64]
    base: NDArray[np.float64]

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(rows @ self.weights + self.base)


@dataclass(frozen=True)
class ChatModel:
    """`letters` and `classes` score a message by itself (columns OWN); trees and lines score it in its thread (columns
    thread.NAMES): risk and now by both together, kinds, frail and can_wait by lines. `scale` turns scores into chances.
    `told` says what it was learnt from and from which chance on it warns."""

    letters: Floats
    classes: Floats
    base: Floats  # what each column of OWN starts from
    risk: Trees
    now: Trees
    lines: Line  # columns: risk, now, KINDS, frail, can_wait
    scale: NDArray[np.float64]  # row 0 risk, row 1 now: slope, offset
    told: Mapping[str, Any]

    @cached_property
    def version(self) -> str:
        """Hash of all its numbers."""
        whole = hashlib.sha256(json.dumps(self.told, sort_keys=True).encode())
        for name, array in sorted(self._arrays().items()):
            whole.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return whole.hexdigest()[:16]

    @cached_property
    def _grown(self) -> Trees:
        return self.risk.pair(self.now)

    def in_thread(self, row: Sequence[float]) -> list[float]:
        """Of a row of thread features: chance of risk, chance of now, scores of the kinds, of frail and of can_wait."""
        asked = np.array(row)
        made: list[float] = self.lines.scores(asked).tolist()
        leaves, split = self._grown.leaves(asked), len(self.risk.roots)
        for column, trees in ((0, self.risk.base + leaves[:split].sum()), (1, self.now.base + leaves[split:].sum())):
            slope, offset = self.scale[column]
            made[column] = chance(slope * (made[column] + trees) / 2 + offset)
        return made

    def warns(self, made: Sequence[float]) -> bool:
        """Whether one row of in_thread is to be told to a duty officer; a danger rings at a lower chance."""
        return bool(made[0] >= self.told["warn_from"] or made[1] >= self.told["warn_now_from"])

    def _arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {
            "letters": self.letters.astype(np.float16),
            "classes": self.classes.astype(np.float16),
            "base": self.base,
            "line_weights": self.lines.weights,
            "line_base": self.lines.base,
            "scale": self.scale,
        }
        for name, trees in (("risk", self.risk), ("now", self.now)):
            arrays |= {f"{name}_{part}": getattr(trees, part) for part in TREES}
            arrays[f"{name}_base"] = np.array([trees.base, trees.depth])
        return arrays

    def save(self, path: Path) -> None:
        told = np.frombuffer(json.dumps({"form": FORM, **self.told}, sort_keys=True).encode(), np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new.npz")
        arrays: dict[str, Any] = {"told": told, **self._arrays()}
        np.savez_compressed(fresh, **arrays)
        fresh.replace(path)


def both(line: NDArray[np.float64], trees: NDArray[np.float64]) -> NDArray[np.float64]:
    """One score of two: the line carries over to other groups, the trees know more cases."""
    return (line + trees) / 2


def load_model(path: Path) -> ChatModel:
    """Raises UnreadableModel naming the file, OSError where it is not there."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            told = json.loads(kept["told"].tobytes())
            if told.pop("form") != FORM:
                raise UnreadableModel(f"{path}: made by another version of this product; train it again")
            return ChatModel(
                letters=kept["letters"].astype(np.float32),
                classes=kept["classes"].astype(np.float32),
                base=kept["base"],
                risk=_trees(kept, "risk"),
                now=_trees(kept, "now"),
                lines=Line(kept["line_weights"], kept["line_base"]),
                scale=kept["scale"],
                told=told,
            )
    except (KeyError, ValueError, EOFError, TypeError, BadZipFile) as error:
        raise UnreadableModel(f"{path}: no model of chat ({error})") from None


def _trees(kept: Mapping[str, NDArray[Any]], name: str) -> Trees:
    base, depth = kept[f"{name}_base"]
    return Trees(**{part: kept[f"{name}_{part}"] for part in TREES}, base=float(base), depth=int(depth))


KIND_COLUMNS = slice(2, 2 + len(KINDS))
FRAIL_COLUMN, CAN_WAIT_COLUMN = FRAIL, FRAIL + 1
