"""Commands about the stream: what waits, what was set aside, and judging that once more."""

import argparse
from collections.abc import Callable

from jishiyu.sensing import actions, queries


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("stream", help="what waits to be judged, and what was set aside")
    deeds = command.add_subparsers(required=True, metavar="DEED").add_parser
    listing = deeds("list", help="what waits, who reads it, and what was set aside with the reason")
    listing.set_defaults(command=_list)
    again = deeds("rerun", help="let what was set aside be judged once more")
    again.add_argument("ids", nargs="*", type=int, metavar="ID", help="numbers from the list; none: all")
    again.set_defaults(command=_rerun)


def _list(chosen: argparse.Namespace) -> int:
    lag = actions.lag()
    print(f"waiting: {lag.messages}, the oldest for {lag.seconds:.0f} s")
    for worker, shards in queries.readers():
        print(f"worker {worker}: {shards} shards")
    for row in queries.set_aside():
        print(f"{row.pk}\t{row.source.code}\t{row.external_id}\t{row.received_at:%Y-%m-%dT%H:%M:%SZ}\t{row.trouble}")
    return 0


def _rerun(chosen: argparse.Namespace) -> int:
    print(f"{actions.run_again(chosen.ids or None)} wait to be judged once more")
    return 0
