"""The command `jishiyu figures`: count them straight from the rows, or make anew what they are counted by."""

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.db import connection
from django.utils import timezone

from jishiyu.casework.actions import retell_tallies
from jishiyu.casework.queries import false_days, false_tallies
from jishiyu.figures import queries
from jishiyu.figures.actions import note_people
from jishiyu.figures.queries import Scope
from jishiyu.programmes.actions import rebuild_facts
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.queries import differing_items
from jishiyu.registry import queries as registry
from jishiyu.sandbox import page

DAYS, BY = 30, "system:figures"
SILENT = 5  # seconds, at most, of a long count
ROOM = "256MB"  # of memory, for each set that a count compares with


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add(
        "figures",
        help="check: count every figure straight from the rows; rebuild: make all they are counted by anew from the "
        "ledger, and check; people: take in how many people live where; page: what a newspaper's page prints, beside "
        "the rows of `sandbox page`",
    )
    command.add_argument("what", choices=["check", "rebuild", "people", "page", *page.PARTS], help="what to do")
    command.add_argument("file", nargs="?", type=Path, help="people: CSV with the columns code and people")
    command.add_argument("--source", default="", help="people: who says so")
    command.add_argument("--days", type=int, default=DAYS, help="check: of so many days up to now")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=_figures)


def _figures(chosen: argparse.Namespace) -> int:
    """0 when every figure, of the whole office and of each unit, is what the rows say; 1 and what differs when not."""
    if chosen.what in ("page", *page.PARTS):
        return _page(chosen)
    if chosen.what == "people":
        return _people(chosen)
    if chosen.what == "rebuild":
        _rebuild(quiet=chosen.json)
    _make_room()
    progress = Progress(quiet=chosen.json)
    counts = _false(progress)
    found = _differing(chosen.days, progress)
    if chosen.json:
        print(json.dumps({**counts, "differences": found}, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one['unit'] or 'all'} {one['figure']}: shown {one['shown']}, counted {one['counted']}")
        said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        print(f"{said}, {len(found)} figures differ from the rows")
    return 1 if any(counts.values()) or found else 0


def _people(chosen: argparse.Namespace) -> int:
    """Take in how many people live where."""
    if chosen.file is None:
        print("figures people FILE.csv --source WHO")
        return 2
    with chosen.file.open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["code"]: int(row["people"]) for row in csv.DictReader(lines)}
    now = timezone.now()
    many = note_people(rows, on=timezone.localdate(now), source=chosen.source, by=BY, at=now)
    print(f"{many} places")
    return 0


def _rebuild(*, quiet: bool) -> None:
    """Everything that figures are counted by, from the ledger alone."""
    now, begun = timezone.now(), time.perf_counter()
    entries, cases = retell_tallies()
    between = time.perf_counter()
    readings, facts = rebuild_facts(by=BY, at=now)
    for name, read, made, seconds in (
        ("entries", entries, f"{cases} cases", between - begun),
        ("readings", readings, f"{facts} facts", time.perf_counter() - between),
    ):
        if not quiet:
            print(f"{made} out of {read} {name} in {seconds:.1f} s, {read / max(seconds, 1e-9):,.0f} {name} a second")


def _make_room() -> None:
    """Counting straight from the rows asks of every case whether it is in a set: one that does not fit into memory is
    gone through for every case, and a million cases take hours."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET work_mem = '{ROOM}'")
            cursor.execute("SET jit = off")  # compiling takes longer than any of these statements


class Progress:
    """Says every few seconds how far a long count has come, beside what is printed at its end."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.begun = self.said = time.monotonic()

    def __call__(self, words: str) -> None:
        now = time.monotonic()
        if not self.quiet and now - self.said >= SILENT:
            self.said = now
            print(f"{words}, {now - self.begun:.0f} s", file=sys.stderr, flush=True)


def _false(progress: Progress) -> dict[str, int]:
    """How much of what is kept is otherwise than it is to be."""
    counts: dict[str, Callable[[], int]] = {
        "false_tallies": lambda: false_tallies(lambda many: progress(f"{many:,} cases compared with their tallies")),
        "false_counts_of_days": false_days,
        "false_facts": lambda: len(differing_facts()),
        "false_items": lambda: len(differing_items()),
        "publications_changed": lambda: sum(not queries.as_published(one) for one in queries.published()),
    }
    found = {}
    for name, count in counts.items():
        found[name] = count()
        progress(f"{found[name]} {name.replace('_', ' ')}")
    return found


def _differing(days: int, progress: Progress) -> list[dict[str, str]]:
    period, found = queries.last_days(timezone.now(), days), []
    scopes = [("", Scope()), *((unit.code, Scope(unit=unit.pk)) for unit in registry.units())]
    for number, (name, scope) in enumerate(scopes, start=1):
        found += [
            {"unit": name, "figure": one.code, "shown": one.shown, "counted": one.counted}
            for one in queries.differences(scope, period)
        ]
        progress(f"figures counted from the rows: the office and {number - 1} of {len(scopes) - 1} units")
    return found


def _page(chosen: argparse.Namespace) -> int:
    """0 when every figure of the page is what the rows say."""
    found = page.figures(() if chosen.what == "page" else (chosen.what,))
    if chosen.json:
        print(json.dumps([_line(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            mark, share = "=" if one.holds else "≠", f"{one.n}/{one.of}" if one.of is not None else str(one.n)
            note = f" ({one.note})" if one.note else ""
            print(f"{mark} {one.system} {one.name}: {one.page} | {one.ours} | n = {share}, {one.rows} rows{note}")
    return 0 if all(one.holds for one in found) else 1


def _line(one: page.PageFigure) -> dict[str, object]:
    """As JSON says it, with the address at which the console opens it."""
    said = {
        ("N" if key == "of" else key): value for key, value in asdict(one).items() if key not in ("scope", "period")
    }
    return {**said, "opens": page.address(one)}
