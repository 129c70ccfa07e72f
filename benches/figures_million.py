"""Figures over a million cases and ten million readings: pages, opening to the first rows, how late a figure is, making
all of it anew from the ledger; beside plain SQL over the same rows in the same run.

    python benches/figures_million.py [--cases 1000000] [--readings 10000000] [--folder FOLDER] [--workers 2]

A PostgreSQL of its own with fsync on; with --folder the loaded database stays for the next run. Every page is asked 20
times, one after another, over kept connections. Lag: from the answer to a deed at the door for other systems until the
open page of its figure shows it, asked again and again; in the deed's own transaction it is kept, so this is the time
of a page. "Plain SQL" is the figure as its definition says it, over the tables of cases.
"""

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import machine
import office as offices
import postgres
import product
from office import Office
from wire import Wire

TIMES = 20
PAGES = (
    "figures/?days=7", "figures/", "figures/?days=90", "figures/?days=90&unit=3", "wall/", "quality/", "desk/",
    "figures/open/on_time/?days=30", "figures/open/on_time/?days=365", "figures/open/on_time/?days=365&side=rest",
    "figures/open/satisfied/?days=90", "figures/open/first_right/?period=all", "figures/open/heard/?days=365",
    "figures/open/dissolved/?days=365&unit=3", "figures/open/on_time/?days=90&division=430972109",
)  # fmt: skip
PLAIN = {  # the same as the pages count, straight from the rows, over the last year
    "on time of all due": """
        SELECT count(*) FILTER (WHERE answered_at <= due_at AND outcome <> 'withdrawn_after_contact'
                                AND reopened_at IS NULL), count(*)
        FROM casework_case WHERE excluded_at IS NULL AND due_at >= now() - interval '365 days' AND due_at < now()""",
    "sent right the first time": """
        SELECT count(*) FILTER (WHERE units = 1), count(*) FROM (
            SELECT count(DISTINCT t.unit_id) AS units FROM casework_case c JOIN casework_task t ON t.case_id = c.id
            WHERE t.role = 'lead' AND c.heard_at >= now() - interval '365 days' AND c.heard_at < now()
            GROUP BY c.id) led""",
    "satisfied of those who rated": """
        SELECT count(*) FILTER (WHERE rating >= 4), count(*) FROM (
            SELECT DISTINCT ON (case_id) rating FROM casework_verification
            WHERE rating IS NOT NULL AND answered_at >= now() - interval '365 days' AND answered_at < now()
            ORDER BY case_id, answered_at DESC, id DESC) last""",
}
READINGS = """
SELECT day, unit_id, sum(amount), count(*) FROM programmes_reading
WHERE series = 'growers.bought' AND live AND day >= '{since}' AND day < '{until}' GROUP BY day, unit_id"""
FACTS = """
SELECT day, unit_key, sum(amount), sum(count) FROM programmes_dailyfact
WHERE series = 'growers.bought' AND day >= '{since}' AND day < '{until}' GROUP BY day, unit_key"""
LOAD = """
import sys, time
from datetime import date, timedelta
from random import Random
import django
django.setup()
from django.utils import timezone
from jishiyu.programmes import actions
from jishiyu.programmes.drafts import Measured
from jishiyu.registry.models import Unit
first, last = int(sys.argv[1]), int(sys.argv[2])
grades = ("C1F", "C2F", "C3F")
rng, at, units = Random(first), timezone.now(), list(Unit.objects.values_list("pk", flat=True))
for start in range(first, last, 100_000):
    rows = [
        Measured("growers.bought", f"k{number}", date(2024, 1, 1) + timedelta(days=rng.randrange(700)),
                 rng.randint(1, 500), rng.choice(grades), unit=rng.choice(units))
        for number in range(start, min(start + 100_000, last))
    ]
    actions.take_readings(rows, source="bench", by="system:bench", at=at)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--readings", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--without-rebuild", action="store_true")
    chosen = parser.parse_args()
    print(machine.line())
    with _folder(chosen.folder) as folder, postgres.running(folder) as address:
        office = offices.prepared(folder, address, chosen.cases, 365)
        load_readings(office, chosen.readings)
        with offices.served(office, chosen.workers, 4) as (port, _):
            pages(office, port)
            lag(office, port)
        plain(office.database)
        if not chosen.without_rebuild:
            rebuild(office)
    return 0


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept
        return
    with product.data_folder() as data:
        yield data


def load_readings(office: Office, count: int) -> None:
    """Up to so many readings by the room's own deed, in sets of 100,000."""
    there = int(postgres.sql(office.database, "SELECT count(*) FROM programmes_reading"))
    if there >= count:
        return
    begun = time.monotonic()
    os.environ["JISHIYU_DATABASE"] = office.database
    words = [sys.executable, "-c", LOAD, str(there), str(count)]
    subprocess.run(words, check=True, env=product.environment(office.data))
    took = time.monotonic() - begun
    print(f"readings {there:,} to {count:,}: {took:.0f} s, {(count - there) / took:,.0f} a second", flush=True)
    postgres.settle(office.database)


def pages(office: Office, port: int) -> None:
    wire = Wire(port)
    wire.sign_in("he", office.password)
    print(f"\n## pages, each {TIMES} times: p50, p95, most; ms")
    worst = {"dashboards": 0.0, "opening": 0.0}
    for path in PAGES:
        times = sorted(_asked(wire, f"/console/{path}") for _ in range(TIMES))
        late = times[int(0.95 * TIMES) - 1]
        kind = "opening" if "/open/" in path else "dashboards"
        worst[kind] = max(worst[kind], late)
        print(f"  {path:55} {statistics.median(times):7.1f} {late:7.1f} {times[-1]:7.1f}", flush=True)
    print(f"  slowest p95: dashboards {worst['dashboards']:.0f} ms (aim 200), opening {worst['opening']:.0f} ms (300)")


def _asked(wire: Wire, path: str) -> float:
    status, _, seconds = wire.ask("GET", path)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return seconds * 1000


def lag(office: Office, port: int) -> None:
    """A need is told at the door; until the figure of cases heard counts it."""
    door = Wire(port, {"Authorization": f"Bearer {office.keys['chen']}"})
    wire = Wire(port)
    wire.sign_in("he", office.password)
    times = []
    for number in range(10):
        before = _heard(wire)
        said = {
            "source": "mailbox",
            "kind": "hotline.transport",
            "title": "路灯不亮",
            "text": f"村口路灯坏了,第{number}次反映。",
        }
        status, answer, _ = door.post("/api/cases/", said)
        if status not in (200, 201):
            raise RuntimeError(f"{status} {answer}")
        begun = time.monotonic()
        while _heard(wire) == before:
            if time.monotonic() - begun > 10:
                raise RuntimeError("the figure does not move")
        times.append(time.monotonic() - begun)
    print(f"\n## from a deed to its figure on a page: median {statistics.median(times):.2f} s, most {max(times):.2f} s")


def _heard(wire: Wire) -> str:
    body = wire.ask("GET", "/console/figures/open/heard/?days=7")[1].decode()
    found = re.search(r'class="figure__n number"[^>]*>([\d,]+)', body)
    if found is None:
        raise RuntimeError("no figure on the page")
    return found[1]


def plain(database: str) -> None:
    """Aggregates over the rows themselves, in this run, and readings by the day beside their facts."""
    print("\n## plain SQL over the rows: s")
    for name, query in PLAIN.items():
        print(f"  {name:40} {_best(database, query):7.2f}", flush=True)
    for name, query in (("readings of 90 days by day and unit", READINGS), ("the same, from daily facts", FACTS)):
        print(f"  {name:40} {_best(database, query.format(since='2025-07-01', until='2025-10-01')):7.3f}", flush=True)


def _best(database: str, query: str) -> float:
    """Seconds inside the server, the best of three."""
    found = []
    for _ in range(3):
        told = postgres.sql(database, f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}")
        match = re.search(r'"Execution Time": ([\d.]+)', told)
        found.append(float(match[1]) / 1000 if match else 0.0)
    return min(found)


def rebuild(office: Office) -> None:
    print("\n## all of it anew from the ledger")
    begun = time.monotonic()
    print(product.command(office.data, "figures", "rebuild", "--days", "90"), end="")
    print(f"  with every check: {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
