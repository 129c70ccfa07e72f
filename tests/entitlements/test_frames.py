"""Rules for everyone at once: the same as for one, in value and in branch, whatever is unknown."""

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.entitlements.rules import Rules, decide, household
from jishiyu.entitlements.rules.frames import decide_all
from tests.entitlements.everything import CATEGORY, FACTS, OUTPUTS, frame_of, rules_then

KNOWN = {fact.name: fact for fact in FACTS}
dates = st.dates(date(1900, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(1964, 2, 29), date(1964, 3, 1)])
maybe_code = st.none() | st.sampled_from(CATEGORY.codes)
person = st.fixed_dictionaries(
    {
        "income": st.none() | st.integers(-50, 200_000) | st.sampled_from([2**53, -(2**53)]),
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


def told(name: str, *households: dict[str, Any]) -> list[tuple[Any, int]]:
    """Value and branch of one output, for each household."""
    return decide_all(rules_then(), frame_of(households), [name]).rows.select(name, f"{name}_why").rows()


def with_first(**facts: Any) -> dict[str, Any]:
    """The full household, its first member otherwise."""
    first, second = FULL["members"]
    return FULL | {"members": [first | facts, second]}


def test_a_sum_with_one_income_unknown_is_unknown_and_not_smaller() -> None:
    assert told("due", FULL, with_first(income=None)) == [(7200 - 1500, 4), (None, 0)]


def test_one_grade_unknown_leaves_the_count_unknown_but_not_what_another_member_settles() -> None:
    doubtful = with_first(born=date(1990, 1, 1), grade=None)
    assert told("frail_ones", FULL, doubtful) == [(2, 1), (None, 0)]
    assert told("answer", doubtful)[0] == ("yes", 1)


def test_an_unknown_test_never_falls_to_the_next_branch() -> None:
    assert told("open_to", FULL | {"category": None}) == [(None, 0)]
    assert told("open_to", FULL | {"category": "lowest", "married": None}) == [(False, 4)]
    assert told("answer", FULL | {"since": None, "members": []}) == [(None, 0)]


def test_over_no_members_all_is_true_and_over_unknown_members_nothing_is_known() -> None:
    nobody, unknown = FULL | {"members": [], "married": False}, FULL | {"members": None, "married": False}
    assert told("open_to", nobody, unknown) == [(True, 3), (None, 0)]
    assert told("frail_ones", nobody, unknown) == [(0, 1), (None, 0)]
    assert told("eldest", nobody, unknown) == [(None, 0), (None, 0)]


def test_halves_go_away_from_zero_and_division_by_nothing_is_unknown() -> None:
    def shares(balance: int, points: int) -> Any:
        return told("shares", FULL | {"balance": balance, "points": points})[0][0]

    # half_up, down and up by 7, up by -3, and half_up less down by points - 3
    assert shares(-7, 5) == -1 - 1000 - 100 + 3 + (-4 - -4)
    assert shares(7, 5) == 1 + 1000 + 100 - 2 + (4 - 3)
    assert shares(7, 3) is None


def test_a_step_below_the_first_is_unknown_and_one_beyond_the_last_is_the_last() -> None:
    many = FULL | {"members": [FULL["members"][0]] * 5}
    assert told("stepped", FULL, many, FULL | {"members": []}) == [(4500 + 3000, 1), (6000 + 3000, 1), (None, 0)]


def test_a_product_of_big_numbers_is_exact_or_set_aside_and_never_wraps() -> None:
    found = decide_all(rules_then(), frame_of([FULL | {"balance": 10**9}, FULL | {"balance": 2**53}, FULL]), ["beyond"])
    assert found.rows["beyond"].to_list() == [3 * 10**18 - 1, 29999]
    assert found.bad.rows() == [("H1", None, "beyond", "beyond comes out too big")]


def test_a_column_that_is_not_there_is_unknown_for_all() -> None:
    frame = frame_of([FULL, FULL | {"members": FULL["members"][:1]}]).drop("married")
    assert decide_all(rules_then(), frame, ["open_to"]).rows["open_to_why"].to_list() == [2, 0]


def test_no_household_at_all_gives_no_rows_of_the_same_kinds() -> None:
    some, none = (decide_all(rules_then(), frame_of(rows), OUTPUTS).rows for rows in ([FULL], []))
    assert none.schema == some.schema
    assert none.height == 0


def test_what_is_the_same_for_all_is_decided_without_looking() -> None:
    assert told("open_to", FULL, FULL) == [(True, 2), (True, 2)]
    assert told("weighed", FULL | {"category": "lowest"}) == [(0, 1)]
