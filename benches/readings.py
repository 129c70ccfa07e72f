"""How fast readings are taken, with their ledger entries and daily facts, and facts made anew from the ledger alone.

    python benches/readings.py [--rows 1000000] [--postgres ADDRESS | --sqlite]

Without an address a PostgreSQL of its own is made in a throwaway folder, fsync on. Rows come in sets of 100,000, one
transaction each, over two years, three grades and twenty units; the last set is then given once more.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import machine
import postgres
import product

RUN = """
import sys, time
from datetime import date, timedelta
from random import Random
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from django.utils import timezone
from jishiyu.programmes import actions, kinds
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.models import DailyFact
from jishiyu.registry.actions import make_unit
count, SET, GRADES = int(sys.argv[1]), 100_000, ("upper", "middle", "lower")
kinds.declare_series(kinds.Series(code="bench.kilos", name="", unit="kg", grades={one: one for one in GRADES}))
at, rng = timezone.now(), Random(7)
units = [make_unit(f"u{number}", f"Unit {number}", by="bench", at=at).pk for number in range(20)]
took = cpu = 0.0

def take(rows):
    begun, work = time.perf_counter(), time.process_time()
    done = actions.take_readings(rows, source="bench", by="bench", at=at)
    return done, time.perf_counter() - begun, time.process_time() - work

for start in range(0, count, SET):
    rows = [
        Measured("bench.kilos", f"k{number}", date(2024, 1, 1) + timedelta(days=rng.randrange(700)),
                 rng.randint(1, 500), rng.choice(GRADES), unit=rng.choice(units))
        for number in range(start, min(start + SET, count))
    ]
    done, seconds, work = take(rows)
    took, cpu = took + seconds, cpu + work
    print(f"  {start + done.new:>10,} after {took:7.1f} s ({seconds:.2f} s for this set)", flush=True)
done, seconds, work = take(rows)
print(f"  the last set once more: {done.known} known, {seconds:.2f} s")
print(f"{connection.vendor}: {count / took:,.0f} readings a second by the clock, {count / cpu:,.0f} by this process")
begun = time.perf_counter()
readings, facts = actions.rebuild_facts(by="bench", at=at)
again = time.perf_counter() - begun
print(f"made anew from the ledger: {readings} readings, {facts} facts, {again:.1f} s, {readings / again:,.0f} a second")
assert not differing_facts() and readings == count and facts == DailyFact.objects.count()
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--sqlite", action="store_true")
    chosen = parser.parse_args()
    print(machine.line())
    with product.data_folder() as data:
        if chosen.sqlite:
            return run(data, "", chosen.rows)
        if chosen.postgres:
            return measure(data, chosen.postgres, chosen.rows)
        with postgres.running(data) as address:
            return measure(data, address, chosen.rows)


def measure(data: Path, address: str, rows: int) -> int:
    name = f"readings_{os.getpid()}"
    postgres.sql(f"{address}/postgres", f"CREATE DATABASE {name}")
    try:
        return run(data, f"{address}/{name}", rows)
    finally:
        postgres.sql(f"{address}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def run(data: Path, database: str, rows: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(rows)], check=False,
        env={**product.environment(data), "JISHIYU_DATABASE": database},
    )  # fmt: skip
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
