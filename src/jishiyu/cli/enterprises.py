"""The command `jishiyu enterprises`: a list taken in with an account of every row, or written out."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, queries
from jishiyu.registry.list_out import account, write
from jishiyu.registry.models import Subject
from jishiyu.registry.queries.matching import planned
from jishiyu.registry.works import counts_of, opened, remarks_of

BY = "system:command-line"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("enterprises", help="import: take a list of enterprises in (xlsx, xls, csv; it may be dirty); "
                  "export: write all of them in the same columns")  # fmt: skip
    command.add_argument("what", choices=["import", "export"], help="what to do")
    command.add_argument("file", type=Path, help="the list, or where to write it")
    command.add_argument("--rejected", type=Path, help="import: where to write the rows set aside (xlsx)")
    command.add_argument("--preview", action="store_true", help="import: say what it would do, and do nothing")
    command.set_defaults(command=_enterprises)


def _enterprises(chosen: argparse.Namespace) -> int:
    return _import(chosen) if chosen.what == "import" else _export(chosen)


def _import(chosen: argparse.Namespace) -> int:
    started = time.monotonic()
    if not chosen.file.is_file():
        raise Refused("file_unreadable", file=chosen.file.name, why="there is none")
    name, kind = chosen.file.name, Subject.Kind.ENTERPRISE
    sheet, rows = opened(chosen.file.read_bytes(), name, kind)
    at = timezone.now()
    plan = planned(rows, kind) if chosen.preview else actions.take_profiles(rows, name=name, by=BY, at=at)
    seconds, counts = time.monotonic() - started, counts_of(plan, rows)
    print(f"{name}: {counts.pop('rows')} rows in {seconds:.1f} s")
    for name, count in counts.items():
        print(f"  {name}: {count}")
    print(f"  together: {len(plan.outcomes)} of {len(rows)}")
    if sheet.left_out:
        print(f"  columns nobody understood: {', '.join(sheet.left_out)}")
    if chosen.rejected:
        account(sheet, plan, remarks_of(rows), chosen.rejected)
        print(f"  the rows set aside, with their reasons: {chosen.rejected}")
    return 0 if len(plan.outcomes) == len(rows) else 1


def _export(chosen: argparse.Namespace) -> int:
    count = write(queries.profiles(queries.Wanted()).iterator(2000), chosen.file)
    print(f"{count} enterprises in {chosen.file}")
    return 0
