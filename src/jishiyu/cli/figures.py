"""The command `jishiyu figures`: count them straight from the rows, or make anew what they are counted by."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from django.utils import timezone

from jishiyu.casework.actions import rebuild_tallies
from jishiyu.casework.queries import false_days, false_tallies
from jishiyu.figures import queries
from jishiyu.figures.queries import Scope
from jishiyu.registry import queries as registry
from jishiyu.sandbox import page

DAYS = 30


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "figures",
        help="check: count every figure straight from the rows; rebuild: make the tallies anew; page: what a "
        "newspaper's page prints, beside the rows of `sandbox page`",
    )
    command.add_argument("what", choices=["check", "rebuild", "page", *page.PARTS], help="what to do")
    command.add_argument("--days", type=int, default=DAYS, help="check: of so many days up to now")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=_figures)


def _figures(chosen: argparse.Namespace) -> int:
    """0 when every figure, of the whole office and of each unit, is what the rows say; 1 and what differs when not."""
    if chosen.what in ("page", *page.PARTS):
        return _page(chosen)
    if chosen.what == "rebuild":
        rebuild_tallies()
    false, days, period = false_tallies(), false_days(), queries.last_days(timezone.now(), chosen.days)
    scopes = [("", Scope()), *((unit.code, Scope(unit=unit.pk)) for unit in registry.units())]
    found = [
        {"unit": name, "figure": one.code, "shown": one.shown, "counted": one.counted}
        for name, scope in scopes
        for one in queries.differences(scope, period)
    ]
    if chosen.json:
        print(
            json.dumps({"false_tallies": false, "false_days": days, "differences": found}, ensure_ascii=False, indent=1)
        )
    else:
        for one in found:
            print(f"{one['unit'] or 'all'} {one['figure']}: shown {one['shown']}, counted {one['counted']}")
        print(f"{false} false tallies, {days} false counts of days, {len(found)} figures differ from the rows")
    return 1 if false or days or found else 0


def _page(chosen: argparse.Namespace) -> int:
    """0 when every figure of the page is what the rows say."""
    found = page.figures(() if chosen.what == "page" else (chosen.what,))
    if chosen.json:
        rows = [{("N" if key == "of" else key): value for key, value in asdict(one).items()} for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in found:
            mark, share = "=" if one.holds else "≠", f"{one.n}/{one.of}" if one.of is not None else str(one.n)
            note = f" ({one.note})" if one.note else ""
            print(f"{mark} {one.system} {one.name}: {one.page} | {one.ours} | n = {share}, {one.rows} rows{note}")
    return 0 if all(one.holds for one in found) else 1
