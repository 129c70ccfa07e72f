"""Commands about places: load divisions, and the carried ones once; the office's own names of places."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, queries

BY = "system:command-line"
SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("divisions", help="load divisions from a CSV (code,name,parent,level), plain, .gz or .xz")
    command.add_argument("file", type=Path, help="parents before children; a bad row is named and passed over")
    command.set_defaults(command=_load)

    alias = add("alias", help="the office's own names of places: old villages, markets, nicknames; count at once")
    alias.add_argument("what", choices=["list", "add", "end"], help="what to do")
    alias.add_argument("name", nargs="?", default="", help="the name; for list, words it holds")
    alias.add_argument("--home", default="", help="code of the division in which it is understood")
    alias.add_argument("--division", default="", help="add: code of the division that is meant")
    alias.add_argument("--cell", default="", help="add: code of the grid cell or transformer area that is meant")
    alias.set_defaults(command=_alias)


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


def _alias(chosen: argparse.Namespace) -> int:
    """List, add or end; many at once come by the sheet 别名 of `jishiyu office load`."""
    if chosen.what == "list":
        for one in queries.aliases(chosen.name, chosen.home):
            print(f"{one.name}\t{one.home_id} {one.home.name}\t{one.division} {one.cell or ''}".rstrip())
        return 0
    _change_alias(chosen)
    return 0


def _change_alias(chosen: argparse.Namespace) -> None:
    now = timezone.now()
    if chosen.what == "end":
        known = queries.alias_named(chosen.name, chosen.home)
        if known is None:
            raise Refused("alias_unknown")
        actions.end_alias(known.pk, by=BY, at=now)
        return
    cell = queries.cell_by_code(chosen.cell) if chosen.cell else None
    if chosen.cell and cell is None:
        raise Refused("cell_unknown", cell=chosen.cell)
    division = chosen.division or (cell.division_id if cell else "")
    _, changed = actions.add_alias(
        chosen.name, home_code=chosen.home, division_code=division, cell_id=cell.pk if cell else None, by=BY, at=now
    )
    print("added" if changed else "there already")


def load_carried_once() -> None:
    """Load the carried divisions into an installation that has none."""
    if not queries.counts()["divisions"]:
        actions.load_carried(by=BY, at=timezone.now())
