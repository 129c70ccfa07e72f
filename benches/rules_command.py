"""The command itself: `jishiyu rules run` on a shipped scheme, from file to file, in a fresh installation.

    python benches/rules_command.py [--scheme housing.home] [--households 1000000] [--unknown 3] [--shards 2]

A town is drawn from the columns that `jishiyu rules facts` lists, `--unknown` percent of every fact unknown, and is
decided from Arrow and from Parquet by one process and by two. What is counted is the whole command, its start included:
CPU seconds of it and its children, the largest resident memory of one of them. Exits 1 when results differ.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machine
import numpy as np
import polars as pl
import product
from polars.io.plugins import register_io_source

from jishiyu.entitlements.rules.nesting import nested

DAY = "2026-07-01"
MOST = {"fen": 300_000, "0.01 m²": 9_000, "": 60}
STEP = 250_000
Column = dict[str, Any]


def drawn(columns: list[Column], count: int, unknown: int, lot: np.random.Generator) -> dict[str, pl.Series]:
    return {column["name"]: values(column, count, unknown, lot) for column in columns}


def values(column: Column, count: int, unknown: int, lot: np.random.Generator) -> pl.Series:
    match column["kind"]:
        case "code":
            made = pl.Series(lot.integers(0, len(column["codes"]), count).astype(np.uint8))
        case "true or false":
            made = pl.Series(lot.random(count) < 0.3)
        case "day":
            made = pl.Series(lot.integers(-14_000, 20_000, count).astype(np.int32)).cast(pl.Date)
        case _:
            made = pl.Series(lot.integers(0, MOST.get(column["unit"], 60), count).astype(np.int32))
    return made.set(pl.Series(lot.integers(0, 100, count) < unknown), None) if unknown else made


def write(file: Path, columns: list[Column], count: int, unknown: int) -> None:
    def parts(*asked: object) -> Iterator[pl.DataFrame]:
        for first in range(0, count, STEP):
            yield town(columns, first, min(STEP, count - first), unknown)

    lazy = register_io_source(parts, schema=town(columns, 0, 100, unknown).schema)
    lazy.sink_parquet(file) if file.suffix == ".parquet" else lazy.sink_ipc(file)


def town(columns: list[Column], first: int, count: int, unknown: int) -> pl.DataFrame:
    lot = np.random.default_rng([first, count])
    sizes, ids = lot.integers(1, 6, count), np.arange(first, first + count)
    own, theirs = ([one for one in columns if one["of"] == of] for of in ("household", "person"))
    households = pl.DataFrame({"id": ids, **drawn(own, count, unknown, lot)})
    people = {"household": np.repeat(ids, sizes), **drawn(theirs, int(sizes.sum()), unknown, lot)}
    return nested(households, pl.DataFrame(people))[0]


def run(data: Path, *words: str) -> dict[str, Any]:
    """The command's own summary, with what it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "jishiyu.cli.main", "rules", "run", *words, "--json"],
        env=product.environment(data), stdout=subprocess.PIPE,
    )  # fmt: skip
    peak = 0.0
    while running.poll() is None:
        peak = max([peak, *(high_water(pid) for pid in family(running.pid))])
        time.sleep(0.01)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert running.stdout is not None
    if running.returncode:
        raise SystemExit(f"rules run ended with {running.returncode}")
    told: dict[str, Any] = json.loads(running.stdout.read())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return told | {"cpu": cpu, "wall": wall, "peak": peak}


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(int(child) for child in children)]


def high_water(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scheme", default="housing.home")
    asked.add_argument("--households", type=int, default=1_000_000)
    asked.add_argument("--unknown", type=int, default=3, help="percent")
    asked.add_argument("--shards", type=int, default=2)
    chosen = asked.parse_args()
    print(machine.line())
    os.environ["POLARS_MAX_THREADS"] = str(os.cpu_count() or 1)
    results = set()
    with tempfile.TemporaryDirectory(prefix="jishiyu-rules-") as name:
        data = Path(name)
        product.command(data, "prepare")
        columns = json.loads(product.command(data, "rules", "facts", chosen.scheme, "--json"))
        print("| file | processes | CPU s | wall s | peak MB | due | cannot be decided |\n|" + " --- |" * 7)
        for ending in ("arrow", "parquet"):
            file = data / f"town.{ending}"
            write(file, columns, chosen.households, chosen.unknown)
            for processes in (1, 2):
                out = data / f"out.{ending}"
                words = ["--facts", str(file), "--day", DAY, "--out", str(out), "--processes", str(processes)]
                told = run(data, chosen.scheme, *words, "--shards", str(chosen.shards))
                results.add(json.dumps([told[part] for part in ("due", "not_due", "undecided", "bad", "sums")]))
                print(
                    f"| {ending} | {processes} | {told['cpu']:.1f} | {told['wall']:.1f} | {told['peak']:.0f} "
                    f"| {told['due']:,} | {told['undecided']:,} |"
                )
            file.unlink()
    print("equal" if len(results) == 1 else "DIFFERENT", results)
    return 0 if len(results) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
