"""200 officers at work at once on PostgreSQL while things break: no act lost, none done twice, no error page not ours.

    python benches/two_hundred_officers.py [--minutes 10] [--officers 200] [--seed 1]

Officers of 20 units, dispatchers and callers sign in and work by the console's own pages: letters come in by the signed
webhook, are dispatched, accepted, finished or returned, and verified. Every 20 seconds something breaks by turns: the
web process is killed, the worker is killed, all database connections are cut, the database is restarted, the database
is killed (immediate stop) and started. Afterwards each act that a page confirmed must stand in the ledger exactly once,
by whoever did it; each act whose answer was lost at most once; each letter that was acknowledged in exactly one case.
Exits 1 on any fault.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import machine
import postgres
import product
from people import PASSWORD, Log, person

UNITS = 20
FAULT_EVERY = 20
LETTERS_A_SECOND = 3
MATTERS = (
    "路灯不亮",
    "井盖破损",
    "垃圾没有清运",
    "公交不准点",
    "社保卡没有补办",
    "学校门口堵车",
    "工地夜里施工",
    "河水发臭",
)
NAMES = "金木水火土春夏秋冬东南西北山河湖海田园林泉石桥溪塘坪岭湾洲"  # of places nobody lives in
PREPARE = """
import django, sys
django.setup()
from datetime import UTC, datetime
from django.contrib.auth.hashers import make_password
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing import actions as sensing
at, by = datetime.now(UTC), "system:bench"
officers, units, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
centre = registry.make_unit("centre", "热线中心", is_centre=True, by=by, at=at)
homes = [registry.make_unit(f"u{n}", f"承办单位{n}", by=by, at=at) for n in range(units)]
sealed = make_password(password)
def person(name, post, unit):
    Officer.objects.create(username=name, name=name, post=post, unit=unit, password=sealed)
for n in range(officers - officers // 10):
    person(f"o{n}", Post.OFFICER, homes[n % units])
for n in range(officers // 20):
    person(f"d{n}", Post.DISPATCHER, centre)
    person(f"c{n}", Post.CALLER, centre)
_, secret = sensing.make_source("letters", "信箱", pack="hotline", unit_id=centre.pk, by=by, at=at)
print(secret)
"""
ACCOUNT = """
import django, json
django.setup()
from collections import Counter
from jishiyu.casework.models import Case, CaseMessage, Task
from jishiyu.casework.retell import disagreements
from jishiyu.ledger.models import Entry, Errand
from jishiyu.ledger.queries import flaws
from jishiyu.registry.models import Officer
names = {f"officer:{pk}": name for pk, name in Officer.objects.values_list("pk", "username")}
numbers = dict(Case.objects.values_list("pk", "number"))
entries = Entry.objects.filter(subject__startswith="case:").order_by("subject", "version")
acts = [
    [e.act, e.data.get("task"), numbers[int(e.subject[5:])], names.get(e.by, e.by), e.data.get("unit")]
    for e in entries.iterator() if e.act in ("dispatched", "accepted", "finished", "returned", "confirmed", "disputed")
]
print(json.dumps({
    "acts": acts,
    "letters": Counter(CaseMessage.objects.values_list("message__external_id", flat=True)),
    "cases": Case.objects.count(),
    "states": Counter(Case.objects.values_list("state", flat=True)),
    "two live leads": sum(1 for n in Counter(Task.objects.filter(state__in=("sent", "accepted"), role="lead")
                          .values_list("case", flat=True)).values() if n > 1),
    "disagreements": sum(1 for _ in disagreements()),
    "flaws": sum(1 for _ in flaws()),
    "errands left": Errand.objects.filter(done_at__isnull=True).count(),
}))
"""


def feed(port: int, secret: str, log: Log, over: threading.Event, seed: int) -> None:
    """Letters by the signed webhook; one that was not acknowledged is sent again as it is."""
    dice, number = random.Random(seed), 0
    while not over.is_set():
        number += 1
        key = f"letter-{number}"
        where = "".join(dice.choice(NAMES) for _ in range(6))
        matter = f"{where}一带{dice.choice(MATTERS)},请派人来看一看,第{number}号来信。"
        letter = {**product.message(key, matter, ""), "group_name": ""}  # a letter, in no chat group
        while not over.is_set():
            try:
                product.post(f"http://127.0.0.1:{port}/in/letters/", secret, [letter])
            except (OSError, http.client.HTTPException, ValueError):  # no answer, half of one, or not JSON
                over.wait(1)
                continue
            with log.lock:
                log.letters.add(key)
            break
        over.wait(1 / LETTERS_A_SECOND)


def faults(files: Path, address: str, home: product.Product, over: threading.Event, done: Counter[str]) -> None:
    """Break one thing after the other; `files` is the data folder of the server at `address`."""

    def kill(name: str) -> None:
        pid = home.children().get(name)
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def cut() -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        postgres.sql(f"{address}/postgres", others)

    def restart(mode: str) -> None:
        postgres.stop(files, mode)
        time.sleep(1)
        postgres.start(files, int(address.rpartition(":")[2]))

    turns: list[tuple[str, Callable[[], None]]] = [
        ("web killed", lambda: kill("web")),
        ("connections cut", cut),
        ("worker killed", lambda: kill("worker")),
        ("database restarted", lambda: restart("fast")),
        ("web killed", lambda: kill("web")),
        ("database killed", lambda: restart("immediate")),
    ]
    place = 0
    while not over.wait(FAULT_EVERY):
        name, deed = turns[place % len(turns)]
        deed()
        done[name] += 1
        place += 1


def script(text: str, data: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text, *words], env=product.environment(data), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def at_work(names: list[str], port: int, secret: str, log: Log, seed: int) -> Iterator[threading.Event]:
    over = threading.Event()
    threads = [threading.Thread(target=person, args=(name, port, log, over, seed), daemon=True) for name in names]
    threads.append(threading.Thread(target=feed, args=(port, secret, log, over, seed), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield over
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def account(log: Log, found: dict[str, object], officers: int) -> list[str]:
    """What is wrong, in words; nothing when every act and every letter is accounted for. An office in which hardly
    anything was done proves nothing."""
    rows = [tuple(row) for row in found["acts"]]  # type: ignore[attr-defined]
    by_task = ("accepted", "finished", "returned")
    kept = Counter((act, str(task) if act in by_task else number, by) for act, task, number, by, _ in rows)
    sure, open_ones = Counter(log.confirmed), Counter(log.lost)
    wrong = [f"lost: {act}" for act in sure if kept[act] < sure[act]]
    wrong += [f"done twice or by nobody: {act}" for act in kept if kept[act] > sure[act] + open_ones[act]]
    doubled = Counter((act, task) for act, task, *_ in rows if act in by_task)
    wrong += [f"done twice: {act}" for act, count in doubled.items() if count > 1]
    letters: dict[str, int] = found["letters"]  # type: ignore[assignment]
    wrong += [f"letter {key} is in {letters.get(key, 0)} cases" for key in log.letters if letters.get(key) != 1]
    if len(log.confirmed) < officers:
        wrong.append(f"{officers} officers had only {len(log.confirmed)} acts confirmed")
    for name in ("two live leads", "disagreements", "flaws", "errands left"):
        wrong += [f"{name}: {found[name]}"] if found[name] else []
    return wrong + [f"not our page: {one}" for one in log.strange]


def wait_for_quiet(data: Path) -> dict[str, object]:
    """The account once the worker has done what was left, or as it is after three minutes."""
    for _ in range(18):
        found: dict[str, object] = json.loads(script(ACCOUNT, data))
        if not found["errands left"]:
            break
        time.sleep(10)
    return found


def report(log: Log, found: dict[str, object], broke: Counter[str], seconds: float) -> None:
    done = Counter(act for act, _, _ in log.confirmed)
    open_ones = Counter(act for act, _, _ in log.lost)
    print(f"{seconds:.0f} s; what broke: {dict(broke)}")
    print(f"acts confirmed by a page: {sum(done.values())} ({sum(done.values()) / seconds:.1f}/s) {dict(done)}")
    print(f"acts whose answer was lost: {sum(open_ones.values())} {dict(open_ones)}")
    print(f"answers by status: {dict(sorted(log.answers.items()))}")
    print(f"letters acknowledged: {len(log.letters)}; cases {found['cases']} {found['states']}")
    times = sorted(log.seconds)
    marks = [times[min(len(times) - 1, int(len(times) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    print("answered within " + ", ".join(f"{mark:.0f} ms" for mark in marks) + " (50, 95, 99 %)")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(machine.line())
    log, broke = Log(), Counter[str]()
    with product.data_folder() as folder, postgres.running(folder) as address, product.data_folder() as data:
        os.environ["JISHIYU_DATABASE"] = f"{address}/postgres"
        product.command(data, "prepare")
        secret = script(PREPARE, data, str(chosen.officers), str(UNITS), PASSWORD)
        few = chosen.officers // 20
        names = [f"o{n}" for n in range(chosen.officers - 2 * few)] + [f"{who}{n}" for n in range(few) for who in "dc"]
        with product.running(data) as home:
            started = time.monotonic()
            with at_work(names, home.port, secret, log, chosen.seed) as over:
                breaking = threading.Thread(
                    target=faults, args=(folder / "postgres", address, home, over, broke), daemon=True
                )
                breaking.start()
                over.wait(chosen.minutes * 60)
            breaking.join(60)
            seconds = time.monotonic() - started
            found = wait_for_quiet(data)
    report(log, found, broke, seconds)
    wrong = account(log, found, chosen.officers)
    print("\n".join(wrong[:20]))
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
