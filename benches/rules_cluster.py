"""One rule over a town in shards: one process, two, and the same shards as jobs of a Dask and of a Ray cluster.

    python benches/rules_cluster.py [--households 2000000] [--shards 8] [--workers 2]

Dask (`pip install "dask[distributed]"`) and Ray (`pip install ray`) are no part of the product; what is not installed
is left out. A worker needs the product installed and the file within reach, no database. Exits 1 when results differ.
"""

import argparse
import importlib.util
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import machine
import polars as pl
import rules_town as town

from jishiyu.entitlements import bulk

Run = Callable[[bulk.Job, Path, int], None]


def part(job: bulk.Job, folder: Path, number: int) -> bulk.Summary:
    """One shard as a job of its own, into a file of its own."""
    return bulk.run(job, folder / f"part-{number:04}.parquet", only=number)


def one_process(job: bulk.Job, folder: Path, workers: int) -> None:
    bulk.run(job, folder / "part.parquet")


def processes(job: bulk.Job, folder: Path, workers: int) -> None:
    bulk.run(job, folder / "part.parquet", processes=workers)


def dask(job: bulk.Job, folder: Path, workers: int) -> None:
    from dask.distributed import Client, LocalCluster  # noqa: PLC0415  (an extra)

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        print(f"  (Dask began after {since():.1f} s)")
        client.gather(client.map(partial(part, job, folder), range(job.shards)))
        print(f"  (and had done all after {since():.1f} s)")


def ray(job: bulk.Job, folder: Path, workers: int) -> None:
    import ray as cluster  # noqa: PLC0415  (an extra)

    cluster.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False)
    print(f"  (Ray began after {since():.1f} s)")
    remote = cluster.remote(part)
    cluster.get([remote.remote(job, folder, number) for number in range(job.shards)])
    print(f"  (and had done all after {since():.1f} s)")
    cluster.shutdown()


WAYS: dict[str, tuple[Run, str]] = {
    "one process": (one_process, ""),
    "processes": (processes, ""),
    "Dask": (dask, "distributed"),
    "Ray": (ray, "ray"),
}
_began = [0.0]


def since() -> float:
    return time.perf_counter() - _began[0]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--households", type=int, default=2_000_000)
    asked.add_argument("--shards", type=int, default=8)
    asked.add_argument("--workers", type=int, default=2)
    chosen = asked.parse_args()
    print(machine.line())
    sums = set()
    with tempfile.TemporaryDirectory(prefix="jishiyu-rules-") as name:
        source = Path(name) / "town.arrow"
        town.write_large(source, chosen.households, 1)
        job = bulk.Job(town.RULES, town.OUTPUTS, "due", source, shards=chosen.shards)
        for way, (run, module) in WAYS.items():
            if module and importlib.util.find_spec(module) is None:
                print(f"{way}: not installed here")
                continue
            folder = Path(name) / way.replace(" ", "-")
            folder.mkdir()
            _began[0] = time.perf_counter()
            run(job, folder, chosen.workers)
            rows = pl.scan_parquet(folder / "part*.parquet").select(pl.len(), pl.col("due", "waived").sum()).collect()
            sums.add(rows.row(0))
            print(f"{way}: {since():.1f} s, households, due, waived: {rows.row(0)}", flush=True)
    print("equal" if len(sums) == 1 else "DIFFERENT")
    return 0 if len(sums) == 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
