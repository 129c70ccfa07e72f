"""The command `jishiyu ledger`: does it hold, and how can others check that it does."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import timezone

from jishiyu.ledger import actions
from jishiyu.ledger.queries import Flaw, differs_from, flaws, newest_checkpoint, printed_of
from jishiyu.ledger.seals import Printed, read_printed
from jishiyu.lib.refused import Refused

BY = "system:command-line"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "ledger",
        help="verify: walk the whole ledger, end at the first fault and name it; checkpoint: seal what is new, now",
    )
    command.add_argument("what", choices=["verify", "checkpoint"], help="what to do with it")
    command.add_argument("--all", action="store_true", help="verify: name every fault, not only the first")
    command.add_argument(
        "--against", type=Path, metavar="FILE", help="verify: compare with a printed checkpoint that was kept elsewhere"
    )
    command.add_argument(
        "--print", action="store_true", help="checkpoint: the whole text of the newest one, to print or send elsewhere"
    )
    command.set_defaults(command=_ledger)


def _ledger(chosen: argparse.Namespace) -> int:
    deeds: dict[str, Callable[[argparse.Namespace], int]] = {"verify": _verify, "checkpoint": _checkpoint}
    return deeds[chosen.what](chosen)


def _verify(chosen: argparse.Namespace) -> int:
    kept = _kept(chosen.against) if chosen.against else None
    began, count, first = time.monotonic(), 0, ""
    for flaw in _all_flaws(kept):
        count, first = count + 1, first or str(flaw)
        print(flaw)
        if not chosen.all:
            break
    seconds = time.monotonic() - began
    if not count:
        print(f"the ledger holds ({seconds:.1f} s)")
    else:
        print(
            f"the ledger is broken in {count} places" if chosen.all else "the ledger is broken; --all names every place"
        )
    _note(count, first, whole=chosen.all or not count)
    return 1 if count else 0


def _all_flaws(kept: Printed | None) -> Iterator[Flaw]:
    if kept and (flaw := differs_from(kept)):
        yield flaw
    yield from flaws()


def _note(count: int, first: str, *, whole: bool) -> None:
    """That it was verified is recorded too, where this account of the database may write at all."""
    try:
        with transaction.atomic():
            actions.note_verified(count, first, whole=whole, by=BY, at=timezone.now())
    except DatabaseError as trouble:
        print(f"not recorded: {trouble}", file=sys.stderr)


def _kept(file: Path) -> Printed:
    try:
        return read_printed(file.read_text("utf-8"))
    except (OSError, ValueError) as trouble:
        raise Refused("file_unreadable", file=file.name, why=str(trouble)[:200]) from trouble


def _checkpoint(chosen: argparse.Namespace) -> int:
    made = actions.seal(by=BY, at=timezone.now())
    newest = newest_checkpoint()
    if newest is None:
        print("nothing was told yet: there is nothing to seal")
    elif chosen.print:
        print(printed_of(newest).text(), end="")
    else:
        said = f"sealed {sum(one.entries for one in made)} entries" if made else "nothing new since"
        print(f"{said}: checkpoint {newest.number}, {newest.hash}")
    return 0
