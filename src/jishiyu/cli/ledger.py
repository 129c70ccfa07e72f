"""The command `jishiyu ledger`: does it hold, and how can others check that it does."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.ledger import actions
from jishiyu.ledger.queries import Flaw, differs_from, flaws, newest_checkpoint, printed_of, receipt_of
from jishiyu.ledger.receipts import check_receipt
from jishiyu.ledger.seals import Printed, read_printed
from jishiyu.lib.refused import Refused

BY = "system:command-line"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("ledger", help="; ".join(f"{name}: {about}" for name, (_, about) in DEEDS.items()))
    command.add_argument("what", choices=list(DEEDS), help="what to do with it")
    command.add_argument("name", nargs="?", default="", help="prove: number of the case; check: the receipt")
    command.add_argument("--all", action="store_true", help="verify: name every fault, not only the first")
    command.add_argument(
        "--against", type=Path, metavar="FILE", help="verify, check: compare with a checkpoint that was kept elsewhere"
    )
    command.add_argument(
        "--print", action="store_true", help="checkpoint: the whole text of the newest one, to print or send elsewhere"
    )
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="prove: where to write; NUMBER.receipt.json when left out"
    )
    command.set_defaults(command=_ledger)


def _ledger(chosen: argparse.Namespace) -> int:
    deed, _ = DEEDS[chosen.what]
    if chosen.what in NEED_A_NAME and not chosen.name:
        print(f"jishiyu ledger {chosen.what}: say of what", file=sys.stderr)
        return 2
    return deed(chosen)


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


def _prove(chosen: argparse.Namespace) -> int:
    case = Case.objects.filter(number=chosen.name).first()
    if case is None:
        raise Refused("case_unknown", case=chosen.name)
    receipt = receipt_of(case.ref, {"case": case.number}, at=timezone.now())
    out: Path = chosen.out or Path(f"{case.number}.receipt.json")
    out.write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", "utf-8")
    unsealed = sum(entry["checkpoint"] is None for entry in receipt["entries"])
    print(f"{out}: {len(receipt['entries'])} entries, {len(receipt['entries']) - unsealed} of them sealed")
    if unsealed:
        print("what is not sealed yet is signed but not proved; after the next checkpoint (or: jishiyu ledger"
              " checkpoint) ask again")  # fmt: skip
    return 0


def _check(chosen: argparse.Namespace) -> int:
    kept = _kept(chosen.against) if chosen.against else None
    try:
        checked = check_receipt(Path(chosen.name).read_text("utf-8"), kept)
    except (OSError, ValueError) as why:
        raise Refused("file_unreadable", file=chosen.name, why=str(why)[:200]) from why
    for trouble in checked.troubles:
        print(trouble)
    if checked.troubles:
        print("THE RECEIPT DOES NOT HOLD")
        return 1
    print(f"the receipt holds: {checked.entries} entries, {checked.sealed} of them proved to be sealed")
    print(f"signed with the key {checked.key}: compare it with the one the office has published")
    if checked.newest:
        said = checked.newest.statement
        print(f"its newest checkpoint: number {said.number}, sealed at {said.at}, hash {checked.newest.hash}")
    return 0


Deed = Callable[[argparse.Namespace], int]
NEED_A_NAME = ("prove", "check")
DEEDS: dict[str, tuple[Deed, str]] = {
    "verify": (_verify, "walk the whole ledger, end at the first fault and name it"),
    "checkpoint": (_checkpoint, "seal what is new, now"),
    "prove": (_prove, "write a receipt of a case, which anybody can check off-line"),
    "check": (_check, "check a receipt; needs no database"),
}
