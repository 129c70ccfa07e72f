"""The command `jishiyu programmes`: hold daily facts against the ledger, or make them anew from it."""

import argparse
import time
from collections.abc import Callable

from django.utils import timezone

from jishiyu.programmes import actions
from jishiyu.programmes.actions.facts import differing_facts

BY = "system:programmes"
SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "programmes",
        help="check: daily facts beside what the ledger tells; rebuild: make them anew from the ledger alone",
    )
    command.add_argument("what", choices=["check", "rebuild"], help="what to do")
    command.set_defaults(command=_programmes)


def _programmes(chosen: argparse.Namespace) -> int:
    """0 when facts and ledger agree; 1 and what differs when not."""
    if chosen.what == "rebuild":
        began = time.monotonic()
        readings, facts = actions.rebuild_facts(by=BY, at=timezone.now())
        took = max(time.monotonic() - began, 0.001)
        print(f"{facts} facts of {readings} readings in {took:.1f} s, {readings / took:,.0f} readings a second")
    found = differing_facts()
    for line in found[:SHOWN]:
        print(line)
    print(f"{len(found)} facts differ from the ledger")
    return 1 if found else 0
