"""Training anew with an office's labels, and comparing with what judges now on groups neither learnt from. No database.

Never brought in where messages are judged: it needs what learns.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jishiyu.sensing.comparing import Compared, compare
from jishiyu.sensing.evaluating import figures, judge_all, labels_of
from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.groups import Talk, read_groups
from jishiyu.sensing.learning.measure import train
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.queries.learning import OfficeTalk
from jishiyu.sensing.training import LEAST_GROUPS, lesson_of
from jishiyu.sensing.triage import judge_for
from jishiyu.sensing.triage.urgency import NOW

FROZEN_SHARE = 5  # one group of the office in so many is never learnt from
SHIPPED, HELD_BACK, OFFICE = "shipped", "held back", "office"
UNLIKE = ("p", "f")  # lines without a group, see said/README.md: they teach and are never used to measure

Learn = Callable[[Lexicon, Sequence[Talk], dict[str, Any]], ChatModel]


@dataclass(frozen=True, slots=True)
class Judging:
    """A service line's words as they ship and as they count now."""

    shipped: Lexicon
    now: Lexicon


@dataclass(slots=True)
class Retrained:
    """The new model, from how many messages, how many of them labelled by this office, and how it compares."""

    model: ChatModel
    lines: int
    labels: int
    compared: list[Compared]
    scores: dict[str, dict[str, dict[str, float | int | None]]]

    @property
    def holds(self) -> bool:
        return all(one.holds or not one.decides for one in self.compared)

    def add(
        self, frozen: str, judging: Judging, old: ChatModel | None, new: ChatModel, talks: Sequence[OfficeTalk]
    ) -> None:
        """Compare two models on one frozen set, if anything in it is labelled."""
        if not any(one.labelled for one in talks):
            return
        made = {"old": measured(judging, old, talks), "new": measured(judging, new, talks)}
        self.scores[frozen] = made
        self.compared += compare(frozen, made["old"], made["new"], dangers=_dangers(talks))


def is_frozen(code: str) -> bool:
    """Whether a group is kept to compare by: always the same, told by its code."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % FROZEN_SHARE == 0


def learn(lexicon: Lexicon, talks: Sequence[Talk], told: dict[str, Any]) -> ChatModel:
    """Some minutes; the same talk gives the same model."""
    return train(lesson_of(lexicon, talks), told)


def retrain(
    shipped: Path, judging: Judging, office: Sequence[OfficeTalk], old: ChatModel | None, learner: Learn = learn
) -> Retrained:
    """Learn from the talk a pack ships (`shipped` is its model's file; `said` and `frozen` stand beside it) and from
    four fifths of the office's groups, with the words the pack ships; compare on the frozen groups of both, with the
    words that count now.

    Of a pack that ships no frozen groups a fifth of its talk is held back to compare by. The model that judges has
    learnt from that, so the comparison is between two models taught on the rest, without the office's labels and with.

    Raises UnreadableGroup; ValueError with too few groups to learn from.
    """
    written = read_groups(sorted((shipped.parent / "said").glob("*.txt")))
    frozen = read_groups(sorted((shipped.parent / "frozen").glob("*.txt")))
    if len(written) < LEAST_GROUPS:
        raise ValueError(f"{len(written)} groups; {LEAST_GROUPS} are wanted")
    ours = [one.talk for one in office if not is_frozen(one.talk.code)]
    kept = [one for one in office if is_frozen(one.talk.code)]
    labels = sum(len(one.labelled) for one in office if not is_frozen(one.talk.code))

    def taught(talks: Sequence[Talk]) -> ChatModel:
        version = judging.shipped.version
        told = {"groups": len(talks), "from": _content(talks), "lexicon": version, "labels": labels}
        return learner(judging.shipped, talks, told)

    new = taught([*written, *ours])
    found = Retrained(new, sum(len(talk.lines) for talk in [*written, *ours]), labels, [], {})
    if frozen:
        found.add(SHIPPED, judging, old, new, _whole(frozen))
    else:
        held = [talk for talk in written if is_frozen(talk.code) and not talk.code.startswith(UNLIKE)]
        rest = [talk for talk in written if talk not in held]
        found.add(HELD_BACK, judging, taught(rest), taught([*rest, *ours]), _whole(held))
    found.add(OFFICE, judging, old, new, kept)
    return found


def _whole(talks: Sequence[Talk]) -> list[OfficeTalk]:
    return [OfficeTalk(talk, frozenset(line.number for line in talk.lines)) for talk in talks]


def measured(judging: Judging, model: ChatModel | None, talks: Sequence[OfficeTalk]) -> dict[str, float | int | None]:
    """Figures over the lines a person labelled, each judged in its whole thread."""
    spoken = {f"{one.talk.code}#{number}" for one in talks for number in one.labelled}
    judge = judge_for(judging.now, model, judging.shipped)
    made = judge_all(labels_of(one.talk for one in talks), judge, judging.now)
    return figures([one for one in made if one.label.id in spoken], judging.now)


def _dangers(talks: Sequence[OfficeTalk]) -> int:
    return sum(line.urgency == NOW for one in talks for line in one.talk.lines if line.number in one.labelled)


def _content(talks: Sequence[Talk]) -> str:
    """Names what was learnt from."""
    whole = hashlib.sha256()
    for talk in talks:
        whole.update(repr(talk).encode())
    return whole.hexdigest()[:16]
