"""The commands `jishiyu rules run`, `snapshot`, `facts` and `explain`: a scheme's rules over a file of households."""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext

from jishiyu.entitlements import bulk, queries
from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.queries.snapshot import snapshot_frames
from jishiyu.entitlements.rules import (
    AREA,
    MEMBERS,
    MONEY,
    Explained,
    Fact,
    FactError,
    Known,
    Line,
    Measure,
    NotInForce,
    Rules,
    explain,
    sentence,
)  # fmt: skip
from jishiyu.entitlements.rules.nesting import WHOSE
from jishiyu.entitlements.rules.rows import plain_row
from jishiyu.entitlements.rules.snapshot import KEY
from jishiyu.lib.money import yuan
from jishiyu.lib.refused import Refused

LANGUAGES = ("zh-hans", "en")
SHARD = re.compile(r"(\d+)/(\d+)")
Deeds = Callable[..., argparse.ArgumentParser]


def add_to(deeds: Deeds) -> None:
    run = deeds("run", help="decide for every household of a file, and write amounts, reasons by number and a receipt")
    _files(run)
    run.add_argument("--out", type=Path, required=True, metavar="FILE", help="to write: .parquet or .arrow")
    run.add_argument("--outputs", default="", metavar="CLAUSES", help="further clauses to write, parted by commas")
    run.add_argument("--shards", type=int, default=1, metavar="N", help="decide in so many parts, one after another")
    run.add_argument("--shard", default="", metavar="K/N", help="decide only part K of N, e.g. as one job of a cluster")
    run.add_argument("--processes", type=int, default=1, metavar="N", help="decide so many parts at a time")
    run.add_argument(
        "--explain-undecided", action="store_true", help="write FILE.undecided.jsonl: what is to be asked of whom"
    )
    run.add_argument("--json", action="store_true", help="for machines: one object")
    run.set_defaults(command=_run)

    facts = deeds("facts", help="the columns that a scheme's rules read: name, kind, unit, codes")
    facts.add_argument("scheme", metavar="SCHEME", help="e.g. housing.subsidy")
    facts.add_argument("--json", action="store_true", help="for machines: one list")
    facts.set_defaults(command=_facts)

    kept = deeds("snapshot", help="write the facts of every household of the database to a file that `run` reads")
    kept.add_argument("scheme", metavar="SCHEME", help="e.g. housing.subsidy")
    kept.add_argument("--out", type=Path, required=True, metavar="FILE", help="to write: .parquet or .arrow")
    kept.set_defaults(command=_snapshot)

    one = deeds("explain", help="how the result for one household of a file comes about, clause by clause")
    _files(one)
    one.add_argument("--household", required=True, metavar="ID", help="as the column id has it")
    one.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the words")
    one.set_defaults(command=_explain)


def _files(command: argparse.ArgumentParser) -> None:
    command.add_argument("scheme", metavar="SCHEME", help="e.g. housing.subsidy")
    command.add_argument("--facts", type=Path, required=True, metavar="FILE", help="households: .parquet or .arrow")
    command.add_argument("--persons", type=Path, metavar="FILE", help="their members, where not in a column members")
    command.add_argument("--day", required=True, metavar="DATE", help="the law of this day, like 2026-07-01")
    command.add_argument("--known", default="", metavar="DATE", help="as recorded until then; else with all that is")


# what is run


def _scheme(code: str) -> Scheme:
    try:
        return scheme_of(code)
    except LookupError:
        raise Refused("scheme_unknown", scheme=code) from None


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refused("day_unreadable", day=said[:20]) from None


def _rules(scheme: Scheme, chosen: argparse.Namespace) -> Rules:
    return queries.rules_of(scheme, _day(chosen.day), _day(chosen.known) if chosen.known else None)


def _job(scheme: Scheme, rules: Rules, chosen: argparse.Namespace, shards: int = 1, more: str = "") -> bulk.Job:
    asked = [name for name in (scheme.due, scheme.waives, *more.split(",")) if name]
    outputs = tuple(dict.fromkeys(asked))
    for name in outputs:
        if name not in rules.clauses or rules.clause(name).of != "household":
            raise Refused("clause_unknown", scheme=scheme.code, clause=name)
    return bulk.Job(rules, outputs, scheme.due, chosen.facts, chosen.persons, shards)


def _part(chosen: argparse.Namespace) -> tuple[int, int | None]:
    """How many shards, and which one of them, from 0."""
    if not chosen.shard:
        if chosen.shards < 1 or chosen.processes < 1:
            raise Refused("shards_unreadable", shard=min(chosen.shards, chosen.processes))
        return max(chosen.shards, chosen.processes), None
    found = SHARD.fullmatch(chosen.shard)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise Refused("shards_unreadable", shard=chosen.shard)
    return int(found[2]), int(found[1]) - 1


def _run(chosen: argparse.Namespace) -> int:
    scheme = _scheme(chosen.scheme)
    shards, only = _part(chosen)
    try:
        rules = _rules(scheme, chosen)
        job = _job(scheme, rules, chosen, shards, chosen.outputs)
        summary = bulk.run(job, chosen.out, only=only, processes=chosen.processes)
        if chosen.explain_undecided:
            bulk.explain_undecided(job, chosen.out)
    except NotInForce as missing:
        raise Refused("no_law_then", name=missing.name, scheme=scheme.code, day=missing.day) from None
    except FactError as wrong:
        raise Refused(
            "facts_unreadable", file=wrong.where or chosen.facts.name, fact=wrong.what, why=wrong.why
        ) from None
    except OverflowError as beyond:
        raise Refused("facts_unreadable", file=chosen.facts.name, fact="numbers", why=beyond) from None
    ignored = bulk.unasked(job)
    if chosen.json:
        print(json.dumps(asdict(summary) | {"rules": rules.hash, "ignored": ignored}, ensure_ascii=False))
    else:
        print("\n".join(_told(job, summary, ignored, chosen.out)))
    return 0


def _snapshot(chosen: argparse.Namespace) -> int:
    left_out: list[str] = []
    count = bulk.keep(snapshot_frames(_scheme(chosen.scheme), left_out), chosen.out)
    print(f"{count} households in {chosen.out.name}; {len(left_out)} left out")
    for one in left_out:
        print(one)
    return 0


def _told(job: bulk.Job, summary: bulk.Summary, ignored: list[str], out: Path) -> Iterator[str]:
    yield (
        f"{summary.households} households decided: {summary.due} due, {summary.not_due} not due, "
        f"{summary.undecided} cannot be decided; {summary.bad} set aside"
    )
    for name, total in summary.sums.items():
        money = job.rules.clause(name).measure == MONEY
        yield f"{name}: {yuan(total)} yuan" if money else f"{name}: {total} in all"
    if summary.bad:
        yield f"what was set aside, and why: {out}.bad.jsonl"
    if ignored:
        yield f"columns no rule asks for: {', '.join(ignored)}"
    yield f"rules {job.rules.hash[:12]} of {job.rules.day}"


# columns


def _facts(chosen: argparse.Namespace) -> int:
    scheme = _scheme(chosen.scheme)
    needed = _needed(scheme)
    rows = [_column(fact, fact.name in needed) for fact in scheme.book.facts.values()]
    if chosen.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    print(f"{KEY}  household  text or number  names the household; in a file of persons the column {WHOSE} does")
    print(f"{MEMBERS}  household  list of structs of what is of a person; or a file of persons")
    for row in rows:
        kind = " | ".join(row["codes"]) or (f"{row['kind']} ({row['unit']})" if row["unit"] else row["kind"])
        print("  ".join([row["name"], row["of"], kind, row["words"], *([] if row["needed"] else ["(not needed)"])]))
    return 0


def _needed(scheme: Scheme) -> set[str]:
    """Facts that what the scheme gives may rest on today; all where it is not in force today."""
    try:
        rules = queries.rules_of(scheme, timezone.localdate())
        return {fact.name for fact in rules.asked([name for name in (scheme.due, scheme.waives) if name])}
    except NotInForce:
        return set(scheme.book.facts)


def _column(fact: Fact, needed: bool) -> dict[str, Any]:
    kind = {"number": "whole number", "truth": "true or false", "day": "day", "code": "code"}[fact.measure.kind]
    return {
        "name": fact.name, "of": fact.of, "kind": kind, "unit": str(fact.measure) if fact.measure.units else "",
        "codes": list(fact.measure.codes), "least": fact.least, "words": str(fact.words), "needed": needed,
    }  # fmt: skip


# one household


def _explain(chosen: argparse.Namespace) -> int:
    scheme = _scheme(chosen.scheme)
    try:
        rules = _rules(scheme, chosen)
        job = _job(scheme, rules, chosen)
        row = bulk.household_row(job, chosen.household)
        if row is None:
            raise Refused("household_not_in_file", file=chosen.facts.name, household=chosen.household)
        known = queries.judged(scheme, plain_row(rules.facts, row), chosen.household)
    except NotInForce as missing:
        raise Refused("no_law_then", name=missing.name, scheme=scheme.code, day=missing.day) from None
    except FactError as wrong:
        raise Refused(
            "facts_unreadable", file=wrong.where or chosen.facts.name, fact=wrong.what, why=wrong.why
        ) from None
    with translation.override(chosen.language):
        for name in job.outputs:
            print("\n".join(_lines(rules, explain(rules, known, name))))
        print(f"rules {rules.hash[:12]} of {rules.day}")
    return 0


def _lines(rules: Rules, explained: Explained) -> Iterator[str]:
    for line in explained.lines:
        yield "  " * line.depth + _line(line)
    for name, member in explained.missing:
        whose = f" of member {member}" if member else ""
        yield f"  to ask: {rules.facts[name].words if name in rules.facts else name}{whose} ({name})"


def _line(line: Line) -> str:
    whose = f"[{line.member}]" if line.member else ""
    said = sentence(line, gettext, _figure) if line.reason else ""
    looked = ", ".join(f"{name} {_plainly(value)}" for name, value in line.facts.items())
    law = ", ".join(f"{name} since {one.since}" for name, one in line.parameters.items())
    parts = [f"{line.clause}{whose} = {_value(line.value, line.measure)}", said, f"({line.ground})", looked, law]
    return "  ".join(part for part in parts if part)


def _plainly(value: Known | tuple[Known, ...]) -> str:
    return "/".join(map(_plainly, value)) if isinstance(value, tuple) else "?" if value is None else str(value)


def _value(value: Known, measure: Measure) -> str:
    if value is None:
        return "cannot be decided"
    if measure.kind == "code" and isinstance(value, int):
        return measure.codes[value]
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value).lower()
    shown: Mapping[Measure, str] = {MONEY: f"{yuan(value)} yuan", AREA: f"{yuan(value)} m²"}
    return shown.get(measure, str(value))


def _figure(value: Known, unit: str) -> str:
    if value is None:
        return "?"
    return yuan(value) if unit in ("yuan", "m2") and isinstance(value, int) else str(value)
