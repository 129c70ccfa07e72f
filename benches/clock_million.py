"""Prove the product's clock: a million deadlines, each reckoned a second time by tests/casework/reckoner.py.

    python benches/clock_million.py [--count 1000000] [--seed 1]

Half of the limits are the promises of the power and hotline packs, often extended; the others are drawn at random.
Prints the cases by unit, how many differ, seconds and cases per second. Both must name the same moment, or the same
missing year; cases that differ are told apart as "moment" (both name one) and "table" (one of them lacks a table)
and "error" (the product raised anything else), the first five of each sort in full. Exits 1 when any case differs.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta

import machine
import product

sys.path[:0] = [str(product.ROOT / "src"), str(product.ROOT / "tests" / "casework")]

import django  # noqa: E402
import reckoner  # noqa: E402

from jishiyu.lib.worktime import Limit, YearMissing, due  # noqa: E402

PACKS = ("jishiyu_packs.power.kinds", "jishiyu_packs.hotline.kinds")
SHOWN = 5
NO_TABLE = "no table for"
OFFSET = timedelta(hours=8)


def promised() -> list[Limit]:
    """Every limit the packs promise, each once."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["DJANGO_SETTINGS_MODULE"] = "jishiyu.config.settings"
        os.environ["JISHIYU_DATA"] = data
        django.setup()
        rules = [rule for pack in PACKS for kind in importlib.import_module(pack).KINDS for rule in kind.promises]
    found = {limit for rule in rules for limit in (rule.limit, *rule.by_setting.values(), *rule.by_urgency.values())}
    return sorted(found, key=lambda limit: (limit.unit, limit.amount))


def by_product(case: reckoner.Case) -> datetime | str:
    """The product's answer, or what it raised."""
    start, limit, hours, calendar, pauses = case
    try:
        return due(start, limit, hours, calendar, pauses=pauses)
    except YearMissing as missing:
        return f"{NO_TABLE} {missing.year}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def by_reckoner(case: reckoner.Case) -> datetime | str:
    try:
        return reckoner.reckon(*case)
    except YearMissing as missing:
        return f"{NO_TABLE} {missing.year}"


def agree(got: datetime | str, want: datetime | str) -> bool:
    """The same moment on the same clock, or the same missing year."""
    return got == want and (isinstance(got, str) or got.utcoffset() == OFFSET)


def sort_of(got: datetime | str, want: datetime | str) -> str:
    """What a difference lies in: the moment, the table needed, or an error of the product's."""
    if isinstance(got, str) and not got.startswith(NO_TABLE):
        return "error"
    return "table" if isinstance(got, str) or isinstance(want, str) else "moment"


def full(case: reckoner.Case, got: datetime | str, want: datetime | str) -> str:
    """One case in full; of its calendar, the tables of the years near the start."""
    start, limit, hours, calendar, pauses = case
    spans = ", ".join(f"{opens}-{closes}" for opens, closes in hours.spans)
    near = {
        year: " ".join(f"{day:%m-%d}" for day in sorted(off)) + " worked " + " ".join(f"{d:%m-%d}" for d in sorted(on))
        for year, (off, on) in sorted(calendar.years.items())
        if start.year <= year <= start.year + 1
    }
    return "\n".join(
        (
            f"  start {start.isoformat()}, {limit.amount} {limit.unit}, open {spans}",
            *(f"    paused {since.isoformat()} to {until.isoformat()}" for since, until in pauses),
            f"    product {got}",
            f"    reckoner {want}",
            f"    tables of {sorted(calendar.years)}",
            *(f"    {year} off {days}" for year, days in near.items()),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(machine.line())
    limits = promised()
    print(f"promised: {', '.join(f'{limit.amount} {limit.unit}' for limit in limits)}")
    units, differ, sorts = Counter[str](), Counter[str](), Counter[str]()
    paused = missing = 0
    began = time.perf_counter()
    for case in reckoner.cases(chosen.seed, chosen.count, limits):
        got, want = by_product(case), by_reckoner(case)
        units[case[1].unit] += 1
        paused += bool(case[4])
        missing += isinstance(want, str)
        if not agree(got, want):
            differ[case[1].unit] += 1
            sort = sort_of(got, want)
            sorts[sort] += 1
            if sorts[sort] <= SHOWN:
                print(f"differs ({sort}):\n{full(case, got, want)}")
    seconds = time.perf_counter() - began
    for unit, number in sorted(units.items()):
        print(f"{unit}: {number} cases, {differ[unit]} differ")
    print(f"differ in the moment: {sorts['moment']}, in the table needed: {sorts['table']}, errors: {sorts['error']}")
    print(f"{paused} with pauses, {missing} that need a year without a table")
    print(f"{chosen.count} cases, {differ.total()} differ, {seconds:.1f} s, {chosen.count / seconds:.0f} cases/s")
    return 1 if differ.total() else 0


if __name__ == "__main__":
    sys.exit(main())
