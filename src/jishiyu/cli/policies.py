"""The command `jishiyu policies`: the pocket book of a trade as PDF."""

import argparse
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone, translation

from jishiyu.policies import works


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("policies", help="the handbook of policies, printed")
    deeds = command.add_subparsers(required=True, metavar="WHAT").add_parser

    book = deeds("book", help="the pocket book of a trade as PDF: all policies in force that do not rule it out")
    book.add_argument("--trade", default="", help="code of the trade, e.g. C or C13; none named: all")
    book.add_argument("--out", type=Path, default=Path("policies.pdf"), help="the file to write")
    book.set_defaults(command=_book)


def _book(chosen: argparse.Namespace) -> int:
    with translation.override("zh-hans"):
        content, count = works.make_book(chosen.trade, at=timezone.now())
    chosen.out.write_bytes(content)
    print(f"{count} policies, {len(content):,} bytes: {chosen.out}")
    return 0
