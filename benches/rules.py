"""Rules for everyone: OpenFisca, numpy by hand and the bulk compiler side by side; ten million from file to file.

    python benches/rules.py [--households 1000000] [--rounds 5] [--large 10000000] [--seed 1]

Every round runs each way in a process of its own, in turn; medians are printed. What is counted begins with the inputs
as that way takes them (arrays or rows in memory, or a file) and the rule loaded, and ends with both results. CPU
seconds are user and system time of the process meanwhile, the peak is its largest resident memory (VmHWM). Exits 1 when
results differ, or when the large town took 300 MB or more. Needs the group `bench`.
"""

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import machine
import numpy as np
import polars as pl
import rules_town as town

from jishiyu.entitlements import bulk
from jishiyu.entitlements.rules.frames import decide_all
from jishiyu.entitlements.rules.nesting import nested

Arrays = dict[str, np.ndarray]
Results = list[np.ndarray]
SHARDS = 20
LIMIT_MB = 300


def load(folder: Path, table: str) -> Arrays:
    return {file.name.split(".")[1]: np.load(file) for file in sorted(folder.glob(f"{table}.*.npy"))}


def results(rows: pl.DataFrame) -> Results:
    return [rows[name].to_numpy() for name in town.OUTPUTS]


# the ways: each gives a function to be measured; what it does before is not


def by_openfisca(folder: Path) -> Callable[[], Results]:
    import rules_openfisca  # noqa: PLC0415  (only this way has it in memory)

    system, households, persons = rules_openfisca.system(), load(folder, "households"), load(folder, "persons")
    return lambda: rules_openfisca.run(system, households, persons)


def by_hand(folder: Path) -> Callable[[], Results]:
    h, p = load(folder, "households"), load(folder, "persons")
    return lambda: hand(h, p)


def hand(h: Arrays, p: Arrays) -> Results:
    """What one would write without any rules in mind but these: persons lie stored by household."""
    rates = np.array([town.RATES.get(code, 0) for code in town.CATEGORIES], dtype=np.int32)
    lines = np.array([town.LINES.get(code, 0) for code in town.CATEGORIES], dtype=np.int32)
    whose = p["household"]
    starts = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))
    count = np.diff(np.append(starts, len(whose))).astype(np.int32)
    income = np.add.reduceat(p["income"], starts)
    special = p["entitled"] | p["disease"] | p["orphan"] | ((p["grade"] >= 1) & (p["grade"] <= 2))
    alone = (p["age"] >= 60) & ~p["married"]
    special, alone = np.logical_or.reduceat(special, starts), np.logical_and.reduceat(alone, starts)
    category, tenant = h["category"], h["status"] == town.STATUSES.index("tenant")
    fits = (category == 1) | (category == 2) | (income <= lines[category] * count)
    short = np.maximum(0, town.STANDARD * count - h["area"])
    due = np.where(~tenant & (category != 0) & fits, (rates[category] * short + 50) // 100, 0)
    return [due, np.where(tenant & (special | alone), h["rent"], 0)]


def from_rows(folder: Path, name: str = "town") -> Callable[[], Results]:
    rows = pl.read_ipc(folder / f"{name}.arrow")
    return lambda: results(decide_all(town.RULES, rows, town.OUTPUTS).rows)


def from_arrow(folder: Path) -> Callable[[], Results]:
    return lambda: results(decide_all(town.RULES, pl.read_ipc(folder / "town.arrow"), town.OUTPUTS).rows)


def from_parquet(folder: Path) -> Callable[[], Results]:
    return lambda: results(decide_all(town.RULES, pl.read_parquet(folder / "town.parquet"), town.OUTPUTS).rows)


def from_two_files(folder: Path) -> Callable[[], Results]:
    def run() -> Results:
        households, persons = pl.read_ipc(folder / "households.arrow"), pl.read_ipc(folder / "persons.arrow")
        return results(decide_all(town.RULES, nested(households, persons)[0], town.OUTPUTS).rows)

    return run


def from_two_parquet_files(folder: Path) -> Callable[[], Results]:
    def run() -> Results:
        households, persons = (
            pl.read_parquet(folder / "households.parquet"),
            pl.read_parquet(folder / "persons.parquet"),
        )
        return results(decide_all(town.RULES, nested(households, persons)[0], town.OUTPUTS).rows)

    return run


def with_unknown(folder: Path) -> Callable[[], Results]:
    return from_rows(folder, "unknown")


WAYS: dict[str, Callable[[Path], Callable[[], Results]]] = {
    "OpenFisca, from arrays": by_openfisca,
    "numpy by hand, from arrays stored by household": by_hand,
    "ours, from rows in memory": from_rows,
    "ours, from an Arrow file": from_arrow,
    "ours, from a Parquet file": from_parquet,
    "ours, households and persons as two Arrow files": from_two_files,
    "ours, households and persons as two Parquet files": from_two_parquet_files,
    "ours, from rows, 3 % of incomes and 2 % of grades unknown": with_unknown,
}
OTHER_FACTS = "ours, from rows, 3 % of incomes and 2 % of grades unknown"


# one process


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def measured(deed: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    before = peak_mb()
    cpu, wall = spent(), time.perf_counter()
    done = deed()
    return done, {
        "cpu": spent() - cpu, "wall": time.perf_counter() - wall, "peak": peak_mb(), "before": before,
    }  # fmt: skip


def one(folder: Path, name: str) -> None:
    found, figures = measured(WAYS[name](folder))
    digest = hashlib.sha256()
    for values in found:
        digest.update(np.nan_to_num(values, nan=-1).astype(np.int64).tobytes())
    print(json.dumps(figures | {"digest": digest.hexdigest(), "sums": [int(np.nansum(values)) for values in found]}))


def file_to_file(source: Path, shards: int) -> None:
    job = bulk.Job(town.RULES, town.OUTPUTS, "due", source, shards=shards)
    summary, figures = measured(lambda: bulk.run(job, source.with_name("out" + source.suffix)))
    print(json.dumps(figures | {"households": summary.households, "sums": list(summary.sums.values())}))


def child(*words: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, *map(str, words)], capture_output=True, text=True, check=False, env=os.environ
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


# all of them


def side_by_side(folder: Path, rounds: int) -> bool:
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name in WAYS:
            told[name].append(child("--one", name, "--folder", folder))
    base = told["OpenFisca, from arrays"]
    print("\n| way | CPU s | wall s | peak MB | of it the work | × OpenFisca, CPU (least to most) |\n|" + " --- |" * 6)
    for name, runs in told.items():
        ratios = sorted(theirs["cpu"] / ours["cpu"] for theirs, ours in zip(base, runs, strict=True))
        cpu, wall, peak, work = (
            statistics.median(run[key] for run in runs) for key in ("cpu", "wall", "peak", "before")
        )
        print(
            f"| {name} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {peak - work:.0f} | "
            f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f}) |"
        )
    digests = {run["digest"] for name, runs in told.items() if name != OTHER_FACTS for run in runs}
    print(f"\ndue and waived, sums in fen: {base[0]['sums']}")
    print("equal in every way" if len(digests) == 1 else "DIFFERENT")
    return len(digests) == 1


def at_scale(folder: Path, large: int, seed: int, rounds: int) -> bool:
    """File to file in shards of one size, from a small town and a large one."""
    print("\n| file | households | shards | CPU s | wall s | peak MB | households per CPU s |\n|" + " --- |" * 7)
    fits = True
    for ending in ("arrow", "parquet"):
        for count, shards in ((large // 10, SHARDS // 10), (large, SHARDS)):
            source = folder / f"large.{ending}"
            town.write_large(source, count, seed)
            runs = [child("--file", source, "--shards", shards) for _ in range(rounds)]
            cpu, wall, peak = (statistics.median(run[key] for run in runs) for key in ("cpu", "wall", "peak"))
            print(
                f"| {ending} | {count:,} | {shards} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {count / cpu / 1e6:.1f} M |"
            )
            fits &= peak < LIMIT_MB and len({tuple(run["sums"]) for run in runs}) == 1
            source.unlink()
    return fits


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--households", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--large", type=int, default=10_000_000, help="households of the large town; 0: none")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--one", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--shards", type=int, default=1, help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    if chosen.one:
        one(chosen.folder, chosen.one)
        return 0
    if chosen.file:
        file_to_file(chosen.file, chosen.shards)
        return 0
    print(machine.line(), f"polars {pl.__version__}, numpy {np.__version__}, threads of polars {pl.thread_pool_size()}")
    with tempfile.TemporaryDirectory(prefix="jishiyu-rules-") as name:
        folder = Path(name)
        town.write(folder, chosen.households, chosen.seed)
        alike = side_by_side(folder, chosen.rounds)
        fits = not chosen.large or at_scale(folder, chosen.large, chosen.seed, min(3, chosen.rounds))
    print(machine.line())
    return 0 if alike and fits else 1


if __name__ == "__main__":
    sys.exit(main())
