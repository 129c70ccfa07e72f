"""Households as rules take them, as a frame, and the other way."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import MEMBERS, Fact, Household, Known
from jishiyu.entitlements.rules.frames import WHY, decide_all
from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.snapshot import KEY

Said = dict[str, tuple[Known, int]]  # of each output: its value and its branch


def said_of_all(rules: Rules, households: Sequence[Household], outputs: Sequence[str]) -> list[Said]:
    """What the rules say of each household, decided all at once; the same as `decide` says of each."""
    rows = decide_all(rules, frame_of(rules.facts, households), outputs).rows
    codes = [name for name in outputs if rules.clause(name).measure.kind == "code"]
    plain = rows.with_columns(pl.col(codes).to_physical()) if codes else rows
    return [{name: (row[name], row[name + WHY]) for name in outputs} for row in plain.iter_rows(named=True)]


def frame_of(facts: Mapping[str, Fact], households: Sequence[Household]) -> pl.DataFrame:
    """Households as `facts.household` gives them, numbered from 0 in the column `id`."""
    own, person = ({fact.name: _dtype(fact.measure) for fact in facts.values() if fact.of == of}
                   for of in ("household", "person"))  # fmt: skip
    schema: dict[str, Any] = {KEY: pl.UInt32(), **own}
    if person:
        schema[MEMBERS] = pl.List(pl.Struct(person))
    rows = [
        {KEY: number} | {name: one.get(name) for name in schema if name != KEY} for number, one in enumerate(households)
    ]
    return pl.DataFrame(rows, schema=schema)


def _dtype(measure: Measure) -> pl.DataType:
    return {"truth": pl.Boolean(), "day": pl.Date(), "code": pl.UInt16()}.get(measure.kind, pl.Int64())


def plain_row(facts: Mapping[str, Fact], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a frame as plain values, as `facts.household` reads them; what is null is left out."""
    said = _plain(facts, row)
    if row.get(MEMBERS) is not None:
        said[MEMBERS] = [_plain(facts, member) for member in row[MEMBERS]]
    return said


def _plain(facts: Mapping[str, Fact], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _plainly(facts[name].measure, value) for name, value in row.items() if name in facts and value is not None
    }


def _plainly(measure: Measure, value: Any) -> Any:
    match measure.kind, value:
        case "code", int(place) if 0 <= place < len(measure.codes):
            return measure.codes[place]
        case "day", datetime():
            return value.date().isoformat()
        case "day", date():
            return value.isoformat()
        case "number", float(number) if number.is_integer():
            return int(number)
    return value
