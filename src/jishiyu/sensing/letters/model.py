"""A learnt model of subjects: one file, read and written whole, and what it says of a letter. numpy only."""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jishiyu.lib.refused import Refused
from jishiyu.sensing.letters.features import (
    FIRST_LINE,
    KEY_BITS,
    WEIGHTS,
    Cutter,
    Grams,
    Keys,
    bare,
    character_grams,
    word_grams,
    word_keys,
)

FORMAT = 1
BITS = 21  # of the table by which features are found: 8 MiB
BATCH = 512
WORDS_SHOWN = 4
FILE = "letters-model.npz"
Floats = NDArray[np.float32]
Kinds = Mapping[str, Mapping[str, str]]  # by pack and label
Certainty = tuple[float, float]  # slope and offset of a logistic curve over the lead of the best label


@dataclass(frozen=True, slots=True)
class Table:
    """What one training left: for each feature (by its hash) how rare it is and how it speaks for each label."""

    words: tuple[str, ...]
    keys: Keys  # the commonest last
    rarity: Floats
    weights: NDArray[np.float16]  # features by labels
    offsets: Floats  # of each label


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest label, how sure that is (0 to 1), and the words that spoke for it most."""

    label: str
    confidence: float
    words: tuple[str, ...] = ()


class Reader:
    """A table made ready to be asked."""

    def __init__(self, table: Table) -> None:
        self.table, self.cutter = table, Cutter(table.words)
        self._weights = table.weights.astype(np.float32)
        self._rows = np.full(1 << BITS, -1, dtype=np.int32)
        self._rows[_slot(table.keys)] = np.arange(len(table.keys), dtype=np.int32)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Letters by labels: the higher, the likelier."""
        told = [self._scores([bare(text) for text in texts[at : at + BATCH]]) for at in range(0, len(texts), BATCH)]
        return np.concatenate(told) if told else np.zeros((0, len(self.table.offsets)), np.float32)

    def _scores(self, texts: Sequence[str]) -> Floats:
        heads = [FIRST_LINE] * len(texts)
        total = np.tile(self.table.offsets, (len(texts), 1))
        for weight, grams in zip(WEIGHTS, blocks(texts, heads, self.cutter), strict=True):
            total += np.float32(weight) * self._block(grams, len(texts))
        return total

    def _block(self, grams: Grams, letters: int) -> Floats:
        known, row = self._find(grams.key)
        letter = grams.letter[known]
        value = (1 + np.log(grams.count[known])) * self.table.rarity[row]
        length = np.sqrt(np.bincount(letter, weights=value * value, minlength=letters))
        value = (value / np.where(length == 0, 1, length)[letter]).astype(np.float32)
        spoken = self._weights[row] * value[:, None]
        told = np.zeros((letters, len(self.table.offsets)), np.float32)
        if len(letter):
            starts = np.flatnonzero(np.concatenate(([True], letter[1:] != letter[:-1])))
            told[letter[starts]] = np.add.reduceat(spoken, starts, axis=0)
        return told

    def _find(self, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
        """Which of these features are known, and the rows of those."""
        row = self._rows[_slot(keys)]
        known = row >= 0
        known[known] = self.table.keys[row[known]] == keys[known]
        return known, row[known]

    def speaking(self, text: str, label: int) -> tuple[str, ...]:
        """The known words of a text that speak most for a label, by its number."""
        cut = self.cutter.cut(bare(text))
        numbers = np.array(sorted({number for start, end, number in cut if end - start > 1}), dtype=np.uint64)
        known, row = self._find(word_keys(numbers))
        ahead = (self._weights[row, label] - self._weights[row].mean(axis=1)) * self.table.rarity[row]
        best = np.argsort(-ahead, kind="stable")[:WORDS_SHOWN]
        return tuple(self.cutter.words[int(number)] for number in numbers[known][best[ahead[best] > 0]])


def blocks(texts: Sequence[str], heads: Sequence[int], cutter: Cutter) -> list[Grams]:
    """All features of bare texts, in the order of WEIGHTS."""
    return [*character_grams(texts, heads), *word_grams(texts, heads, cutter)]


def _slot(keys: Keys) -> NDArray[np.int64]:
    return (keys >> np.uint64(KEY_BITS - BITS)).astype(np.int64)


def how_sure(scores: Floats, certainty: Certainty) -> NDArray[np.float64]:
    """Of each letter how likely its best label is right (0 to 1): the further ahead of the next it is, the likelier."""
    told: NDArray[np.float64] = 1 / (1 + np.exp(-(certainty[0] * lead_of(scores) + certainty[1])))
    return told


def lead_of(scores: Floats) -> NDArray[np.float64]:
    """How far the best label is ahead of the next."""
    two = np.partition(scores.astype(np.float64), -2, axis=1)[:, -2:]
    lead: NDArray[np.float64] = two[:, 1] - two[:, 0]
    return lead


@dataclass(frozen=True)
class Model:
    """What an office's letters taught. `whole` judges; `frozen` was learnt without the frozen part and serves only to
    be compared on it. `kinds` says by pack which kind a label is; `account` what the training measured."""

    labels: tuple[str, ...]
    certainty: Certainty
    whole: Table
    frozen: Table
    kinds: Kinds
    account: Mapping[str, Any]
    version: str = ""


class Subjects:
    """A model made ready to say the subject of letters."""

    def __init__(self, model: Model) -> None:
        self.model, self._reader = model, Reader(model.whole)

    @property
    def version(self) -> str:
        return self.model.version

    def guess(self, texts: Sequence[str], *, with_words: bool = True) -> list[Guess]:
        """The subject of each letter (title, a space, body)."""
        scores = self._reader.scores(texts)
        if not len(scores):
            return []
        best, sure = scores.argmax(axis=1), how_sure(scores, self.model.certainty)
        return [
            Guess(
                self.model.labels[label],
                float(sure[place]),
                self._reader.speaking(texts[place], label) if with_words else (),
            )
            for place, label in enumerate(map(int, best))
        ]


def write(model: Model, path: Path) -> str:
    """Keep a model, in one step: whoever reads meanwhile reads the old one. Returns its version."""
    body = _packed(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return _version(body)


def read(path: Path) -> Model | None:
    """The model kept there, None where there is none. Raises Refused: model_unreadable."""
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as held:
            told = json.loads(held["told"].tobytes())
            if told["format"] != FORMAT:
                raise ValueError(f"format {told['format']}")
            whole, frozen = (
                Table(tuple(told["words"][part]), *(held[f"{part}_{name}"] for name in _ARRAYS))
                for part in ("whole", "frozen")
            )
    except (OSError, ValueError, KeyError, EOFError) as trouble:
        raise Refused("model_unreadable", file=path.name, why=str(trouble)[:200]) from trouble
    labels, (slope, offset) = tuple(told["labels"]), told["certainty"]
    return Model(labels, (slope, offset), whole, frozen, told["kinds"], told["account"], version=_version(body))


_ARRAYS = ("keys", "rarity", "weights", "offsets")


def _packed(model: Model) -> bytes:
    told = {
        "format": FORMAT,
        "labels": model.labels,
        "certainty": model.certainty,
        "kinds": model.kinds,
        "account": model.account,
        "words": {"whole": model.whole.words, "frozen": model.frozen.words},
    }
    arrays = {
        f"{part}_{name}": getattr(table, name)
        for part, table in (("whole", model.whole), ("frozen", model.frozen))
        for name in _ARRAYS
    }
    out = io.BytesIO()
    text = np.frombuffer(json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    np.savez(out, allow_pickle=False, told=text, **arrays)
    return out.getvalue()


def _version(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
