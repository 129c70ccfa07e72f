"""Judging labelled chat message by message, as the stream does, and comparing with the labels. No database."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.incidents import Gatherer
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.groups import KINDS as LETTERS
from jishiyu.sensing.learning.groups import Talk
from jishiyu.sensing.pipeline import One, Room, judge_each
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import Judge, Said, Threads, Verdict

LABELS = tuple(LETTERS.values())
NONE = "none"
BATCH = 512


class UnreadableLabels(ValueError):
    """A file of labelled messages that cannot be read: which line, why."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with its label; `incident` the id of the first message of its incident, "" for ordinary talk."""

    id: str
    group: str
    said: Said
    at: datetime
    urgency: int
    kind: str
    vulnerable: bool
    incident: str
    place: str

    @property
    def risk(self) -> bool:
        return self.urgency > 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A label, the verdict, and the number of the incident it was gathered into (0 for none)."""

    label: Labelled
    verdict: Verdict
    incident: int


def read_labels(path: Path) -> list[Labelled]:
    """JSON lines like group_messages.jsonl, by group and time. Raises UnreadableLabels."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(_label(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableLabels(f"{path}:{number}: {type(error).__name__}: {error}") from None
    return sorted(rows, key=lambda row: (row.group, row.at))


def _label(row: Mapping[str, Any]) -> Labelled:
    risk = bool(row["risk"])
    at = datetime.fromisoformat(row["time"])
    said = Said(str(row["text"]), role=str(row.get("role") or "resident"), sender=str(row.get("sender") or ""), at=at)
    kind = str(row.get("kind") or NONE)
    if kind not in (*LABELS, NONE):
        raise ValueError(f"{kind!r} is no kind")
    return Labelled(
        id=str(row["id"]),
        group=str(row["group_id"]),
        said=said,
        at=at,
        urgency=max(int(row.get("urgency") or 0), 1) if risk else 0,
        kind=kind if risk else NONE,
        vulnerable=bool(row.get("vulnerable")),
        incident=str(row.get("duplicate_of") or row["id"]) if risk else "",
        place=str(row.get("place") or ""),
    )


def labels_of(talks: Iterable[Talk]) -> list[Labelled]:
    """The same from written groups."""
    return [
        Labelled(
            id=f"{talk.code}#{line.number}",
            group=talk.code,
            said=Said(line.text, role=line.role, sender=line.sender, at=line.at),
            at=line.at,
            urgency=line.urgency,
            kind=line.kind or NONE,
            vulnerable=line.vulnerable,
            incident=f"{talk.code}#{line.incident}" if line.incident else "",
            place=line.place,
        )
        for talk in talks
        for line in talk.lines
    ]


def judge_all(labels: Sequence[Labelled], judge: Judge, lexicon: Lexicon) -> list[Judged]:
    """Every message through judge and gatherer, group after group. Places are not resolved: that needs a database."""
    groups = {name: number for number, name in enumerate(dict.fromkeys(label.group for label in labels), 1)}
    homes: dict[int | None, None] = dict.fromkeys([None, *groups.values()])
    room = Room(groups=groups, homes=homes, gatherer=Gatherer(lexicon, []), threads=Threads(), names={})
    made: list[tuple[Labelled, One]] = []
    for first in range(0, len(labels), BATCH):
        batch = labels[first : first + BATCH]
        made += zip(batch, judge_each(room, judge, [_raw(label) for label in batch]), strict=True)
    numbers: dict[int, int] = {}
    return [
        Judged(label, one.verdict, numbers.setdefault(id(one.incident.root()), len(numbers) + 1) if one.incident else 0)
        for label, one in made
    ]


def _raw(label: Labelled) -> RawMessage:
    said = label.said
    return RawMessage(
        id=label.id, text=said.text, time=label.at, sender=said.sender, role=said.role, group_id=label.group
    )


def figures(made: Sequence[Judged], lexicon: Lexicon) -> dict[str, float | int | None]:
    """What `jishiyu sensing evaluate` prints. A share of nothing is None."""
    risk = np.array([one.label.risk for one in made], bool)
    score = np.array([one.verdict.score for one in made], float)
    warned = np.array([one.verdict.risk for one in made], bool)
    urgency = np.array([one.label.urgency for one in made], int)
    return {
        "n": len(made),
        "auc": auc(risk, score),
        "recall_urgency_3": _share(warned, urgency == 3),
        "recall_urgency_2": _share(warned, urgency >= 2),
        "false_alarms_per_1000": _share(warned, ~risk, 1000),
        "precision": _share(risk, warned),
        "kind_macro_f1": kind_f1(made, lexicon),
        "pairs_f1": pairs_f1(made),
    }


def _share(hit: NDArray[np.bool_], of: NDArray[np.bool_], scale: int = 1) -> float | None:
    return round(float(hit[of].mean()) * scale, 4) if of.any() else None


def auc(risk: NDArray[np.bool_], score: NDArray[np.float64]) -> float | None:
    """Chance that a risk scores above ordinary talk, ties counted half."""
    if risk.all() or not risk.any():
        return None
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    many = int(risk.sum())
    return round(float((ranks[risk].sum() - many * (many + 1) / 2) / (many * (len(risk) - many))), 4)


def kind_f1(made: Sequence[Judged], lexicon: Lexicon) -> float | None:
    """Macro-F1 over the kinds that are labelled, ordinary talk as one of them. A risk that was not warned of counts as
    missed for its kind, and a false alarm against the kind it was taken for."""
    pairs = Counter((one.label.kind, lexicon.labels.get(one.verdict.kind, NONE)) for one in made)
    found = []
    for kind in (*LABELS, NONE):
        meant = sum(count for pair, count in pairs.items() if pair[0] == kind)
        taken = sum(count for pair, count in pairs.items() if pair[1] == kind)
        if meant:
            found.append(2 * pairs[kind, kind] / (meant + taken))
    return round(sum(found) / len(found), 4) if found else None


def pairs_f1(made: Sequence[Judged]) -> float | None:
    """F1 of "these two messages belong to one incident", over all pairs."""
    meant: dict[Any, set[str]] = defaultdict(set)
    taken: dict[Any, set[str]] = defaultdict(set)
    for one in made:
        if one.label.incident:
            meant[one.label.group, one.label.incident].add(one.label.id)
        if one.incident:
            taken[one.incident].add(one.label.id)
    group_of = {one: name for name, ids in meant.items() for one in ids}
    wanted = sum(len(ids) * (len(ids) - 1) // 2 for ids in meant.values())
    found = sum(len(ids) * (len(ids) - 1) // 2 for ids in taken.values())
    both = 0
    for ids in taken.values():
        within = Counter(group_of[one] for one in ids if one in group_of)
        both += sum(count * (count - 1) // 2 for count in within.values())
    return round(2 * both / (wanted + found), 4) if wanted + found else None
