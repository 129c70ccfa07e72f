"""A learned model of chat: tables of weights in one file, named by its content. No database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.learning.grams import Floats
from jishiyu.sensing.learning.net import Net
from jishiyu.sensing.learning.targets import FRAIL, KINDS
from jishiyu.sensing.learning.thread import chances

FORM = 3  # of the file
NET = ("middle", "spread", "hidden", "hidden_base", "out", "out_base")


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
    """`letters` and `classes` score a message by itself (columns OWN). In its thread (columns thread.NAMES) the net
    scores risk and now, lines score kinds, frail and can_wait. `scale` turns scores into chances. `told` says what it
    was learnt from and from which chance on it warns."""

    letters: Floats
    classes: Floats
    base: Floats  # what each column of OWN starts from
    net: Net
    lines: Line  # columns: KINDS, frail, can_wait
    scale: NDArray[np.float64]  # row 0 risk, row 1 now: slope, offset
    told: Mapping[str, Any]

    @cached_property
    def version(self) -> str:
        """Hash of all its numbers."""
        whole = hashlib.sha256(json.dumps(self.told, sort_keys=True).encode())
        for name, array in sorted(self._arrays().items()):
            whole.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return whole.hexdigest()[:16]

    def in_thread(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of rows of thread features: chance of risk, chance of now, scores of the kinds, of frail and of can_wait."""
        likely = chances(self.net.scores(rows) * self.scale[:, 0] + self.scale[:, 1])
        return np.hstack((likely, self.lines.scores(rows)))

    def warns(self, made: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which rows of in_thread are to be told to a duty officer; a danger rings at a lower chance."""
        return np.asarray((made[:, 0] >= self.told["warn_from"]) | (made[:, 1] >= self.told["warn_now_from"]))

    def _arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {
            "letters": self.letters.astype(np.float16),
            "classes": self.classes.astype(np.float16),
            "base": self.base,
            "line_weights": self.lines.weights,
            "line_base": self.lines.base,
            "scale": self.scale,
        }
        return arrays | {f"net_{part}": getattr(self.net, part) for part in NET}

    def save(self, path: Path) -> None:
        told = np.frombuffer(json.dumps({"form": FORM, **self.told}, sort_keys=True).encode(), np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new.npz")
        arrays: dict[str, Any] = {"told": told, **self._arrays()}
        np.savez_compressed(fresh, **arrays)
        fresh.replace(path)


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
                net=Net(**{part: kept[f"net_{part}"] for part in NET}),
                lines=Line(kept["line_weights"], kept["line_base"]),
                scale=kept["scale"],
                told=told,
            )
    except (KeyError, ValueError, EOFError, TypeError, BadZipFile) as error:
        raise UnreadableModel(f"{path}: no model of chat ({error})") from None


KIND_COLUMNS = slice(2, 2 + len(KINDS))
FRAIL_COLUMN, CAN_WAIT_COLUMN = FRAIL, FRAIL + 1
