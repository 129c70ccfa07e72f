"""Whole lives per second through the HTTP door, on an empty database and with a million cases; then pages and lists.

    python benches/lives.py [--cases 1000000] [--workers 1,2] [--seconds 20] [--times 3] [--folder FOLDER]

A life is create, dispatch, accept, finish, confirm: each its own request, each committed when it is answered
(fsync and synchronous_commit on); the requester's word closes the case. 8 clients on kept connections, in this process.
Says lives and steps per second, times of each step, CPU seconds of web, database and client, and queries per step;
then p50 and p95 of every page and of the lists at that many cases, and requests per CPU second. With --folder the
cluster and its cases stay for the next run.
"""

import argparse
import contextlib
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import machine
import office as offices
import pages
import postgres
import product
from crowd import CLIENTS, cpu, quantile, together
from office import UNITS, Office
from wire import Wire

STEPS = ("create", "dispatch", "accept", "finish", "confirm")
Step = Callable[[str, str, str, object], dict[str, object]]
WARM_SECONDS = 3.0
STATEMENTS = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE query !~* '^(begin|commit|savepoint|release|set|select pg_stat|select .{1,10} from only )'
AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
TEXT = "村口的路灯坏了半个多月,晚上老人小孩走路不安全,多次向村里反映没有结果,请尽快安排人员维修。"


@dataclass
class Tally:
    """Seconds of each step, and lives that ended."""

    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lives: int = 0
    wrong: list[str] = field(default_factory=list)


class Client:
    """One system that lives lives, with three keys: the centre's, a unit's and the caller's."""

    def __init__(self, office: Office, port: int, number: int) -> None:
        self.rng = random.Random(time.time_ns() + number)
        self.tally = Tally()
        self.wires = {name: Wire(port, {"Authorization": f"Bearer {key}"}) for name, key in office.keys.items()}

    def step(self, name: str, who: str, path: str, said: object) -> dict[str, object]:
        status, answer, seconds = self.wires[who].post(path, said)
        if status not in (200, 201):
            self.tally.wrong.append(f"{name}: {status} {answer}")
            raise RuntimeError(f"{name}: {status} {answer}")
        self.tally.steps[name].append(seconds)
        return answer

    def live(self, step: Step | None = None) -> None:
        step, unit = step or self.step, self.rng.choice(UNITS)
        person = {"name": "来电人", "phone": f"1990000{self.rng.randrange(8000, 10_000)}", "address": "三组"}
        need = {
            "source": "mailbox", "kind": "hotline.transport", "title": "村口路灯坏了半个多月", "text": TEXT,
            "division": "430972109", "requester": person, "origin_key": f"{self.rng.randrange(10**15)}",
        }  # fmt: skip
        number = step("create", "chen", "/api/cases/", need)["number"]
        task = step("dispatch", "chen", f"/api/cases/{number}/dispatch/", {"unit": unit})["task"]
        step("accept", f"{unit}1", f"/api/tasks/{task}/accept/", {})
        done = {"words": "已到现场更换灯具,夜间照明恢复,感谢反映。", "how": "visit"}
        step("finish", f"{unit}1", f"/api/tasks/{task}/finish/", done)
        word = {"solved": True, "rating": self.rng.choice((4, 5)), "words": "修好了"}
        answer = step("confirm", "lin", f"/api/cases/{number}/confirm/", word)
        if answer["state"] != "closed":
            raise RuntimeError(f"not closed: {answer}")
        self.tally.lives += 1

    def until(self, end: float) -> None:
        while time.monotonic() < end:
            self.live()


@dataclass(frozen=True)
class Run:
    """What one run of some seconds found."""

    lives: float
    web: float
    database: float
    client: float
    steps: dict[str, list[float]]


def run(office: Office, port: int, web: int, postmaster: int, seconds: float) -> Run:
    warm = [Client(office, port, number) for number in range(CLIENTS)]
    together([lambda client=client: client.until(time.monotonic() + WARM_SECONDS) for client in warm])
    clients = [Client(office, port, number + CLIENTS) for number in range(CLIENTS)]
    used = (cpu(web), cpu(postmaster), time.process_time())
    started = time.monotonic()
    together([lambda client=client: client.until(started + seconds) for client in clients])
    took = time.monotonic() - started
    lives = sum(client.tally.lives for client in clients)
    after = (cpu(web), cpu(postmaster), time.process_time())
    web_s, database_s, client_s = ((late - early) / lives for late, early in zip(after, used, strict=True))
    steps = {step: sorted(one for client in clients for one in client.tally.steps[step]) for step in STEPS}
    return Run(lives / took, web_s, database_s, client_s, steps)


def say(title: str, runs: Sequence[Run]) -> float:
    """Print the median run and the spread. Returns its lives per second."""
    middle = sorted(runs, key=lambda one: one.lives)[len(runs) // 2]
    spread = ", ".join(f"{one.lives:.1f}" for one in runs)
    print(f"\n## {title}\n{middle.lives:.1f} lives/s ({spread}), {middle.lives * len(STEPS):.0f} steps/s")
    total = middle.web + middle.database + middle.client
    print(
        f"CPU per life: web {middle.web * 1000:.2f} ms, database {middle.database * 1000:.2f} ms, "
        f"client {middle.client * 1000:.2f} ms, together {total * 1000:.2f} ms"
    )
    for step, times in middle.steps.items():
        cells = ", ".join(f"p{int(share * 100)} {quantile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
        print(f"  {step:9} {cells} ms")
    return middle.lives


def queries(office: Office, port: int) -> None:
    """Statements of each step, counted by the database over 20 lives of one client, without begin and commit."""
    client, counted = Client(office, port, 99), defaultdict(list)

    def counting(name: str, who: str, path: str, said: object) -> dict[str, object]:
        postgres.sql(office.database, "SELECT pg_stat_statements_reset()")
        answer = client.step(name, who, path, said)
        counted[name].append(int(postgres.sql(office.database, STATEMENTS)))
        return answer

    for _ in range(20):
        client.live(counting)
    print("queries per step: " + ", ".join(f"{step} {statistics.median(counted[step]):.0f}" for step in STEPS))


def measure(office: Office, postmaster: int, chosen: argparse.Namespace, title: str) -> dict[int, float]:
    found = {}
    for workers in (int(word) for word in chosen.workers.split(",")):
        runs = []
        for _ in range(chosen.times):
            with offices.served(office, workers, chosen.threads) as (port, web):
                runs.append(run(office, port, web, postmaster, chosen.seconds))
        found[workers] = say(f"{title}, {workers} web worker(s) of {chosen.threads} threads", runs)
    with offices.served(office, 1, 1) as (port, _):
        queries(office, port)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=1095)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the office, and the cluster if it is our own, here")
    parser.add_argument(
        "--postgres", help="a running server of this machine instead of our own, without a database name"
    )
    parser.add_argument("--only", default="empty,full,pages", help="which parts to run")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as throwaway:
        folder = chosen.folder or throwaway
        folder.chmod(0o755)
        with contextlib.nullcontext(chosen.postgres) if chosen.postgres else postgres.running(folder) as address:
            parts(chosen, folder, address.rstrip("/"))


def parts(chosen: argparse.Namespace, folder: Path, address: str) -> None:
    wanted, found = chosen.only.split(","), {}
    postmaster = postgres.postmaster(address)
    offices.prepared(folder, address, 0, chosen.days)
    offices.prepared(folder, address, chosen.cases, chosen.days)
    for part, cases in (("empty", 0), ("full", chosen.cases)):
        if part in wanted:
            office = offices.prepared(folder, address, cases, chosen.days)
            found[part] = measure(office, postmaster, chosen, f"{cases:,} cases")
    if len(found) == 2:
        for workers in found["empty"]:
            share = found["full"][workers] / found["empty"][workers]
            print(f"with {chosen.cases:,} cases: {share:.3f} of empty, {workers} worker(s)")
    if "pages" in wanted:
        office = offices.prepared(folder, address, chosen.cases, chosen.days)
        postgres.settle(office.database)
        with offices.served(office, 2, chosen.threads) as (port, web):
            pages.measure(office, port, web, postmaster)
    print(machine.line())


if __name__ == "__main__":
    main()
