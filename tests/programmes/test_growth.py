"""Growth, ranks, rows that run on, highest so far; rates from sums, never means of rates; half up only for printing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.refused import Refused
from jishiyu.programmes import growth

amounts = st.integers(-1000, 1000)


@pytest.mark.parametrize(
    ("number", "places", "said"),
    [
        (Fraction(13825, 1000), 1, "13.8"), (Fraction(1, 4), 1, "0.3"), (Fraction(-1, 4), 1, "-0.3"),
        (Fraction(-1, 1000), 1, "0.0"), (Fraction(5, 2), 0, "3"), (Fraction(999, 1000), 1, "1.0"),
    ],
)  # fmt: skip
def test_half_up_away_from_nought(number: Fraction, places: int, said: str) -> None:
    assert growth.rounded(number, places) == said


@given(st.fractions(-10_000, 10_000, max_denominator=997), st.integers(0, 4))
def test_rounding_agrees_with_the_decimal_module(number: Fraction, places: int) -> None:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    if (number * 10**places * 2).denominator == 1 or abs(number) < 9000:
        wanted = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        assert Decimal(growth.rounded(number, places)) == wanted


@given(amounts, amounts)
def test_growth_has_no_meaning_on_a_base_of_nought_or_below(now: int, base: int) -> None:
    found = growth.growth(now, base)
    assert (found is None) == (base <= 0)
    assert growth.percent(None) == growth.points(None) == "—"
    if found is not None:
        assert found == Fraction(now, base) - 1


def test_from_loss_to_gain_is_said_in_words() -> None:
    assert growth.turned(5, -3) and not growth.turned(5, 3) and not growth.turned(-1, -3)


MONTHS = (
    {(2021, month): 100 for month in range(1, 13)} | {(2022, month): 110 for month in range(1, 10)} | {(2022, 10): 55}
)


def test_year_on_year_month_on_month_and_cumulated() -> None:
    assert growth.percent(growth.year_on_year(MONTHS, 2022, 10), signed=True) == "-45.0 %"
    assert growth.percent(growth.month_on_month(MONTHS, 2022, 10), signed=True) == "-50.0 %"
    assert growth.month_on_month(MONTHS, 2022, 1) == Fraction(1, 10)
    assert growth.cumulative(MONTHS, 2022, 10) == Fraction(9 * 110 + 55 - 1000, 1000)
    assert growth.cumulative(MONTHS, 2022, 11) is None and growth.year_on_year(MONTHS, 2021, 1) is None


def test_cumulated_growth_is_no_mean_of_monthly_growths() -> None:
    months = {(2021, 1): 10, (2021, 2): 1000, (2022, 1): 20, (2022, 2): 1000}
    assert growth.cumulative(months, 2022, 2) == Fraction(10, 1010)  # the mean of +100 % and 0 % would be 50 %


def test_equal_ones_share_a_rank_and_the_next_is_passed_over() -> None:
    places = {"a": 70, "b": 69, "c": 69, "d": 68}
    assert [growth.rank(places, one) for one in places] == [
        growth.Rank(1, 4, 0), growth.Rank(2, 4, 1), growth.Rank(2, 4, 1), growth.Rank(4, 4, 0),
    ]  # fmt: skip
    assert growth.rank(places, "e") is None
    low = growth.rank(places, "d", more_is_better=False)
    assert low and low.place == 1


@given(st.dictionaries(st.integers(1, 20), amounts, min_size=1), st.booleans())
def test_ranks_fit_the_amounts(places: dict[int, int], more: bool) -> None:
    ranks = {one: growth.rank(places, one, more_is_better=more) for one in places}
    for one, other in zip(places, list(places)[1:], strict=False):
        first, second = ranks[one], ranks[other]
        assert first and second
        better = places[one] > places[other] if more else places[one] < places[other]
        assert (first.place < second.place) == better
        assert (first.place == second.place) == (places[one] == places[other])


def test_three_years_running_counts_the_rises_and_shows_the_rows() -> None:
    years = {2017: 9, 2018: 10, 2019: 8, 2020: 9, 2021: 12, 2022: 13}
    found = growth.running(years, 2022)
    assert (found.times, found.rows) == (3, ((2019, 8), (2020, 9), (2021, 12), (2022, 13)))
    assert growth.running(years, 2019).times == 0
    assert growth.running({2020: 1, 2022: 5}, 2022).times == 0  # a year nobody counted ends the row
    assert growth.running({2020: 5, 2021: 5}, 2021).times == 0


def test_highest_so_far_needs_something_before_it_and_to_be_above_it() -> None:
    assert growth.highest_so_far([("2020", 3), ("2021", 5), ("2022", 6)]).holds
    assert not growth.highest_so_far([("2021", 6), ("2022", 6)]).holds
    assert not growth.highest_so_far([("2022", 6)]).holds
    assert growth.highest_so_far([("2021", 4), ("2022", 6)]).best_before == 4


def test_states_that_do_not_add_up_are_not_printed() -> None:
    with pytest.raises(Refused, match="sums_differ"):
        growth.adding_up(45, [("finished", 24), ("ahead", 9), ("on schedule", 11)])
    assert growth.adding_up(44, [("finished", 24), ("ahead", 9), ("on schedule", 11)])["finished"] == 24
