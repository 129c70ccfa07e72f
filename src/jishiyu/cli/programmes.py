"""The command `jishiyu programmes`: hold daily facts against the ledger, make them anew from it, take readings in."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.look.refusals import message_of
from jishiyu.programmes import actions, queries, sheets
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.models import Programme

BY = "system:programmes"
SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "programmes",
        help="check: daily facts, items and targets beside what the ledger tells; rebuild: make the facts anew from "
        "the ledger alone; readings: take a file of readings into a programme",
    )
    command.add_argument("what", choices=["check", "rebuild", "readings"], help="what to do")
    command.add_argument("programme", nargs="?", default="", help="readings: the code of the programme")
    command.add_argument("file", nargs="?", type=Path, help="readings: an .xlsx or .csv with 序号, 日期, 数量")
    command.set_defaults(command=_programmes)


def _programmes(chosen: argparse.Namespace) -> int:
    """0 when facts and ledger agree, or every row was taken; 1 and what differs, or was refused, when not."""
    if chosen.what == "readings":
        return _readings(chosen.programme, chosen.file)
    if chosen.what == "rebuild":
        began = time.monotonic()
        readings, facts = actions.rebuild_facts(by=BY, at=timezone.now())
        took = max(time.monotonic() - began, 0.001)
        print(f"{facts} facts of {readings} readings in {took:.1f} s, {readings / took:,.0f} readings a second")
    found, fields = differing_facts(), queries.differing_items()
    for line in (*found[:SHOWN], *fields[:SHOWN]):
        print(line)
    print(f"{len(found)} facts differ from the ledger")
    print(f"{len(fields)} fields of programmes, items and targets differ from the ledger")
    return 1 if found or fields else 0


def _readings(code: str, file: Path | None) -> int:
    """Each row is accounted for; those refused are named by row and column."""
    programme = Programme.objects.filter(code=code).first()
    if programme is None or file is None or not file.is_file():
        print("name a programme that is there, and a file")
        return 2
    try:
        rows = sheets.read(file.read_bytes(), sheets.READINGS_NEEDED, sheets.READINGS)
        account = actions.import_readings(programme.pk, rows, by=BY, at=timezone.now())
    except Refused as refused:
        print(message_of(refused))
        return 1
    for number, why in account.refused:
        print(f"row {number}, {why.params.get('column') or '-'}: {message_of(why)}")
    print(f"{account.rows} rows: {account.new} new, {account.same} known, {len(account.refused)} refused")
    return 1 if account.refused else 0
