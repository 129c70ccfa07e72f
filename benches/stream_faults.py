"""Break a running stream again and again under load; then account for every message.

    python benches/stream_faults.py [--back table --back jetstream] [--rounds 50] [--seconds 8] [--rate 300] [--seed 1]
                                     [--without-full-disk]

Each round one thing breaks by turns: a worker is killed (-9), the web process is killed, PostgreSQL is restarted (every
second time as if it had been killed), and with JetStream also: a NATS node is killed, the disk of a node runs full (a
small tmpfs, where this may mount one). What was killed is started again two seconds later, as a supervisor would. Chat
goes on all the while: 30 % of the lines are said twice, 5 % out of order, 1 % are rubbish. A sender that hears no 202
sends the same body again.

At the end every line that was answered must be accounted for: taken, seen before, rejected or set aside; every message
there once; every errand done, no case of one incident twice, every case retold by its ledger. Exits 1 if not.
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import machine
import postgres
import product
import stream_town
from line import Sender
from stream_town import Chatter, Town, pause_until

DISK = "96m"  # of the node whose disk runs full
RUBBISH = (
    "not json",
    '{"id": "x"',
    '{"id": "x1", "text": "停电", "time": "2026-07-12T19:02:00"}',
    '{"text": "停电"}',
    "[]",
)
AUDIT = """
import json, sys
import django
django.setup()
from collections import Counter
from django.db.models import Count
from jishiyu.casework.models import Case
from jishiyu.casework.retell import disagreements
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import flaws
from jishiyu.notices.models import Notice
from jishiyu.sensing import actions
from jishiyu.sensing.models import Inbox, Message
sent = set(json.load(sys.stdin))
held = Counter(Message.objects.values_list("external_id", flat=True))
aside = set(Inbox.objects.exclude(trouble="").values_list("external_id", flat=True))
full = "full" in sys.argv
print(json.dumps({
    "missing": len(sent - set(held) - aside),
    "doubled": sum(1 for n in held.values() if n > 1),
    "never sent": len(set(held) - sent),
    "waiting": actions.lag().messages,
    "judged": len(held),
    "set aside": len(aside),
    "errands not done": Errand.objects.filter(done_at__isnull=True).count(),
    "incidents with two cases": Case.objects.exclude(lead=None).values("lead").annotate(n=Count("id")).filter(
        n__gt=1).count(),
    "notices doubled": Notice.objects.values("reader", "key").annotate(n=Count("id")).filter(n__gt=1).count(),
    "cases not retold": len(list(disagreements())) if full else 0,
    "ledger flaws": sum(1 for _ in flaws()) if full else 0,
}))
"""
MUST_BE_ZERO = (
    "missing", "doubled", "never sent", "waiting", "errands not done", "incidents with two cases", "notices doubled",
    "cases not retold", "ledger flaws", "answers that do not add up",
)  # fmt: skip


class Talk(threading.Thread):
    """Sends chat at a rate until told to stop, and keeps the account of what was answered."""

    def __init__(self, town: Town, rate: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.town, self.rate, self.rng = town, rate, random.Random(seed)
        self.chatter, self.sender = Chatter(product.ROOT / "src/jishiyu_packs/power/said", seed), Sender(town)
        self.stopping = False
        self.sent: set[str] = set()
        self.lately: list[str] = []
        self.answers: Counter[str] = Counter()
        self.longest = 0.0

    def run(self) -> None:
        due = time.monotonic()
        while not self.stopping:
            due = max(due + 0.2, time.monotonic() - 1)
            pause_until(due)
            self.send(self.body(max(2, int(self.rate / 5))))

    def body(self, count: int) -> list[str]:
        lines = []
        for line in self.chatter.lines(count):
            chance = self.rng.random()
            if chance < 0.01:
                lines.append(self.rng.choice(RUBBISH))
            elif chance < 0.06:
                lines.append(self.late(line))
            else:
                lines.append(line)
            if self.lately and self.rng.random() < 0.3:
                lines.append(self.rng.choice(self.lately))
        self.lately = [*self.lately, *(line for line in lines if line.startswith('{"id":"m'))][-3000:]
        return lines

    def late(self, line: str) -> str:
        said = json.loads(line)
        said["time"] = (datetime.fromisoformat(said["time"]) - timedelta(minutes=self.rng.uniform(1, 25))).isoformat()
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    def send(self, lines: list[str]) -> None:
        """Until it is answered; whoever gets no answer does not know, and sends it again."""
        body, started = "\n".join(lines).encode(), time.monotonic()
        while True:
            status, said, _ = self.sender.once(body)
            if status in (202, 422):
                break
            self.answers[f"turned away {status}"] += 1
            time.sleep(0.2)
        self.longest = max(self.longest, time.monotonic() - started)
        answer = json.loads(said)
        told = {"taken": answer["taken"], "seen before": answer["seen_before"], "rejected": len(answer["rejected"])}
        self.answers.update({**told, "lines": len(lines), "bodies": 1})
        if sum(told.values()) != len(lines) or told["rejected"] != sum(line in RUBBISH for line in lines):
            self.answers["answers that do not add up"] += 1
        self.sent |= {json.loads(line)["id"] for line in lines if line not in RUBBISH}


class Faults:
    """What may break, by turns."""

    def __init__(self, town: Town, disk: Path | None) -> None:
        self.town, self.disk, self.rng, self.count = town, disk, random.Random(5), 0
        self.all: list[tuple[str, Callable[[], None]]] = [
            ("a worker is killed", lambda: self.process(f"worker{self.rng.randrange(2)}")),
            ("the web process is killed", lambda: self.process("web")),
            ("PostgreSQL is restarted", self.database),
        ]
        if town.cluster:
            self.all.append(("a NATS node is killed", self.node))
        if disk:
            self.all.append(("the disk of a NATS node is full", self.fill))

    def next(self) -> str:
        name, deed = self.all[self.count % len(self.all)]
        self.count += 1
        deed()
        return name

    def process(self, name: str) -> None:
        self.town.kill(name)
        time.sleep(2)
        self.town.start(name)

    def database(self) -> None:
        server = self.town.database.rpartition("/")[0]
        files = self.town.data.parent / "postgres"
        postgres.stop(files, ("fast", "immediate")[self.count // len(self.all) % 2])
        time.sleep(1)
        postgres.start(files, int(server.rpartition(":")[2]))

    def node(self) -> None:
        assert self.town.cluster
        number = self.rng.randrange(3)
        self.town.cluster.kill(number)
        time.sleep(2)
        self.town.cluster.start(number)

    def fill(self) -> None:
        assert self.disk and self.town.cluster
        filler = self.disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as out:
            while True:
                out.write(b"\0" * 65536)
                out.flush()
        time.sleep(4)
        filler.unlink(missing_ok=True)
        self.town.cluster.kill(2)  # a node that ran out of disk gives JetStream up until it is started anew
        time.sleep(1)
        self.town.cluster.start(2)


@contextlib.contextmanager
def small_disk(folder: Path, wanted: bool) -> Iterator[Path | None]:
    """A disk of its own for the third node, where this process may mount one."""
    place = folder / "nats" / "n2"
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    if not wanted or os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def wait_until_quiet(town: Town, sent: list[str], seconds: float) -> dict[str, int]:
    until = time.monotonic() + seconds
    while True:
        try:
            found: dict[str, int] = json.loads(town.run(AUDIT, stdin=json.dumps(sent)))
        except RuntimeError as trouble:  # the cluster may still be choosing its leader
            if "stream_away" not in str(trouble) or time.monotonic() > until:
                raise
            time.sleep(2)
            continue
        if not (found["waiting"] or found["missing"] or found["errands not done"]) or time.monotonic() > until:
            return json.loads(town.run(AUDIT, "full", stdin=json.dumps(sent)))  # type: ignore[no-any-return]
        time.sleep(2)


def play(back: str, chosen: argparse.Namespace) -> bool:
    jetstream = back == "jetstream"
    with (
        product.data_folder() as folder,
        small_disk(folder, jetstream and not chosen.without_full_disk) as disk,
        stream_town.running(folder, jetstream=jetstream, workers=2, probes=0) as town,
    ):
        talk, faults = Talk(town, chosen.rate, chosen.seed), Faults(town, disk)
        talk.start()
        for number in range(chosen.rounds):
            until, before, talk.longest = time.monotonic() + chosen.seconds, talk.answers["taken"], 0.0
            time.sleep(1)
            fault = faults.next()
            pause_until(until)
            print(
                f"  {number + 1:>3} {fault:<32} taken {talk.answers['taken'] - before:>6}, "
                f"longest answer {talk.longest:5.1f} s",
                flush=True,
            )
        talk.stopping = True
        talk.join(120)
        found = wait_until_quiet(town, sorted(talk.sent), 240)
        kept_logs(town, chosen.logs)
    found["answers that do not add up"] = talk.answers.pop("answers that do not add up", 0)
    print("  answered: " + ", ".join(f"{name} {count}" for name, count in sorted(talk.answers.items())))
    for name, value in found.items():
        print(f"  {name}: {value}{'   <-- must be 0' if name in MUST_BE_ZERO and value else ''}")
    return not talk.is_alive() and not any(found[name] for name in MUST_BE_ZERO)


def kept_logs(town: Town, folder: Path | None) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for log in town.data.glob("*.log"):
            (folder / log.name).write_bytes(log.read_bytes()[-200_000:])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--back", action="append", choices=["table", "jetstream"])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--without-full-disk", action="store_true", help="JetStream: nodes are killed only")
    parser.add_argument("--seconds", type=float, default=8, help="of a round")
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="keep what the processes logged here")
    chosen = parser.parse_args()
    print(machine.line(), datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="minutes"))
    held = True
    for back in chosen.back or ["table", "jetstream"]:
        if back == "jetstream":
            print(
                subprocess.run(["nats-server", "--version"], capture_output=True, text=True, check=True).stdout.strip()
            )
        print(f"{back}: {chosen.rounds} rounds of {chosen.seconds:.0f} s at {chosen.rate:.0f} messages/s", flush=True)
        good = play(back, chosen)
        print("held" if good else "DID NOT HOLD", flush=True)
        held &= good
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
