"""Time gone, points and days ahead or behind, lights, and the forecast; all on exact numbers."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.programmes import growth, pace
from jishiyu.programmes.curves import Curve, curve_of
from jishiyu.programmes.kinds import Lights

YEAR = (date(2022, 1, 1), date(2022, 12, 31))
EVEN: dict[str, object] = {"kind": "even"}
OCTOBER = date(2022, 10, 31)
days = st.dates(date(2021, 12, 1), date(2023, 1, 31))


def even(step: str = "day") -> Curve:
    return curve_of(EVEN, *YEAR, 1, step)  # type: ignore[arg-type]


def test_points_are_told_from_unrounded_shares() -> None:
    found = pace.pace(even("month"), 6290, 6474, OCTOBER)
    assert growth.points(found.points) == "+13.8"  # 97.2 − 83.3, rounded first, would be 13.9
    assert growth.percent(found.share) == "97.2 %"
    assert found.points == (Fraction(6290, 6474) - Fraction(10, 12)) * 100


@pytest.mark.parametrize(
    ("day", "step", "gone"),
    [
        (date(2022, 10, 31), "month", Fraction(10, 12)),
        (date(2022, 6, 30), "month", Fraction(1, 2)),
        (date(2022, 6, 30), "day", Fraction(181, 365)),
        (date(2024, 2, 29), "day", Fraction(60, 366)),
        (date(2022, 12, 31), "day", Fraction(1)),
        (date(2021, 12, 31), "day", Fraction(0)),
        (date(2022, 1, 15), "month", Fraction(15, 31) / 12),
    ],
)
def test_time_gone_in_months_and_in_days(day: date, step: str, gone: Fraction) -> None:
    year = 2024 if day.year == 2024 else 2022
    assert pace.time_gone(date(year, 1, 1), date(year, 12, 31), day, step) == gone  # type: ignore[arg-type]


def test_the_whole_years_plan_at_the_end_of_october_is_61_days_ahead() -> None:
    assert pace.pace(even(), 101, 100, OCTOBER).days == 61
    assert pace.pace(even("month"), 100, 100, OCTOBER).days == 61


def test_behind_by_what_a_year_before_was_called_better() -> None:
    found = pace.pace(even("month"), 1209, 2426, date(2022, 7, 31))
    assert growth.points(found.points) == "-8.5"
    assert found.days == -31


@given(st.integers(0, 2000), days)
def test_days_and_points_never_disagree(done: int, today: date) -> None:
    found = pace.pace(even(), done, 1000, today)
    if found.points < 0:
        assert found.days <= 0
    elif found.points > 0:
        assert found.days >= 0
    else:
        assert found.days == 0
    if found.days and done < 1000 and YEAR[0] <= today <= YEAR[1]:
        reached = even().share(today + timedelta(days=found.days))
        assert reached <= found.share if found.days > 0 else reached >= found.share


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12).filter(any), days, days)
def test_a_seasonal_curve_never_falls_and_ends_at_the_whole(weights: list[int], one: date, other: date) -> None:
    curve = curve_of({"kind": "seasonal", "weights": weights}, *YEAR, 100)
    early, late = sorted((one, other))
    assert 0 <= curve.share(early) <= curve.share(late) <= 1
    assert curve.share(YEAR[1]) == 1 and curve.share(YEAR[0] - timedelta(days=1)) == 0
    assert curve.share(date(2022, 3, 31)) == Fraction(sum(weights[:3]), sum(weights))


def test_key_points_of_campaigns_quarters_and_half_years() -> None:
    points = [["2022-03-15", 300, "Spring campaign"], ["2022-03-31", 320], ["2022-06-30", 500, "Half-year"]]
    curve = curve_of({"kind": "points", "points": points}, *YEAR, 1000)
    assert [curve.share(date.fromisoformat(str(day))) * 1000 for day, *_ in points] == [300, 320, 500]
    assert [point.name for point in curve.named()] == ["Spring campaign", "Half-year"]
    assert curve.share(date(2022, 9, 30)) == Fraction(1, 2) + Fraction(1, 2) * Fraction(92, 184)


@pytest.mark.parametrize(
    "plain",
    [
        {"kind": "wavy"},
        {"kind": "seasonal", "weights": [1] * 11},
        {"kind": "seasonal", "weights": [0] * 12},
        {"kind": "seasonal", "weights": [1.5] * 12},
        {"kind": "points", "points": []},
        {"kind": "points", "points": [["2022-03-01", 5], ["2022-03-01", 6]]},
        {"kind": "points", "points": [["2022-03-01", 5], ["2022-04-01", 4]]},
        {"kind": "points", "points": [["2023-03-01", 5]]},
        {"kind": "points", "points": [["2022-03-01", 101]]},
        {"kind": "points", "points": [["2022-12-31", 99]]},
        {"kind": "points", "points": [["2022-03-01", True]]},
    ],
)
def test_what_is_no_curve_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        curve_of(plain, *YEAR, 100)


@pytest.mark.parametrize(
    ("points", "colour"),
    [
        (Fraction(5), "green"), (Fraction(0), "green"), (Fraction(-1, 1000), "slight"), (Fraction(-999, 100), "slight"),
        (Fraction(-10), "yellow"), (Fraction(-30), "yellow"), (Fraction(-3001, 100), "red"),
    ],
)  # fmt: skip
def test_lights_by_the_table_both_ends_of_yellow_belong_to_it(points: Fraction, colour: str) -> None:
    assert pace.light(points, Lights()) == colour


def test_an_office_may_set_its_own_bands() -> None:
    strict = Lights(slight=1, yellow=5, late_months=2)
    assert [pace.light(Fraction(n), strict) for n in (0, -1, -5, -6)] == ["green", "yellow", "yellow", "red"]
    assert pace.late_light(date(2022, 3, 15), None, date(2022, 4, 1), strict) == "red"


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        (date(2022, 3, 15), "green"), (date(2022, 3, 16), "yellow"), (date(2022, 4, 30), "yellow"),
        (date(2022, 5, 1), "red"), (date(2023, 1, 1), "red"),
    ],
)  # fmt: skip
def test_a_start_that_is_late_is_red_in_its_third_month(today: date, colour: str) -> None:
    assert pace.late_light(date(2022, 3, 15), None, today, Lights()) == colour
    assert pace.late_light(date(2022, 3, 15), date(2022, 3, 20), today, Lights()) == "green"
    assert pace.late_light(None, None, today, Lights()) == "none"


@pytest.mark.parametrize(
    ("begun", "today", "colour"),
    [
        (date(2022, 1, 31), date(2022, 1, 30), "none"), (date(2022, 1, 31), date(2022, 1, 31), "green"),
        (date(2022, 1, 31), date(2022, 2, 27), "green"), (date(2022, 1, 31), date(2022, 2, 28), "yellow"),
        (date(2022, 1, 31), date(2022, 3, 31), "yellow"), (date(2022, 1, 31), date(2022, 4, 1), "red"),
        (date(2021, 12, 15), date(2022, 1, 14), "green"), (date(2021, 12, 15), date(2022, 1, 15), "yellow"),
        (date(2021, 12, 15), date(2022, 2, 15), "yellow"), (date(2021, 12, 15), date(2022, 2, 16), "red"),
    ],
)  # fmt: skip
def test_entering_the_statistics_is_yellow_a_month_after_the_start_and_red_after_two(
    begun: date, today: date, colour: str
) -> None:
    table = Lights(enter_yellow=1, enter_red=2)
    assert pace.entering_light(begun, None, today, table) == colour
    assert pace.entering_light(begun, None, today, Lights()) == "none"
    assert pace.entering_light(None, None, today, table) == "none"
    if colour != "none":
        assert pace.entering_light(begun, today, today, table) == "green"
    if colour == "red":  # as it stood on an evening before it was entered
        assert pace.entering_light(begun, date(2023, 1, 1), today, table) == "red"


def test_less_is_better_turns_the_sign() -> None:
    found = pace.pace(even(), 400, 1000, date(2022, 6, 30), more_is_better=False)
    assert found.points > 0 and found.days > 0


def weekly(rate: float, spread: float, weeks: int, seed: int) -> list[tuple[date, int]]:
    rng, so_far, rows = Random(seed), 0.0, []
    for week in range(1, weeks + 1):
        so_far += max(rng.gauss(rate, spread), 0)
        rows.append((date(2022, 1, 1) + timedelta(days=7 * week - 1), round(so_far)))
    return rows


def test_a_steady_pace_is_foretold_to_the_day() -> None:
    rows = [(date(2022, month, 28), month * 28 + (month - 1) * 3) for month in (1, 2)]
    rows = [(date(2022, 1, 1) + timedelta(days=10 * n - 1), 10 * n) for n in range(1, 10)]
    found = pace.forecast(even(), rows, 300, rows[-1][0])
    assert found.day == found.earliest == found.latest == date(2022, 1, 1) + timedelta(days=299)


def test_the_range_of_a_forecast_holds_in_about_four_cases_of_five() -> None:
    held = told = 0
    for seed in range(300):
        rows = weekly(100, 25, 60, seed)
        target, today = 3500, rows[19][0]
        found = pace.forecast(even(), rows[:20], target, today)
        real = next(day for day, amount in rows if amount >= target)
        assert found.day and found.earliest and found.latest and found.earliest <= found.day <= found.latest
        told += 1
        held += found.earliest <= real <= found.latest + timedelta(days=6)  # a week's reading tells of its whole week
    assert 0.72 < held / told < 0.94


def test_nothing_is_foretold_from_too_little_or_from_a_standstill() -> None:
    assert pace.forecast(even(), weekly(100, 5, 1, 1), 5000, date(2022, 1, 7)).why == "too_few"
    still = [(date(2022, 1, 1) + timedelta(days=7 * week), 100) for week in range(1, 12)]
    assert pace.forecast(even(), still, 5000, still[-1][0]).why == "standstill"
    assert pace.forecast(even(), [], 5000, date(2022, 1, 7)).why == "too_few"


def test_what_is_reached_says_since_when() -> None:
    rows = [(date(2022, 3, 1), 50), (date(2022, 5, 1), 120), (date(2022, 6, 1), 130)]
    found = pace.forecast(even(), rows, 100, date(2022, 6, 2))
    assert (found.day, found.why) == (date(2022, 5, 1), "reached")


def test_a_season_is_not_taken_for_a_change_of_pace() -> None:
    weights = [1, 1, 1, 1, 1, 1, 5, 5, 5, 1, 1, 1]
    curve = curve_of({"kind": "seasonal", "weights": weights}, *YEAR, 2400)
    rows = [(date(2022, month + 1, 1) - timedelta(days=1), month * 100) for month in range(1, 7)]
    found = pace.forecast(curve, rows, 2400, date(2022, 6, 30))
    assert found.day == date(2022, 12, 31)


@given(st.lists(st.integers(0, 400), min_size=0, max_size=20), st.integers(1, 5000))
def test_a_forecast_is_never_in_the_past_and_its_range_is_in_order(steps: list[int], target: int) -> None:
    so_far, rows = 0, []
    for number, step in enumerate(steps, 1):
        so_far += step
        rows.append((date(2022, 1, 1) + timedelta(days=9 * number), so_far))
    today = rows[-1][0] if rows else date(2022, 1, 1)
    found = pace.forecast(even(), rows, target, today)
    if found.why is None:
        assert found.day and found.earliest and today < found.earliest <= found.day
        assert found.latest is None or found.latest >= found.day
    else:
        assert found.day is None or found.why == "reached"
