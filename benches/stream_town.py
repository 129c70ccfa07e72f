"""An installation under a stream of chat, for benches: PostgreSQL, maybe NATS, a web process, workers, what is said.

Ordinary chat is what was written by hand for the power pack (`--said`, else a few lines below), said in 2,000 groups of
200 areas, one officer each. Beside it 100 areas with one officer each stay quiet but for probes: a danger in a group
never heard before, so that the officer's open page shows when it was heard.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import nats_cluster
import postgres
import product

AREAS, PROBED, GROUPS = 200, 100, 2000
HOME = "430972109"
SOURCE = "line"
RISKY = 0.04  # of what is said, by those who wrote it
WORKERS_SAY = {"web": ["web", "--port"], "worker": ["work"]}
PREPARE = """
import django, json, sys
django.setup()
from datetime import UTC, date, datetime
from jishiyu.notices import tickets
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Cell, Duty, Officer, Post
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Group, Source
areas, probed, groups, probes, home = *map(int, sys.argv[1:5]), sys.argv[5]
at, by = datetime.now(UTC), "system:bench"
unit = registry.make_unit("station", "供电所", division_code=home, by=by, at=at)
_, secret = sensing.make_source("line", "群消息", pack="power", unit_id=unit.pk, division_code=home, by=by, at=at)
source = Source.objects.get()
cells = Cell.objects.bulk_create(
    [Cell(code=f"a{n}", kind=Cell.Kind.AREA, name=f"{n}号台区", division_id=home) for n in range(areas + probed)])
people = Officer.objects.bulk_create(
    [Officer(username=f"o{n}", name=f"o{n}", post=Post.OFFICER, unit=unit, password="!") for n in range(len(cells))])
Officer.objects.create(username="head", name="head", post=Post.HEAD, unit=unit, password="!")  # not all are told of all
Duty.objects.bulk_create([Duty(officer=officer, role="power.grid_officer", cell=cell, since=date(2020, 1, 1))
    for officer, cell in zip(people, cells)])
def group(code, cell):
    return Group(source=source, code=code, name=f"{code}群", division_id=home, cell=cell)
Group.objects.bulk_create([group(f"g{n}", cells[n % areas]) for n in range(groups)]
    + [group(f"p{n}", cells[areas + n % probed]) for n in range(probes)], batch_size=1000)
print(json.dumps({"secret": secret, "source": source.pk,
    "tickets": [tickets.make([f"officer:{officer.pk}"]) for officer in people[areas:]]}))
"""
PLAIN = (
    "收到",
    "谢谢师傅",
    "今天菜场豆角几块",
    "来电了",
    "明天几点接龙",
    "手机没电了先下",
    "早上好",
    "哈哈",
    "好的",
    "没停电",
)
GRAVE = ("又停电了", "我屋里也没电", "还没来电", "电压低得很", "变压器冒烟了")


@dataclass
class Town:
    """A running installation. Processes are by name: web, worker0, worker1, …"""

    data: Path
    database: str
    port: int
    secret: str
    source: int
    tickets: list[str]
    cluster: nats_cluster.Cluster | None
    extra: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        found = {**product.environment(self.data), "JISHIYU_DATABASE": self.database, **self.extra}
        if self.cluster:
            found["JISHIYU_STREAM"] = self.cluster.address
        return found

    def start(self, name: str) -> None:
        words = ["web", "--port", str(self.port)] if name == "web" else ["work"]
        with (self.data / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "jishiyu.cli.main", *words], env=self.environment(), stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, script: str, *words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=self.environment(), input=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def wait_for_page(self) -> None:
        product.wait_for_page(f"http://127.0.0.1:{self.port}/", product.START_SECONDS)

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far, by part."""
        found = {name: postgres.cpu_seconds([process.pid]) for name, process in self.processes.items()}
        found["postgres"] = postgres.cpu_seconds(postgres.family(postgres.postmaster(self.database.rpartition("/")[0])))
        if self.cluster:
            found["nats"] = postgres.cpu_seconds(self.cluster.pids())
        return found

    def memory(self) -> dict[str, float]:
        """MiB that each process holds alone or shares, by part."""
        return {name: _resident(process.pid) for name, process in self.processes.items()}


@contextlib.contextmanager
def running(
    folder: Path, *, jetstream: bool, workers: int, probes: int, extra: dict[str, str] | None = None
) -> Iterator[Town]:
    """An installation on a database of its own in this folder; ended afterwards, each process by its id."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres.running(folder))
        postgres.sql(f"{server}/postgres", "CREATE DATABASE line")
        cluster = stack.enter_context(nats_cluster.running(folder / "nats")) if jetstream else None
        data = folder / "data"
        town = Town(data, f"{server}/line", product.free_port(), "", 0, [], cluster, extra or {})
        prepare = [sys.executable, "-m", "jishiyu.cli.main", "prepare"]
        subprocess.run(prepare, env=town.environment(), check=True, capture_output=True)
        made = json.loads(town.run(PREPARE, *map(str, (AREAS, PROBED, GROUPS, probes, HOME))))
        town.secret, town.source, town.tickets = made["secret"], made["source"], made["tickets"]
        stack.callback(town.stop)
        for name in ("web", *(f"worker{number}" for number in range(workers))):
            town.start(name)
        town.wait_for_page()
        yield town


class Chatter:
    """What is said, as JSON lines with ids that count up."""

    def __init__(self, said: Path | None, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.plain, self.grave = _read(said) if said and said.exists() else (list(PLAIN), list(GRAVE))
        self.count = 0

    def line(self, text: str, group: str, at: str, key: str = "") -> str:
        self.count += 1
        said = json.dumps(text, ensure_ascii=False)
        who = f"{group}-{self.rng.randrange(60)}"  # a person is in one group
        key = key or f"m{self.count}"
        return f'{{"id":"{key}","group_id":"{group}","sender":"{who}","time":"{at}","text":{said}}}'

    def lines(self, count: int) -> list[str]:
        at, rng = now(), self.rng
        return [
            self.line(rng.choice(self.grave if rng.random() < RISKY else self.plain), f"g{rng.randrange(GROUPS)}", at)
            for _ in range(count)
        ]

    def probe(self, number: int) -> str:
        return self.line("线掉下来冒火花了", f"p{number}", now(), f"p{number}")


def now() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).isoformat()


def _read(folder: Path) -> tuple[list[str], list[str]]:
    plain, grave = [], []
    for file in sorted(folder.rglob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            parts = line.split("|", 7)
            if len(parts) == 8:
                (plain if parts[3].strip() == "-" else grave).append(parts[7].strip())
    return plain, grave


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    return 0.0


def pause_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def machine_load() -> float:
    return os.getloadavg()[0]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
