"""80,000 households that wait and 20,000 homes that are free: matched, offered, numbered, drawn, read.

    python benches/allotment.py [--waiting N] [--homes N] [--pure]

The pure part needs nothing. The other part makes a PostgreSQL cluster of its own in a temporary folder.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import machine
import postgres
import product

from jishiyu.entitlements.allotting import FreeHome, Waiter, Wishes, match_homes
from jishiyu.entitlements.lottery import digest_of, draw_order, list_text
from jishiyu.entitlements.ordering import Standing, key_of

TOWNS = [f"4310810{number:02d}" for number in range(1, 26)]
START = datetime(2022, 1, 4, 1, 0, tzinfo=UTC)


def wishes(chance: Random) -> Wishes:
    """Two in three name one to three towns, half name rooms, one in twenty needs an accessible home."""
    towns = tuple(chance.sample(TOWNS, chance.randint(1, 3))) if chance.random() < 2 / 3 else ()
    rooms = (chance.randint(1, 3), 10**9) if chance.random() < 0.5 else (0, 10**9)
    area = (chance.choice((3000, 4000, 5000)), 10**9) if chance.random() < 0.3 else (0, 10**9)
    return Wishes(towns, rooms, area, chance.random() < 0.05)


def home(number: int, chance: Random) -> FreeHome:
    area = chance.randint(2800, 8900)
    rooms, rent = min(4, 1 + area // 2500), area * 4
    return FreeHome(number, f"F{number:06d}", chance.choice(TOWNS), area, rooms, rent, chance.random() < 0.04)


def told(name: str, deed: Callable[[], object], times: int = 1) -> object:
    """Do it, print how long it took (the median where it is done more than once)."""
    took, found = [], None
    for _ in range(times):
        began = time.perf_counter()
        found = deed()
        took.append(time.perf_counter() - began)
    middle = statistics.median(took)
    print(f"{name}: {middle:.2f} s" if middle >= 0.1 else f"{name}: {middle * 1000:.2f} ms", flush=True)
    return found


def pure(waiting: int, homes: int) -> None:
    chance = Random(20261125)
    line = [Waiter(number, wishes(chance)) for number in range(waiting)]
    stock = [home(number, chance) for number in range(homes)]
    found = told(f"match {waiting} with {homes} homes", lambda: match_homes(line, stock), 3)
    assert isinstance(found, dict)
    print(f"homes given: {len(found)}")
    same = [Waiter(number) for number in range(waiting)]
    told("the same, nobody with wishes", lambda: match_homes(same, stock), 3)
    numbers = [f"A{20220104 + number // 9000}-{number % 9000:04d}" for number in range(waiting)]
    text = list_text(numbers)
    told("freeze: text and hash", lambda: digest_of(list_text(numbers), "sha256"), 3)
    digest = digest_of(text, "sha256")
    told("draw", lambda: draw_order(numbers, "2026133 07 12 19 23 28 31 + 04", digest), 3)
    when = [START + timedelta(minutes=number) for number in range(waiting)]
    told("keys of all", lambda: [key_of(Standing(at, 1), "time") for at in when], 3)


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--waiting", type=int, default=80_000)
    said.add_argument("--homes", type=int, default=20_000)
    said.add_argument("--pure", action="store_true", help="without a database")
    chosen = said.parse_args()
    print(machine.line())
    pure(chosen.waiting, chosen.homes)
    if chosen.pure:
        return
    with tempfile.TemporaryDirectory() as folder, postgres.running(Path(folder)) as address:
        data = Path(folder) / "data"
        os.environ["JISHIYU_DATABASE"] = f"{address}/allotment"
        postgres.sql(f"{address}/postgres", "CREATE DATABASE allotment")
        product.command(data, "prepare")
        inside = Path(__file__).with_name("allotment_inside.py")
        words = [sys.executable, str(inside), str(chosen.waiting), str(chosen.homes)]
        subprocess.run(words, env=product.environment(data), check=True)


if __name__ == "__main__":
    main()
