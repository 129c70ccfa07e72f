"""The command `jishiyu figures`: count them straight from the rows, or make anew what they are counted by."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from django.utils import timezone

from jishiyu.casework.actions import rebuild_tallies
from jishiyu.casework.queries import false_tallies
from jishiyu.figures import queries
from jishiyu.figures.queries import Scope
from jishiyu.registry import queries as registry
from jishiyu.sandbox import page_figures

DAYS = 30


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "figures",
        help="check: count every figure straight from the rows; rebuild: make the tallies anew; entitlements: what a "
        "newspaper's page prints of passes, housing and rehabilitation, beside the rows of `sandbox entitlements`",
    )
    command.add_argument("what", choices=["check", "rebuild", "entitlements"], help="what to do")
    command.add_argument("--days", type=int, default=DAYS, help="check: of so many days up to now")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=_figures)


def _figures(chosen: argparse.Namespace) -> int:
    """0 when every figure, of the whole office and of each unit, is what the rows say; 1 and what differs when not."""
    if chosen.what == "entitlements":
        return _entitlements(chosen)
    if chosen.what == "rebuild":
        rebuild_tallies()
    false, period = false_tallies(), queries.last_days(timezone.now(), chosen.days)
    scopes = [("", Scope()), *((unit.code, Scope(unit=unit.pk)) for unit in registry.units())]
    found = [
        {"unit": name, "figure": one.code, "shown": one.shown, "counted": one.counted}
        for name, scope in scopes
        for one in queries.differences(scope, period)
    ]
    if chosen.json:
        print(json.dumps({"false_tallies": false, "differences": found}, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one['unit'] or 'all'} {one['figure']}: shown {one['shown']}, counted {one['counted']}")
        print(f"{false} false tallies, {len(found)} figures differ from the rows")
    return 1 if false or found else 0


def _entitlements(chosen: argparse.Namespace) -> int:
    """0 when every figure of the page is what the rows say."""
    found = page_figures.figures()
    if chosen.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            mark = "=" if one.holds else "≠"
            print(f"{mark} {one.name}: {one.page} | {one.ours} | n = {one.n}, {one.rows} rows")
    return 0 if all(one.holds for one in found) else 1
