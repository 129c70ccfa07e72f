"""The command `jishiyu figures`: count them straight from the rows, or make anew what they are counted by."""

import argparse
import json
from collections.abc import Callable

from django.utils import timezone

from jishiyu.casework.actions import rebuild_tallies
from jishiyu.casework.queries import false_tallies
from jishiyu.figures import queries
from jishiyu.figures.queries import Scope
from jishiyu.registry import queries as registry

DAYS = 30


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("figures", help="check: count every figure straight from the rows; rebuild: make the tallies anew")
    command.add_argument("what", choices=["check", "rebuild"], help="what to do")
    command.add_argument("--days", type=int, default=DAYS, help="check: of so many days up to now")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=_figures)


def _figures(chosen: argparse.Namespace) -> int:
    """0 when every figure, of the whole office and of each unit, is what the rows say; 1 and what differs when not."""
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
