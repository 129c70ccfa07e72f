"""How many chat messages a second one core judges, placed and gathered, and what a user would pick instead.

    python benches/triage_speed.py [--batches 100] [--runs 5] [--alone]

The pipeline is the product's: lines parsed by `doors.lines.message_of`, a batch of 512 judged, placed and gathered by
`pipeline.judge_each` (the function `actions.judging` calls), each risk written as JSON. Messages are those of the
written groups of the power pack, dealt anew into groups with homes in Hunan so that about a tenth is risk. Twice: place
and incident only where there is risk, and on every message. Figures are messages a second in CPU time of one process,
the median of the runs; wall time of a batch as p50 and p99. Then, in the same process, what one would write first: a
loop of jieba and keywords, and scikit-learn's TF-IDF with logistic regression as Signalen does it, both without place,
incident and thread; what is not installed is skipped.
"""

import argparse
import functools
import gc
import importlib
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import machine
import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()

from jishiyu.registry.divisions import CARRIED, read  # noqa: E402
from jishiyu.sensing.doors.lines import message_of  # noqa: E402
from jishiyu.sensing.incidents import OUTAGE, Gatherer  # noqa: E402
from jishiyu.sensing.kinds import Lexicon, lexicon_of  # noqa: E402
from jishiyu.sensing.learning.groups import read_groups  # noqa: E402
from jishiyu.sensing.learning.shelf import model_in_order  # noqa: E402
from jishiyu.sensing.pipeline import AREA, One, Room, judge_each  # noqa: E402
from jishiyu.sensing.place import Gazetteer, Names, Spot  # noqa: E402
from jishiyu.sensing.triage import Judge, Said, Thread, Threads, Verdict, judge_for  # noqa: E402

Measured = tuple[float, list[float], int]

BATCH = 512
GROUPS = 200
A_TENTH = 0.1
START = datetime(2026, 7, 12, 11, 0, tzinfo=UTC)
SAID = ROOT / "src/jishiyu_packs/power/said"


class Everything:
    """A judge that lets every message through to place and incident, and is otherwise the product's."""

    def __init__(self, judge: Judge, kind: str) -> None:
        self.judge, self.kind, self.version = judge, kind, judge.version

    def read(
        self, batch: Sequence[Said], threads: Threads | None = None, groups: Sequence[int | None] = ()
    ) -> Sequence[Any]:
        return [(reading,) for reading in self.judge.read(batch, threads, groups)]

    def decide(self, said: Said, reading: Any, thread: Thread) -> Verdict:
        verdict = self.judge.decide(said, reading[0], thread)
        return verdict if verdict.risk else Verdict(True, self.kind, 1)


class Alert(msgspec.Struct, gc=False):
    """What goes out of a risk."""

    id: str
    kind: str
    urgency: int
    vulnerable: bool
    place: str
    cell: int | None
    words: str
    how: str
    heard: int
    reasons: tuple[tuple[str, str], ...]


def stream(count: int, seed: int = 7) -> tuple[list[bytes], dict[str, str]]:
    """Lines as a source sends them, about a tenth of them risk, and the home of each group."""
    rng = random.Random(seed)
    talks = read_groups(sorted(SAID.glob("*.txt")))
    risky = [(line, talk) for talk in talks for line in talk.lines if line.risk]
    calm = [(line, talk) for talk in talks for line in talk.lines if not line.risk]
    homes = {f"g{number:03}": rng.choice(talks).home_code for number in range(GROUPS)}
    lines = []
    for number in range(count):
        line, talk = rng.choice(risky if rng.random() < A_TENTH else calm)
        group = f"g{rng.randrange(GROUPS):03}"
        record = {
            "id": f"m{number:07}", "source": "wecom", "group_id": group, "group_name": talk.name, "sender": line.sender,
            "role": line.role, "time": (START + timedelta(seconds=number / 5)).isoformat(), "text": line.text,
            "type": "text", "seq": number, "tenant": "hunan-power", "agent": "archive-1",
        }  # fmt: skip
        lines.append(msgspec.json.encode(record))
    return lines, homes


class Core:
    """What one worker holds: judge, names of its areas, and the incidents and threads as the last batch left them."""

    def __init__(self, judge: Judge, lexicon: Lexicon, homes: dict[str, str]) -> None:
        rows = [(cells[0], cells[1]) for cells in read(CARRIED) if cells[0] != "code"]
        names = Names(rows)
        self.judge, self.lexicon = judge, lexicon
        self.names = {home[:AREA]: Gazetteer(names, home[:AREA]) for home in homes.values()}
        self.groups = {code: number for number, code in enumerate(homes, start=1)}
        self.homes: dict[int | None, Spot | None] = {None: None} | {
            self.groups[code]: Spot(home) for code, home in homes.items()
        }
        self.areas = {self.groups[code]: home for code, home in homes.items()}
        self.encode = msgspec.json.Encoder().encode
        self.anew()

    def anew(self) -> None:
        self.gatherer, self.threads = Gatherer(self.lexicon, []), Threads()

    def batch(self, lines: Sequence[bytes]) -> tuple[list[One], list[bytes]]:
        raws = [message_of(line, START + timedelta(days=1)) for line in lines]
        first = raws[0].time - OUTAGE
        known = dict.fromkeys(one.root() for gathered in self.gatherer.by_group.values() for one in gathered)
        self.gatherer = Gatherer(self.lexicon, [one for one in known if one.last_at >= first])
        room = Room(self.groups, self.homes, self.gatherer, self.threads, self.names, self.areas)
        ones = judge_each(room, self.judge, raws)
        return ones, [self.encode(_alert(one)) for one in ones if one.incident is not None]


def _alert(one: One) -> Alert:
    verdict, placed, spot = one.verdict, one.placed, one.placed.spot
    return Alert(
        one.raw.id, verdict.kind, verdict.urgency, verdict.vulnerable, spot.code if spot else "",
        spot.cell if spot else None, placed.words, placed.how, one.incident.heard if one.incident else 0,
        verdict.reasons,
    )  # fmt: skip


def batches(lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(lines) - BATCH + 1, BATCH):
        yield lines[start : start + BATCH]


def measure(core: Core, lines: Sequence[bytes]) -> Measured:
    """Messages a second of CPU time, wall milliseconds of each batch, alerts."""
    core.anew()
    walls, alerts = [], 0
    gc.collect()
    gc.freeze()  # as a worker does
    gc.set_threshold(20_000, 20, 50)
    started = time.process_time()
    for part in batches(lines):
        wall = time.perf_counter()
        alerts += len(core.batch(part)[1])
        walls.append((time.perf_counter() - wall) * 1000)
    spent = time.process_time() - started
    return len(walls) * BATCH / spent, walls, alerts


def report(name: str, run: Callable[[], Measured], runs: int, count: int) -> None:
    run()
    rates, walls, alerts = [], [], 0
    for _ in range(runs):
        rate, wall, alerts = run()
        rates.append(rate)
        walls += wall
    walls.sort()
    print(
        f"{name}: {statistics.median(rates):,.0f}/s of CPU time (best {max(rates):,.0f}), "
        f"batch p50 {walls[len(walls) // 2]:.1f} ms, p99 {walls[int(len(walls) * 0.99)]:.1f} ms, "
        f"alerts {alerts / count:.3f} of the messages; {memory():.0f} MB"
    )


def with_jieba(lexicon: Lexicon) -> Callable[[Sequence[bytes]], list[bytes]] | None:
    """What is written first by hand: cut into words, look each keyword of risk up among them."""
    try:
        jieba = importlib.import_module("jieba")
    except ImportError:
        print("jieba is not installed: skipped")
        return None
    jieba.setLogLevel(60)
    keywords = [(word, sign.kind) for sign in lexicon.signs if not sign.needs_trouble for word in sign.words]
    for word, _ in keywords:
        jieba.add_word(word)
    jieba.lcut("停电")

    def batch(lines: Sequence[bytes]) -> list[bytes]:
        alerts = []
        for line in lines:
            said = json.loads(line)
            words = set(jieba.cut(said["text"]))
            kind = next((kind for word, kind in keywords if word in words), "")
            if kind:
                alerts.append(json.dumps({"id": said["id"], "kind": kind}).encode())
        return alerts

    return batch


def with_scikit_learn() -> Callable[[Sequence[bytes]], list[bytes]] | None:
    """TF-IDF of character 1-3-grams and logistic regression, trained on the written groups, a batch at a time."""
    try:
        text = importlib.import_module("sklearn.feature_extraction.text")
        linear = importlib.import_module("sklearn.linear_model")
        pipeline = importlib.import_module("sklearn.pipeline")
    except ImportError:
        print("scikit-learn is not installed: skipped")
        return None
    known = [line for talk in read_groups(sorted(SAID.glob("*.txt"))) for line in talk.lines]
    model = pipeline.make_pipeline(
        text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), linear.LogisticRegression(max_iter=300)
    )
    model.fit([line.text for line in known], [line.kind for line in known])

    def batch(lines: Sequence[bytes]) -> list[bytes]:
        said = [json.loads(line) for line in lines]
        kinds = model.predict([one["text"] for one in said])
        return [
            json.dumps({"id": one["id"], "kind": kind}).encode() for one, kind in zip(said, kinds, strict=True) if kind
        ]

    return batch


def measure_peer(batch: Callable[[Sequence[bytes]], list[bytes]], lines: Sequence[bytes]) -> Measured:
    walls, alerts = [], 0
    started = time.process_time()
    for part in batches(lines):
        wall = time.perf_counter()
        alerts += len(batch(part))
        walls.append((time.perf_counter() - wall) * 1000)
    return len(walls) * BATCH / (time.process_time() - started), walls, alerts


def peers(lexicon: Lexicon, lines: Sequence[bytes], runs: int) -> None:
    """Without place, incident and thread, which they do not have."""
    few = lines[: 8 * BATCH]
    for name, batch in (("jieba and keywords", with_jieba(lexicon)), ("scikit-learn TF-IDF", with_scikit_learn())):
        if batch is not None:
            report(name, functools.partial(measure_peer, batch, few), runs, len(few))


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words-only", action="store_true", help="judge by the lexicon, without the learnt model")
    parser.add_argument("--alone", action="store_true", help="without jieba and scikit-learn beside it")
    chosen = parser.parse_args()
    print(machine.line())
    lines, homes = stream(chosen.batches * BATCH)
    lexicon = lexicon_of("power")
    model = None if chosen.words_only else model_in_order("power", Path(settings.DATA))
    judge = judge_for(lexicon, model)
    core, everything = Core(judge, lexicon, homes), Core(Everything(judge, lexicon.order[-1]), lexicon, homes)
    print(f"{len(lines)} messages, {statistics.mean(map(len, lines)):.0f} bytes each, {len(core.names)} counties")
    report("risk only", lambda: measure(core, lines), chosen.runs, len(lines))
    report("every stage on every message", lambda: measure(everything, lines), chosen.runs, len(lines))
    if not chosen.alone:
        peers(lexicon, lines, chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
