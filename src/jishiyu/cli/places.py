"""Commands about places: load divisions, and the carried ones once."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from jishiyu.registry import actions, queries

BY = "system:command-line"
SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("divisions", help="load divisions from a CSV (code,name,parent,level), plain, .gz or .xz")
    command.add_argument("file", type=Path, help="parents before children; a bad row is named and passed over")
    command.set_defaults(command=_load)


def _load(chosen: argparse.Namespace) -> int:
    started = time.monotonic()
    done = actions.load_divisions(chosen.file, by=BY, at=timezone.now())
    print(
        f"{done.rows} rows: {done.new} new, {done.changed} changed, {len(done.bad)} refused, "
        f"{time.monotonic() - started:.1f} s"
    )
    for bad in done.bad[:SHOWN]:
        print(f"  row {bad.number}: {bad.field} {bad.value!r}: {bad.reason}")
    if len(done.bad) > SHOWN:
        print(f"  and {len(done.bad) - SHOWN} more")
    return 1 if done.bad else 0


def load_carried_once() -> None:
    """Load the carried divisions into an installation that has none."""
    if not queries.counts()["divisions"]:
        actions.load_carried(by=BY, at=timezone.now())
