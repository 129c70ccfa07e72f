"""The order of those who wait: one text that sorts as the rule says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements.ordering import LONGEST, LOTS, MOST_POINTS, Standing, key_behind, key_of

MOMENTS = st.integers(0, 3_000_000_000_000_000).map(
    lambda micros: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)
STANDINGS = st.builds(
    Standing,
    accepted_at=MOMENTS,
    lot=st.integers(0, LOTS - 1),
    first=st.booleans(),
    points=st.none() | st.integers(-MOST_POINTS + 1, MOST_POINTS - 1),
    drawn=st.none() | st.tuples(st.integers(1, 50), st.integers(1, 80_000)),
)


def said_by_time(one: Standing) -> tuple[object, ...]:
    return (not one.first, one.accepted_at, one.lot)


def said_by_points(one: Standing) -> tuple[object, ...]:
    return (not one.first, -(one.points or 0), one.accepted_at, one.lot)


def said_by_lottery(one: Standing) -> tuple[object, ...]:
    return (not one.first, one.drawn or (10**6, 0), one.accepted_at, one.lot)


@pytest.mark.parametrize(
    ("order", "said"), [("time", said_by_time), ("points", said_by_points), ("lottery", said_by_lottery)]
)
@given(data=st.data())
def test_keys_sort_as_the_rule_says(order, said, data) -> None:  # type: ignore[no-untyped-def]
    all_of_them = data.draw(st.lists(STANDINGS, max_size=12))
    by_key = sorted(all_of_them, key=lambda one: key_of(one, order))
    assert [said(one) for one in by_key] == sorted(map(said, all_of_them))


@given(st.lists(STANDINGS, min_size=1, max_size=8), st.data())
def test_whoever_is_moved_stands_right_behind_and_the_one_moved_last_nearest(all_of_them, data) -> None:  # type: ignore[no-untyped-def]
    keys = sorted({key_of(one, "points") for one in all_of_them})
    target = data.draw(st.sampled_from(["", *keys]))
    earlier, later = key_behind(target, 3), key_behind(target, 4)
    order = sorted([*keys, earlier, later])
    place = keys.index(target) + 1 if target else 0
    assert order == [*keys[:place], later, earlier, *keys[place:]]


@given(st.lists(STANDINGS, min_size=2, max_size=6), st.lists(st.integers(0, 5), max_size=10))
def test_moves_upon_moves_put_each_right_behind_the_one_named(all_of_them, moves) -> None:  # type: ignore[no-untyped-def]
    line = sorted({key_of(one, "time") for one in all_of_them})
    for act, behind in enumerate(moves, start=1):
        target = line[behind % len(line)]
        if len(target) + 6 > LONGEST:
            continue
        line = sorted([*line, key_behind(target, act)])
        assert line.index(key_behind(target, act)) == line.index(target) + 1


def test_points_nobody_knows_are_no_points() -> None:
    at = datetime(2022, 3, 1, tzinfo=UTC)
    known, unknown, below = (Standing(at, 5, points=points) for points in (0, None, -1))
    assert key_of(known, "points") == key_of(unknown, "points") < key_of(below, "points")


@pytest.mark.parametrize(
    "wrong",
    [
        {"lot": LOTS},
        {"lot": -1},
        {"points": MOST_POINTS},
        {"drawn": (0, 1)},
        {"accepted_at": datetime(1960, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_does_not_fit_its_place_is_an_error_not_another_order(wrong: dict[str, object]) -> None:
    order = "lottery" if "drawn" in wrong else "points"
    said: dict[str, object] = {"accepted_at": datetime(2022, 1, 1, tzinfo=UTC), "lot": 1} | wrong
    with pytest.raises(ValueError, match=r"bounds|round"):
        key_of(Standing(**said), order)  # type: ignore[arg-type]


def test_nobody_is_moved_without_number_or_without_end() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        key_behind("2", 0)
    with pytest.raises(ValueError, match="too often"):
        key_behind("2" * LONGEST, 1)


def test_a_moment_is_kept_to_the_microsecond() -> None:
    at = datetime(2022, 3, 1, tzinfo=UTC)
    assert key_of(Standing(at, 9), "time") < key_of(Standing(at + timedelta(microseconds=1), 0), "time")
