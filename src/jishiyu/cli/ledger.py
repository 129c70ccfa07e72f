"""The command `jishiyu ledger`: does it hold, and how can others check that it does."""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.ledger import actions
from jishiyu.ledger.queries import Flaw, differs_from, export_lines, flaws, newest_checkpoint, printed_of, receipt_of
from jishiyu.ledger.receipts import check_receipt
from jishiyu.ledger.seals import Printed, read_printed
from jishiyu.lib.refused import Refused

BY = "system:command-line"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("ledger", help="whether the ledger holds, and how others can check that it does")
    deeds = command.add_subparsers(required=True, metavar="DEED").add_parser

    deed = deeds("verify", help="walk the whole ledger, end at the first fault and name it")
    deed.add_argument("--all", action="store_true", help="name every fault, not only the first")
    deed.add_argument("--against", type=Path, metavar="FILE", help="compare with a printed checkpoint kept elsewhere")
    deed.set_defaults(command=_verify)

    deed = deeds("checkpoint", help="seal what is new, now")
    deed.add_argument("--print", action="store_true", help="the whole text of the newest, to print or send elsewhere")
    deed.set_defaults(command=_checkpoint)

    deed = deeds("prove", help="write a receipt of a case, which anybody can check off-line")
    deed.add_argument("number", help="of the case")
    deed.add_argument("--out", type=Path, metavar="FILE", help="where to write; NUMBER.receipt.json when left out")
    deed.set_defaults(command=_prove)

    deed = deeds("check", help="check a receipt; opens no database")
    deed.add_argument("file", type=Path, help="the receipt")
    deed.add_argument("--against", type=Path, metavar="FILE", help="compare with a printed checkpoint kept elsewhere")
    deed.set_defaults(command=_check)

    deed = deeds("export", help="write entries and checkpoints for an auditor, as JSON lines; the export is recorded")
    deed.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="from this day on, e.g. 2026-11-01")
    deed.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="to the end of this day")
    deed.add_argument("file", type=Path, help="where to write; readable by its owner only")
    deed.set_defaults(command=_export)


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
    case = Case.objects.filter(number=chosen.number).first()
    if case is None:
        raise Refused("case_unknown", case=chosen.number)
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
        checked = check_receipt(chosen.file.read_text("utf-8"), kept)
    except (OSError, ValueError) as why:
        raise Refused("file_unreadable", file=chosen.file.name, why=str(why)[:200]) from why
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


def _export(chosen: argparse.Namespace) -> int:
    now, out = timezone.now(), chosen.file
    since = _midnight(chosen.since) if chosen.since else None
    until = _midnight(chosen.until + timedelta(days=1)) if chosen.until else None
    counted: list[int] = []
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in export_lines(since, until, at=now, moved=counted.append))
        with out.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as why:
        raise Refused("file_unreadable", file=chosen.file.name, why=str(why)[:200]) from why
    days = {"since": str(chosen.since or ""), "until": str(chosen.until or "")}
    actions.note_exported(sum(counted), sha256, **days, by=BY, at=timezone.now())
    print(f"{out}: {sum(counted)} entries, sha256 {sha256}")
    return 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock.min))
