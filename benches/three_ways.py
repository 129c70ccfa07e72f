"""python benches/three_ways.py [--households 20000] [--unknown 3]

One household decided and explained, in microseconds; then the housing schemes on a drawn town in which some facts are
unknown, by the interpreter, by Polars and by PostgreSQL: do all agree on every household, in value and in branch; and
is anybody told something that would not stay true however the unknown facts turn out?

Needs PostgreSQL installed; starts a server of its own and ends it.
"""

import argparse
import copy
import gc
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
import machine
import postgres
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
os.environ.setdefault("JISHIYU_DATA", tempfile.mkdtemp(prefix="jishiyu-bench-"))
django.setup()

import polars as pl  # noqa: E402

from jishiyu.entitlements.kinds import Scheme, schemes  # noqa: E402
from jishiyu.entitlements.rules import Fact, Rules, decide, explain, plain  # noqa: E402
from jishiyu.entitlements.rules.frames import decide_all  # noqa: E402
from jishiyu.entitlements.rules.interpret import decider  # noqa: E402
from jishiyu.entitlements.rules.sql import select  # noqa: E402

DAY = date(2026, 7, 1)
RANGES = {"fen": (0, 300_000), "0.01 m²": (0, 9_000)}
GROWN = {"rent": 150_000, "public_rent": 60_000}
TURNS = 6


def drawn(facts: Sequence[Fact], chance: random.Random, unknown: float) -> dict[str, Any]:
    """A household of one to six, each fact unknown with that chance."""

    def of(kind: str) -> dict[str, Any]:
        return {fact.name: value(fact, chance, unknown) for fact in facts if fact.of == kind}

    members = [of("person") for _ in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)))]
    members[0]["relation"] = 0  # somebody applies
    return {**of("household"), "members": members}


def value(fact: Fact, chance: random.Random, unknown: float) -> Any:
    if chance.random() < unknown:
        return None
    kind = fact.measure.kind
    if kind == "code":
        return chance.randrange(len(fact.measure.codes))
    if kind == "truth":
        return chance.random() < (0.75 if fact.name in ("registered", "married") else 0.2)
    if kind == "day":
        return date(1938, 1, 1) + timedelta(days=chance.randrange(31_000))
    low, high = RANGES.get(fact.measure.units[0][0], (0, 8)) if fact.measure.units else (0, 8)
    return chance.randint(max(low, fact.least or 0), GROWN.get(fact.name, high))


def microseconds(what: Callable[[Any], object], households: Sequence[Any], rounds: int = 7) -> float:
    """Median over rounds of the CPU time for one."""
    found = []
    gc.disable()
    for _ in range(rounds):
        begun = time.process_time()
        for one in households:
            what(one)
        found.append((time.process_time() - begun) / len(households) * 1e6)
    gc.enable()
    return statistics.median(found)


def time_one(scheme: Scheme, rules: Rules) -> None:
    facts, chance = list(scheme.book.facts.values()), random.Random(1)
    households = [drawn(facts, chance, 0) for _ in range(2_000)]
    outputs = scheme.outputs
    _names, run = decider(rules, outputs)
    bare = microseconds(run, households)
    named = microseconds(lambda one: decide(rules, one, outputs), households)
    told = microseconds(lambda one: explain(rules, one, outputs[0]), households)
    print(
        f"{scheme.code}: {len(rules.needed(outputs))} clauses; decision {bare:.2f} µs, with its names {named:.2f} µs, "
        f"explanation of {outputs[0]} {told:.1f} µs"
    )


def agree(address: str, scheme: Scheme, rules: Rules, households: Sequence[dict[str, Any]]) -> None:
    outputs = scheme.outputs
    alone = [decide(rules, one, outputs) for one in households]
    one_way = [tuple((found.values[name], found.branches[name]) for name in outputs) for found in alone]
    said = [plain(scheme.book.facts, one) for one in households]
    frame = pl.DataFrame([{"id": number, **one} for number, one in enumerate(said)], infer_schema_length=None)
    at_once = decide_all(rules, frame, outputs)
    rows = at_once.rows.sort("id").drop("id").rows()
    another = [tuple(zip(row[::2], row[1::2], strict=True)) for row in rows]
    with psycopg.connect(f"{address}/postgres") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE town (id int, facts jsonb)")
        with cursor.copy("COPY town FROM STDIN") as lines:
            for number, one in enumerate(said):
                lines.write_row((number, json.dumps(one)))
        cursor.execute(select(rules, outputs, "SELECT id, facts FROM town") + " ORDER BY f.id")  # noqa: S608
        third = [tuple(zip(row[1::2], row[2::2], strict=True)) for row in cursor.fetchall()]
    undecided = sum(1 for found in one_way if found[0][0] is None)
    differing = sum(1 for a, b, c in zip(one_way, another, third, strict=True) if not a == b == c)
    kept, broken = turned(scheme, rules, households, one_way)
    print(
        f"{scheme.code}: {len(households):,} households, {undecided:,} cannot be decided, {at_once.bad.height} set "
        f"aside; the three differ on {differing}; {kept:,} decided with facts unknown, turned {TURNS} ways each: "
        f"{broken} did not stay so"
    )
    if differing or broken:
        raise SystemExit(1)


def turned(scheme: Scheme, rules: Rules, households: Sequence[dict[str, Any]], told: Sequence[Any]) -> tuple[int, int]:
    """Of those decided with a fact unknown: how many, and for how many a way the facts may turn out says otherwise."""
    chance, outputs, facts = random.Random(5), scheme.outputs, scheme.book.facts
    kept = broken = 0
    for one, before in zip(households, told, strict=True):
        gaps = any(known is None for part in (one, *one["members"]) for known in part.values())
        if not gaps or before[0][0] is None:
            continue
        kept += 1
        for _ in range(TURNS):
            full = copy.deepcopy(one)
            for part in (full, *full["members"]):
                part |= {name: value(facts[name], chance, 0) for name, known in part.items() if known is None}
            after = decide(rules, full, outputs)
            if any(
                was is not None and after.values[name] != was for name, (was, _) in zip(outputs, before, strict=True)
            ):
                broken += 1
                break
    return kept, broken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--households", type=int, default=20_000)
    asked.add_argument("--unknown", type=float, default=3, help="percent of facts that are unknown")
    given = asked.parse_args()
    print(machine.line())
    housing = [scheme for scheme in schemes() if scheme.pack == "housing"]
    for scheme in housing:
        time_one(scheme, scheme.book.at(DAY, scheme.values))
    with tempfile.TemporaryDirectory() as folder, postgres.running(Path(folder)) as address:
        for scheme in housing:
            chance = random.Random(scheme.code)
            facts = list(scheme.book.facts.values())
            town = [drawn(facts, chance, given.unknown / 100) for _ in range(given.households)]
            agree(address, scheme, scheme.book.at(DAY, scheme.values), town)


if __name__ == "__main__":
    main()
