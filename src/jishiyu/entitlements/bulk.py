"""Runs rules over files of households, shard by shard, in one process or several: memory is bounded by one shard.

Files are Parquet or Arrow (IPC) by their ending. A shard is a slice of the rows; where persons come as a file of their
own and there is more than one shard, it is the households whose hash falls to it, with their persons.
"""

import json
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import polars as pl
from polars.io.plugins import register_io_source

from jishiyu.entitlements.rules import MEMBERS, FactError, Rules, household
from jishiyu.entitlements.rules.frames import WHY, DecidedAll, decide_all
from jishiyu.entitlements.rules.nesting import WHOSE, nested
from jishiyu.entitlements.rules.rows import plain_row
from jishiyu.entitlements.rules.snapshot import KEY
from jishiyu.entitlements.rules.walking import Walk
from jishiyu.lib.refused import Refused

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
PIECE = 40_000  # households decided together
SLICE = 100_000  # undecided households looked at together
SEED = 20260701  # of the hash by which households fall to shards


@dataclass(frozen=True, slots=True)
class Job:
    """What is decided of whom. `due`: of these outputs the one that says whether something is due."""

    rules: Rules
    outputs: tuple[str, ...]
    due: str
    facts: Path
    persons: Path | None = None
    shards: int = 1
    key: str = KEY
    whose: str = WHOSE


@dataclass(slots=True)
class Summary:
    """What became of them. `sums`: of each output that is a number, in its unit."""

    households: int = 0
    due: int = 0
    not_due: int = 0
    undecided: int = 0
    bad: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, job: Job, part: DecidedAll) -> None:
        rows, due = part.rows, part.rows[job.due]
        bad = part.bad["id"]
        self.households += rows.height
        self.bad += bad.n_unique()
        self.undecided += int((rows[job.due + WHY] == 0).sum())
        self.due += int((due if due.dtype == pl.Boolean else due > 0).sum())
        self.not_due = self.households - self.due - self.undecided
        for name in job.outputs:
            if rows[name].dtype.is_integer():
                self.sums[name] = self.sums.get(name, 0) + int(rows[name].cast(pl.Int128).sum() or 0)


def scan(file: Path) -> pl.LazyFrame:
    """Raises Refused file_unreadable."""
    ending = file.suffix.lower()
    if ending not in (*PARQUET, *ARROW):
        raise Refused("file_kind_unknown", file=file.name, known=", ".join((*PARQUET, *ARROW)))
    try:
        lazy = pl.scan_parquet(file) if ending in PARQUET else pl.scan_ipc(file)
        lazy.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as trouble:
        raise Refused("file_unreadable", file=file.name, why=str(trouble).splitlines()[0]) from None
    return lazy


def unasked(job: Job) -> list[str]:
    """Columns of the files that no fact is named after."""
    known = {*job.rules.facts, job.key, job.whose, MEMBERS}
    names = list(scan(job.facts).collect_schema())
    if job.persons is not None:
        names += list(scan(job.persons).collect_schema())
    return [name for name in dict.fromkeys(names) if name not in known]


def run(job: Job, out: Path, *, only: int | None = None, processes: int = 1) -> Summary:
    """Decide all shards, or `only` one (from 0), and write them to one file; beside it `<out>.json`, what was run and
    what came of it, and `<out>.bad.jsonl` where rows were set aside. The rows are the same however it is parted.

    Raises Refused, FactError, LookupError, NotInForce."""
    if out.suffix.lower() not in (*PARQUET, *ARROW):
        raise Refused("file_kind_unknown", file=out.name, known=", ".join((*PARQUET, *ARROW)))
    numbers = range(job.shards) if only is None else [only]
    summary, told = Summary(), out.with_name(out.name + ".bad.jsonl")
    told.unlink(missing_ok=True)

    def parts(*asked: object) -> Iterator[pl.DataFrame]:
        for part in _decided(job, numbers, processes):
            summary.add(job, part)
            if part.bad.height:
                with told.open("ab") as handle:
                    _tell(part.bad, handle)
            yield part.rows

    receipt = {
        "scheme": job.rules.code, "day": str(job.rules.day), "rules": job.rules.hash, "outputs": list(job.outputs),
        "shards": job.shards, "shard": only,
    }  # fmt: skip
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        _write(register_io_source(parts, schema=_schema(job)), out.suffix.lower(), unfinished, receipt)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    beside = out.with_name(out.name + ".json")
    beside.write_text(json.dumps(receipt | asdict(summary), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def keep(frames: Iterator[pl.DataFrame], out: Path) -> int:
    """Write frames of households, one or more, to one file that a run reads. Returns how many. Raises Refused."""
    if out.suffix.lower() not in (*PARQUET, *ARROW):
        raise Refused("file_kind_unknown", file=out.name, known=", ".join((*PARQUET, *ARROW)))
    count = 0
    with TemporaryDirectory(dir=out.parent) as name:  # the frames are made here, not by a thread of the writer's
        pieces: list[Path] = []
        for frame in frames:
            pieces.append(Path(name) / f"{len(pieces):06d}.arrow")
            frame.write_ipc(pieces[-1])
            count += frame.height
        unfinished = Path(name) / out.name
        _write(pl.scan_ipc(pieces), out.suffix.lower(), unfinished, {})
        unfinished.replace(out)
    return count


def _tell(bad: pl.DataFrame, handle: IO[bytes]) -> None:
    bad.write_ndjson(handle)


def _schema(job: Job) -> pl.Schema:
    return decide_all(job.rules, _rows(job).head(0).collect(), job.outputs, key=job.key).rows.schema


def _write(lazy: pl.LazyFrame, ending: str, file: Path, receipt: dict[str, Any]) -> None:
    if ending in PARQUET:
        lazy.sink_parquet(file, metadata={f"jishiyu.{name}": json.dumps(value) for name, value in receipt.items()})
    else:
        lazy.sink_ipc(file)


# shards


def shard(job: Job, number: int) -> DecidedAll:
    """One shard decided, counted from 0. What any scheduler may call."""
    parts = list(_parts(job, number))
    return DecidedAll(pl.concat([part.rows for part in parts]), pl.concat([part.bad for part in parts]))


def _parts(job: Job, number: int) -> Iterator[DecidedAll]:
    """A shard piece by piece, so that little is held at a time."""
    if job.persons is not None:
        households, strangers = nested(
            _mine(_rows(job), job.key, job, number).collect(), _persons(job, number), key=job.key, whose=job.whose
        )
        found = decide_all(job.rules, households, job.outputs, key=job.key)
        yield DecidedAll(found.rows, pl.concat([found.bad, strangers]))
        return
    height = _height(job.facts)
    start, end = number * height // job.shards, (number + 1) * height // job.shards
    pieces = max(1, -(-(end - start) // PIECE))
    for piece in range(pieces):
        first, last = (start + (end - start) * n // pieces for n in (piece, piece + 1))
        frame = _rows(job).slice(first, last - first).collect()
        yield decide_all(job.rules, frame, job.outputs, key=job.key)


def _height(file: Path) -> int:
    return _counted(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _counted(file: Path, changed: int) -> int:
    return int(scan(file).select(pl.len()).collect().item())


def _rows(job: Job) -> pl.LazyFrame:
    """The households with those columns that are asked for."""
    lazy = scan(job.facts)
    asked = [fact.name for fact in job.rules.asked(job.outputs) if fact.of == "household"]
    there = lazy.collect_schema()
    if job.key not in there:
        raise FactError(job.facts.name, job.key, "is no column, and names the household")
    return lazy.select(name for name in (job.key, *asked, MEMBERS) if name in there)


def _persons(job: Job, number: int) -> pl.DataFrame:
    assert job.persons is not None
    lazy = scan(job.persons)
    asked = [fact.name for fact in job.rules.asked(job.outputs) if fact.of == "person"]
    there = lazy.collect_schema()
    if job.whose not in there:
        raise FactError(job.persons.name, job.whose, "is no column, and names the household of a person")
    named, wanted = there[job.whose], scan(job.facts).collect_schema()[job.key]
    if named != wanted and not (named.is_integer() and wanted.is_integer()):
        raise FactError(job.persons.name, job.whose, f"is {named}, and {job.key} of households is {wanted}")
    lazy = lazy.select(name for name in (job.whose, *asked) if name in there)
    alike = lazy.with_columns(pl.col(job.whose).cast(wanted, strict=False))  # or they fall to other shards
    return _mine(alike, job.whose, job, number).collect()


def _mine(lazy: pl.LazyFrame, key: str, job: Job, number: int) -> pl.LazyFrame:
    if job.shards == 1:
        return lazy
    return lazy.filter(pl.col(key).hash(SEED) % job.shards == number)


def _decided(job: Job, numbers: Sequence[int], processes: int) -> Iterator[DecidedAll]:
    """The shards in their order; by several processes whole, one more of them at most held than there are processes."""
    if processes == 1 or len(numbers) == 1:
        for number in numbers:
            yield from _parts(job, number)
        return
    os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 1) // processes)))  # of the children
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[DecidedAll]] = deque()
        for number in numbers:
            waiting.append(pool.submit(shard, job, number))
            if len(waiting) > processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


# single households


def household_row(job: Job, named: str) -> dict[str, Any] | None:
    """One household of the files as a row, its members with it; None where there is none of that id."""
    for found in _chosen_rows(job, pl.Series([named])).iter_rows(named=True):
        return found
    return None


def explain_undecided(job: Job, out: Path) -> Path:
    """Write `<out>.undecided.jsonl`: of each household for which an output cannot be decided, the facts to ask for, by
    output, each with the number of the member or null; households in the order of `out`."""
    file = out.with_name(out.name + ".undecided.jsonl")
    undecided = pl.any_horizontal(pl.col(name + WHY) == 0 for name in job.outputs)
    rows = scan(out).filter(undecided).select(job.key).collect()
    with file.open("w", encoding="utf-8") as handle:
        for start in range(0, rows.height, SLICE):
            for row in _chosen_rows(job, rows[job.key].slice(start, SLICE)).iter_rows(named=True):
                known = household(job.rules.facts, plain_row(job.rules.facts, row))
                walk = Walk(job.rules, known)
                asked = {name: walk.missing(name) for name in job.outputs}
                told = {"id": row[job.key], "missing": {name: one for name, one in asked.items() if one}}
                handle.write(json.dumps(told, ensure_ascii=False) + "\n")
    return file


def _chosen_rows(job: Job, ids: pl.Series) -> pl.DataFrame:
    wanted = ids.cast(pl.String).implode()
    rows = scan(job.facts).filter(pl.col(job.key).cast(pl.String).is_in(wanted)).collect()
    if job.persons is None:
        return rows
    persons = scan(job.persons).filter(pl.col(job.whose).cast(pl.String).is_in(wanted)).collect()
    return nested(rows, persons, key=job.key, whose=job.whose)[0]
