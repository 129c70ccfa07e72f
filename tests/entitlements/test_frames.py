"""Rules for everyone at once: the same as for one, in value and in branch, whatever is unknown."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.entitlements.rules import Rules, decide, household
from jishiyu.entitlements.rules.frames import decide_all
from tests.entitlements.everything import CATEGORY, FACTS, OUTPUTS, TOLD, book, frame_of, rules_then

KNOWN = {fact.name: fact for fact in FACTS}
dates = st.dates(date(1900, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(1964, 2, 29), date(1964, 3, 1)])
maybe_code = st.none() | st.sampled_from(CATEGORY.codes)
person = st.fixed_dictionaries(
    {
        "income": st.none() | st.integers(-50, 200_000),
        "born": st.none() | dates,
        "ill": st.none() | st.booleans(),
        "grade": st.none() | st.integers(0, 4),
        "kind": maybe_code,
    }
)
family = st.fixed_dictionaries(
    {
        "category": maybe_code,
        "area": st.none() | st.integers(0, 9000),
        "balance": st.none() | st.integers(-1000, 1000) | st.integers(-(2**53), 2**53),
        "points": st.none() | st.integers(0, 12),
        "married": st.none() | st.booleans(),
        "since": st.none() | dates,
        "members": st.none() | st.lists(person, max_size=4),
    }
)


def one_by_one(rules: Rules, families: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What the interpreter says of each: value and branch of each output."""
    told = []
    for one in families:
        found = decide(rules, household(KNOWN, one), OUTPUTS)
        told.append(tuple(part for name in OUTPUTS for part in (found.values[name], found.branches[name])))
    return told


def all_at_once(rules: Rules, frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    rows = decide_all(rules, frame, OUTPUTS).rows
    return rows.with_columns(pl.col("answer").to_physical()).drop("id").rows()


@settings(max_examples=150, deadline=None)
@given(st.lists(family, min_size=1, max_size=12))
def test_everyone_at_once_is_told_what_each_would_be_told_alone(families: list[dict[str, Any]]) -> None:
    rules = rules_then()
    assert all_at_once(rules, frame_of(families)) == one_by_one(rules, families)


FULL: dict[str, Any] = {
    "category": "low", "area": 1000, "balance": 100, "points": 4, "married": True, "since": date(2020, 1, 1),
    "members": [
        {"income": 700, "born": date(1950, 1, 1), "ill": False, "grade": 1, "kind": "low"},
        {"income": 800, "born": date(1990, 1, 1), "ill": True, "grade": 0, "kind": "none"},
    ],
}  # fmt: skip
