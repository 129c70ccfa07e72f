"""Where the time of triage goes, and whether a change of code changed any verdict.

    python benches/triage_where.py              parts of a batch; how it goes with the size of a batch
    python benches/triage_where.py --verdicts   hashes of every verdict on the labelled messages of the repository

The parts are those of benches/triage_speed.py, each timed from outside in CPU time of its thread without what it calls
of the others, which makes the whole a little slower than it is. Sizes of a batch are taken by turns in one run. One
hash covers kind, urgency, frailty, score to the last bit and incident of the written and the frozen groups, in batches
of 512, another their reasons: run it before and after a change that is to change nothing.
"""

import argparse
import functools
import hashlib
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import machine
import triage_speed as speed
from django.conf import settings

from jishiyu.sensing import pipeline
from jishiyu.sensing.evaluating import judge_all, labels_of
from jishiyu.sensing.incidents import Gatherer
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.learning import fields
from jishiyu.sensing.learning.concepts import Concepts
from jishiyu.sensing.learning.grams import Grams
from jishiyu.sensing.learning.groups import read_groups
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.shelf import model_in_order
from jishiyu.sensing.triage import Judge, Threads, chat, judge_for, learned
from jishiyu.sensing.triage.words import Words

FROZEN = speed.SAID.parent / "frozen"
SIZES = (128, 512, 1024, 2048)
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("lines read", speed, "message_of"),
    ("made plain", chat, "plain_all"),
    ("words of the lexicon", Words, "find_all"),
    ("what the lexicon alone says, and the rest of reading", learned.LearnedJudge, "_learned"),
    ("words as their meaning", Concepts, "meant_all"),
    ("n-grams hashed", fields, "grams_of"),
    ("weights summed", Grams, "sums"),
    ("kept for later batches", learned, "_heard"),
    ("kept for later batches", Threads, "take_in"),
    ("the thread counted", learned, "features"),
    ("the thread counted", learned, "before"),
    ("the thread weighed", ChatModel, "in_thread"),
    ("the words that weighed most", learned.LearnedJudge, "_looked"),
    ("verdicts", learned.LearnedJudge, "_readings"),
    ("verdicts", learned.LearnedJudge, "decide"),
    ("place", pipeline.Room, "place"),
    ("incident", Gatherer, "gather"),
    ("all else", speed.Core, "batch"),
)


def timed(parts: tuple[tuple[str, Any, str], ...]) -> defaultdict[str, float]:
    """Put a clock around each part; what it counts is filled in while batches run."""
    spent: defaultdict[str, float] = defaultdict(float)
    inner: list[float] = []

    def around(deed: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(deed)
        def clocked(*given: Any, **named: Any) -> Any:
            started = time.thread_time()
            inner.append(0.0)
            try:
                return deed(*given, **named)
            finally:
                took = time.thread_time() - started
                spent[name] += took - inner.pop()
                if inner:
                    inner[-1] += took

        return clocked

    for name, owner, deed in parts:
        setattr(owner, deed, around(getattr(owner, deed), name))
    return spent


def sizes(core: speed.Core, lines: list[bytes], runs: int) -> None:
    rates: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(runs):
        for size in SIZES:
            speed.BATCH = size
            rates[size].append(speed.measure(core, lines)[0])
    speed.BATCH = 512
    print("\n".join(f"batches of {size}: {statistics.median(found):,.0f}/s" for size, found in rates.items()))


def where(core: speed.Core, lines: list[bytes], runs: int) -> None:
    spent = timed(PARTS)
    best: dict[str, float] = {}
    fastest = 0.0
    for _ in range(runs):
        spent.clear()
        rate = speed.measure(core, lines)[0]
        if rate > fastest:
            fastest, best = rate, dict(spent)
    whole = sum(best.values())
    for name, took in sorted(best.items(), key=lambda found: -found[1]):
        print(f"{took / len(lines) * 1e6:6.2f} us a message  {took / whole:4.0%}  {name}")
    print(f"{whole / len(lines) * 1e6:6.2f} us together")


def verdicts(judge: Judge) -> str:
    talks = [*read_groups(sorted(speed.SAID.glob("*.txt"))), *read_groups(sorted(FROZEN.glob("*.txt")))]
    made = judge_all(labels_of(talks), judge, lexicon_of("power"))
    judged, because = hashlib.sha256(), hashlib.sha256()
    for one in made:
        verdict = one.verdict
        said = (verdict.risk, verdict.kind, verdict.urgency, verdict.vulnerable, verdict.score.hex())
        judged.update(repr((one.label.id, one.incident, said)).encode())
        because.update(repr((one.label.id, verdict.reasons)).encode())
    return f"{len(made)} verdicts: {judged.hexdigest()}\ntheir reasons: {because.hexdigest()}"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--verdicts", action="store_true", help="print the hashes of all verdicts and nothing else")
    chosen = parser.parse_args()
    judge = judge_for(lexicon_of("power"), model_in_order("power", Path(settings.DATA)))
    if chosen.verdicts:
        print(verdicts(judge))
        return 0
    print(machine.line())
    lines, homes = speed.stream(chosen.batches * 512)
    core = speed.Core(judge, lexicon_of("power"), homes)
    speed.measure(core, lines)
    sizes(core, lines, chosen.runs)
    where(core, lines, chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
