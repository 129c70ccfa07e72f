"""Chat risk: how well messages of groups are judged that nothing was learnt from.

    python benches/chat_risk.py                    groups left out by eighths; the frozen set; what one core takes
    python benches/chat_risk.py --messages FILE    the same on labelled JSON lines, used only as a test
    python benches/chat_risk.py --curve            how it grows with the number of groups
    python benches/chat_risk.py --strangers nqr    the groups of these hands, judged by a model learnt from all others

Groups left out: the written groups of the pack in eight parts; each is judged by a model learnt from the others, in
both its steps, and decided on as the product decides. The thresholds are chosen over all parts together, and those of
each row of a curve on the messages it is about, so the figures at them are a little too good.
"""

import argparse
import dataclasses
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
import machine
import msgspec
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
django.setup()

from left_out import left_out  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from jishiyu.sensing.evaluating import Labelled, auc, figures, judge_all, labels_of, read_labels  # noqa: E402
from jishiyu.sensing.kinds import lexicon_of  # noqa: E402
from jishiyu.sensing.learning import measure  # noqa: E402
from jishiyu.sensing.learning.groups import read_groups  # noqa: E402
from jishiyu.sensing.learning.model import FRAIL_COLUMN, KIND_COLUMNS, ChatModel  # noqa: E402
from jishiyu.sensing.learning.shelf import model_for, shipped_path  # noqa: E402
from jishiyu.sensing.learning.targets import KINDS  # noqa: E402
from jishiyu.sensing.training import learn_chat, lesson_of  # noqa: E402
from jishiyu.sensing.triage import QUIET, Judge, Said, Thread, Threads, Verdict, judge_for  # noqa: E402
from jishiyu.sensing.triage.chat import ChatJudge  # noqa: E402

PACK = "power"
LEXICON = lexicon_of(PACK)
SHARES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15)


class Noting:
    """Judges as another does and notes the chances of risk and of now."""

    def __init__(self, judge: Judge) -> None:
        self.judge, self.version = judge, judge.version
        self.made: list[list[float]] = []

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> list[Any]:
        readings = self.judge.read(batch, threads, groups)
        self.made += [[one.score, 0.0] if isinstance(one, Verdict) else one.made[:2] for one in readings]
        return list(readings)

    def decide(self, said: Said, reading: Any, thread: Thread) -> Verdict:
        return self.judge.decide(said, reading, thread)


def unseen(paths: Sequence[Path]) -> None:
    started = time.monotonic()
    left = left_out(read_groups(paths), PACK, LEXICON)
    talks, lines, made, urgency = left.given.talks, left.given.lines, left.made, left.urgency
    risk, hand = urgency > 0, np.array([talks[group].code[0] for group in left.given.group])
    print(f"{len(lines)} messages of {len(talks)} groups, {int(risk.sum())} of them risks", end="; ")
    print(f"learnt {measure.FOLDS} times in {time.monotonic() - started:.0f} s")
    print(f"AUC by itself {auc(risk, left.own[:, 0])}, in its thread {auc(risk, made[:, 0])}", end="; ")
    print(f"of urgency 3 {auc(urgency == 3, made[:, 1])}")
    print("by hand (f, p: lines of one message, mostly pairs of trap and risk):")
    for name in sorted(set(hand)):
        part = hand == name
        print(f"  {name}: {int(part.sum())} messages, AUC {auc(risk[part], made[part, 0])}")
    shares(made, urgency)
    print(f"at {measure.FALSE_ALARMS * 1000:.0f}, as shipped:", figures(left.judged, LEXICON))
    labels = [one.label for one in left.judged]
    by_traps(labels, left.warned)
    by_kind(labels, left.warned)
    right = np.array(
        [KINDS[kind] == line.kind for kind, line in zip(made[:, KIND_COLUMNS].argmax(1), lines, strict=True)]
    )
    print(f"kind of what is a risk: right {right[risk].mean():.3f}")
    frail = np.array([line.vulnerable for line in lines])
    taken = made[:, FRAIL_COLUMN] > 0
    hit = (taken & frail & risk).sum()
    print(f"somebody frail, of risks: precision {hit / (taken & risk).sum():.3f}, recall {hit / frail.sum():.3f}")


def shares(made: np.ndarray, urgency: np.ndarray) -> None:
    """What is heard for how many false alarms, the two thresholds chosen on these messages themselves."""
    print("false alarms per 1,000 ordinary: recall of urgency 3, of urgency >= 2, of all")
    for false, three, two, every in measure.curve(made, urgency, SHARES):
        print(f"  {false * 1000:5.0f}: {three:.3f} {two:.3f} {every:.3f}")


def by_traps(labels: Sequence[Labelled], warned: np.ndarray) -> None:
    """A trap is ordinary and holds a word that the lexicon has for trouble, or one that takes it back."""
    words = ChatJudge(LEXICON).look([one.said for one in labels])
    trap = np.array([bool(read.found.signs or read.found.rules) for read in words])
    quiet = np.array([not one.risk for one in labels])
    for name, part in (("with a word of the lexicon", quiet & trap), ("without one", quiet & ~trap)):
        print(f"false alarms, ordinary {name}: {warned[part].mean() * 1000:.0f} per 1,000 ({int(part.sum())})")


def by_kind(labels: Sequence[Labelled], warned: np.ndarray) -> None:
    for kind in KINDS:
        part = np.array([one.kind == kind for one in labels])
        print(f"  {kind}: heard {warned[part].mean():.3f} of {int(part.sum())}")


def curve(paths: Sequence[Path]) -> None:
    """Half the groups are kept to judge; more and more of the others teach."""
    order = np.random.default_rng(1).permutation(len(paths))
    talks = read_groups([paths[place] for place in order])
    given = lesson_of(LEXICON, talks)
    asked = given.group >= len(talks) * 3 // 4
    for many in (10, 20, 40, 80, len(talks) * 3 // 4):
        tables = measure.learn_tables(given, np.flatnonzero(given.group < many))
        scores = tables.scores(given.table[asked])
        print(f"  {many} groups: AUC by itself {auc(given.risk[asked], scores[:, 0])}")


def strangers(paths: Sequence[Path], hands: str) -> None:
    """Hands that wrote without seeing the others' groups, as if nobody had read them yet."""
    model = learn_chat(LEXICON, [path for path in paths if path.stem[0] not in hands])
    print(f"learnt from {model.told['lines']} messages of {model.told['groups']} groups")
    theirs = [path for path in paths if path.stem[0] in hands]
    for hand in hands:
        shipped(hand, labels_of(read_groups([path for path in theirs if path.stem[0] == hand])), model)
    every = labels_of(read_groups(theirs))
    shipped("all of them", every, model)
    shipped("all of them, with a formal writer's marks", [formal(one) for one in every], model)


def formal(one: Labelled) -> Labelled:
    text = one.said.text.replace("，", "、").rstrip("。") + "。"
    return dataclasses.replace(one, said=msgspec.structs.replace(one.said, text=text))


def shipped(name: str, labels: Sequence[Labelled], model: ChatModel | None = None) -> None:
    judge = Noting(judge_for(LEXICON, model or model_for(PACK, Path("absent"))))
    print(f"{name}, model: {figures(judge_all(labels, judge, LEXICON), LEXICON)}")
    shares(np.array(judge.made), np.array([one.urgency for one in labels]))
    print(f"{name}, lexicon alone: {figures(judge_all(labels, judge_for(LEXICON), LEXICON), LEXICON)}")


def speed(labels: Sequence[Labelled]) -> None:
    judge = judge_for(LEXICON, model_for(PACK, Path("absent")))
    said = [one.said for one in labels if not one.risk]
    best = [0.0, 0.0]
    for _ in range(3):
        started = time.process_time()
        readings = [judge.read(said[first : first + 512]) for first in range(0, len(said), 512)]
        read = time.process_time()
        for first, batch in zip(range(0, len(said), 512), readings, strict=True):
            for one, reading in zip(said[first : first + 512], batch, strict=True):
                judge.decide(one, reading, QUIET)
        best = [max(best[0], len(said) / (read - started)), max(best[1], len(said) / (time.process_time() - read))]
    print(f"ordinary written talk on one core: read {best[0]:,.0f}/s, decided {best[1]:,.0f}/s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=Path, help="labelled JSON lines, used only as a test")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--strangers", metavar="HANDS", help="first letters of files in said/")
    chosen = parser.parse_args()
    print(machine.line())
    folder = shipped_path(PACK).parent
    paths = sorted(folder.glob("said/*.txt"))
    with threadpool_limits(1):
        if chosen.messages:
            shipped("test only", read_labels(chosen.messages))
        elif chosen.curve:
            curve(paths)
        elif chosen.strangers:
            strangers(paths, chosen.strangers)
        else:
            unseen(paths)
            shipped("frozen", labels_of(read_groups(sorted(folder.glob("frozen/*.txt")))))
            speed(labels_of(read_groups(paths)))


if __name__ == "__main__":
    main()
