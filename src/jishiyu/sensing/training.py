"""From labelled talk to a model: the lexicon's part and the learned part brought together. No database."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from jishiyu.sensing.kinds import Lexicon
from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.groups import Line, Talk, read_groups
from jishiyu.sensing.learning.measure import FALSE_ALARMS, train
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.train import Lesson, lesson
from jishiyu.sensing.triage import Said
from jishiyu.sensing.triage.chat import ChatJudge
from jishiyu.sensing.triage.learned import flags_of


def lesson_of(lexicon: Lexicon, talks: Sequence[Talk]) -> Lesson:
    """Labelled talk made ready with what a lexicon finds in it."""
    rules = ChatJudge(lexicon)

    def flags(line: Line) -> tuple[float, ...]:
        said = Said(line.text, role=line.role)
        return flags_of(rules, said, rules.look([said])[0])

    return lesson(talks, Concepts(lexicon.concepts), flags)


def learn_chat(lexicon: Lexicon, paths: Sequence[Path], allowed: float = FALSE_ALARMS) -> ChatModel:
    """Learn from files of labelled groups. The same files and packages give the same model, number by number.

    Raises UnreadableGroup, ValueError when the groups are too few to hold some back.
    """
    talks = read_groups(paths)
    if len(talks) < LEAST_GROUPS:
        raise ValueError(f"{len(talks)} groups; {LEAST_GROUPS} are wanted, so that some can be held back")
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + path.read_bytes())
    told = {"groups": len(talks), "from": whole.hexdigest()[:16], "lexicon": lexicon.version}
    return train(lesson_of(lexicon, talks), told, allowed)


LEAST_GROUPS = 20
