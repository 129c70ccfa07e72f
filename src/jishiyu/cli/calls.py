"""The command `jishiyu calls`: do a day's drawing of call-backs again from the ledger."""

import argparse
import json
from collections.abc import Callable
from datetime import date

from jishiyu.casework import queries
from jishiyu.lib.refused import Refused


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("calls", help="redraw: draw a day's call-backs again from the ledger, and compare")
    command.add_argument("what", choices=["redraw"], help="what to do")
    command.add_argument("day", metavar="DAY", help="on which the cases were answered, like 2026-07-14")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=_redraw)


def _redraw(chosen: argparse.Namespace) -> int:
    """0 when it comes out the same; 1 when it does not, with what differs, or when that day was never drawn."""
    try:
        day = date.fromisoformat(chosen.day)
    except ValueError:
        raise Refused("day_unreadable", day=chosen.day[:20]) from None
    again = queries.redraw(day)
    if again is None:
        raise Refused("draw_unknown", day=str(day))
    if chosen.json:
        told = {"day": str(day), "seed": again.seed, "rows": again.rows, "chosen": again.chosen, "faults": again.faults}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(f"{day}: seed {again.seed}, {again.rows} answered, {len(again.chosen)} to be called back")
        print("\n".join([*again.faults, "it does not come out the same"]) if again.faults else "it comes out the same")
    return 1 if again.faults else 0
