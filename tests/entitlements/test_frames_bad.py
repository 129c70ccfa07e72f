"""Bad rows are set aside with the household, the fact and the reason, and harm no other."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from jishiyu.entitlements.rules import FactError
from jishiyu.entitlements.rules.frames import DecidedAll, decide_all
from tests.entitlements.everything import OUTPUTS, frame_of, rules_then
from tests.entitlements.test_frames import FULL


def decided(frame: pl.DataFrame) -> DecidedAll:
    return decide_all(rules_then(), frame, OUTPUTS)


def with_second(**facts: Any) -> dict[str, Any]:
    first, second = FULL["members"]
    return FULL | {"members": [first, second | facts]}


def test_each_bad_row_is_told_with_its_reason_and_the_good_ones_are_decided_as_if_alone() -> None:
    families = [FULL, FULL | {"category": "high"}, with_second(grade=-1), with_second(kind="high"), FULL | {"area": -5}]
    found = decided(frame_of([*families, FULL]))
    assert found.bad.sort("id").rows() == [
        ("H1", None, "category", "'high' is not one of none, low, lowest"),
        ("H2", 2, "grade", "-1 is less than 0"),
        ("H3", 2, "kind", "'high' is not one of none, low, lowest"),
        ("H4", None, "area", "-5 is less than 0"),
    ]
    assert found.rows["id"].to_list() == ["H0", "H5"]
    alone = decided(frame_of([FULL])).rows
    assert found.rows.drop("id").rows() == alone.drop("id").rows() * 2


def test_a_row_without_a_name_and_a_member_that_is_nobody_are_bad() -> None:
    frame = frame_of([FULL, FULL, FULL | {"members": [None, FULL["members"][0]]}])
    found = decided(frame.with_columns(id=pl.Series(["H0", None, "H2"])))
    assert found.rows["id"].to_list() == ["H0"]
    assert found.bad.rows() == [(None, None, "id", "is missing"), ("H2", 1, "members", "is no set of facts")]


@pytest.mark.parametrize(
    ("column", "good", "told"),
    [
        (pl.Series("area", ["1000", "7"]), [], "'7' is not a whole number (0.01 m²)"),
        (pl.Series("area", [1000.0, 7.5]), ["H0"], "7.5 is not a whole number (0.01 m²)"),
        (pl.Series("area", [1000, 2**53 + 1], dtype=pl.UInt64), ["H0"], "9007199254740993 is too big"),
        (pl.Series("married", [1, 0]), [], "0 is not true or false"),
        (pl.Series("category", [1, 3]), ["H0"], "3 is not one of none, low, lowest"),
        (pl.Series("since", ["2020-01-01", "2020-02-30"]), ["H0"], "'2020-02-30' is no day like 2021-07-01"),
        (
            pl.Series("since", [datetime(2020, 1, 1), datetime(2020, 1, 1, 8)]),  # noqa: DTZ001
            ["H0"],
            "datetime.datetime(2020, 1, 1, 8, 0) is not a day like 2021-07-01",
        ),
    ],
)
def test_columns_of_other_kinds_are_read_where_they_fit(column: pl.Series, good: list[str], told: str) -> None:
    found = decided(frame_of([FULL, FULL]).with_columns(column))
    assert found.rows["id"].to_list() == good
    assert found.bad.rows()[-1] == ("H1", None, column.name, told)
    if good:
        assert found.rows.rows() == decided(frame_of([FULL])).rows.rows()


def test_codes_may_be_text_categories_or_places_and_days_may_be_text() -> None:
    plain = frame_of([FULL, FULL | {"category": None}])
    kept = decided(plain).rows.rows()
    for dtype in (pl.Categorical, pl.Enum(["low", "none", "lowest", "never"])):
        assert decided(plain.with_columns(pl.col("category").cast(dtype))).rows.rows() == kept
    text = pl.element().struct.with_fields(pl.element().struct.field("born").cast(pl.String))
    assert decided(plain.with_columns(pl.col("members").list.eval(text))).rows.rows() == kept
    place = pl.element().struct.with_fields(pl.element().struct.field("kind").replace_strict({"low": 1, "none": 0}))
    assert decided(plain.with_columns(pl.col("members").list.eval(place))).rows.rows() == kept


def test_a_frame_without_ids_or_with_members_that_are_no_list_is_refused() -> None:
    with pytest.raises(FactError, match="id: is no column, and names the household"):
        decided(frame_of([FULL]).drop("id"))
    with pytest.raises(FactError, match="members: is Int32, not a list of structs"):
        decided(frame_of([FULL]).with_columns(members=pl.lit(2)))


def test_a_household_may_be_named_by_another_column() -> None:
    frame = frame_of([FULL]).rename({"id": "household"})
    found = decide_all(rules_then(), frame, ["short"], key="household")
    assert found.rows.columns == ["household", "short", "short_why"]


def test_a_day_beyond_the_calendar_is_bad() -> None:
    frame = frame_of([FULL, FULL]).with_columns(since=pl.Series([18262, 4_000_000], dtype=pl.Int32).cast(pl.Date))
    found = decided(frame)
    assert found.rows["id"].to_list() == ["H0"]
    assert found.bad["fact"].to_list() == ["since"]
    assert found.rows.rows() == decided(frame_of([FULL | {"since": date(2020, 1, 1)}])).rows.rows()
