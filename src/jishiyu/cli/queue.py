"""The command `jishiyu queue`: draws a published list again, off-line, from the file and the seed alone."""

import argparse
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from jishiyu.entitlements.lottery import digest_of, draw_order, read_list
from jishiyu.lib.refused import Refused

ALGORITHMS = ("sha256", "sm3")


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("queue", help="draw: draw a published list again from its file and the public seed")
    command.add_argument("what", choices=["draw"], help="what to do")
    command.add_argument("--list", required=True, type=Path, metavar="FILE", help="the list as it was published")
    command.add_argument("--seed", required=True, metavar="TEXT", help="the public seed, as it was published")
    command.add_argument(
        "--hash", choices=ALGORITHMS, default=None, help="by which hash the list was published; the ledger's otherwise"
    )
    command.set_defaults(command=_draw)


def _draw(chosen: argparse.Namespace) -> int:
    try:
        text = chosen.list.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as trouble:
        raise Refused("file_unreadable", file=str(chosen.list), why=str(trouble)[:200]) from None
    digest = digest_of(text, chosen.hash or settings.JISHIYU_HASH)
    print(digest)
    for number in draw_order(read_list(text), chosen.seed, digest):
        print(number)
    return 0
