"""The command `jishiyu import`: a file of letters or work orders, with an account of every row."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from jishiyu.cli.worker import Worker
from jishiyu.lib.refused import Refused
from jishiyu.sensing import queries
from jishiyu.sensing.imports import rejected_file, run_import

BY = "system:command-line"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("import", help="import letters or work orders from Excel or CSV, or chat from JSON lines")
    command.add_argument("file", type=Path, help="xlsx, xls, csv (headers may be dirty) or jsonl")
    command.add_argument("--source", required=True, help="code of the source they come from")
    command.add_argument("--rejected", type=Path, help="where to write the rows that come back (xlsx)")
    command.set_defaults(command=_import)


def _import(chosen: argparse.Namespace) -> int:
    source = queries.source_by_code(chosen.source)
    if source is None:
        raise Refused("source_unknown", source=chosen.source)
    started = time.monotonic()
    run = run_import(source, chosen.file, by=BY, at=timezone.now())
    worker = Worker()
    while worker.do_errands():  # open the cases now, whether another worker runs or not
        continue
    seconds = time.monotonic() - started
    print(f"{run.file_name}: {run.rows} rows in {seconds:.1f} s ({run.rows / max(seconds, 0.001):.0f} rows/s)")
    for name, count in run.counts.items():
        print(f"  {name}: {count}")
    print(f"  together: {sum(run.counts.values())} of {run.rows}")
    if chosen.rejected and run.counts["rejected"]:
        chosen.rejected.write_bytes(rejected_file(run))
        print(f"  the rejected rows, with their reasons: {chosen.rejected}")
    return 0 if sum(run.counts.values()) == run.rows else 1
