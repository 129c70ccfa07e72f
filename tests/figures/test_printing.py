"""How figures are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.figures.printing import percent, rate, wilson


@pytest.mark.parametrize(
    ("n", "of", "printed"),
    [
        (0, 0, "—"),
        (0, 7, "0 %"),
        (7, 7, "100 %"),
        (937, 1000, "93.7 %"),
        (1, 3, "33.3 %"),
        (2, 3, "66.7 %"),
        (1, 800, "0.1 %"),  # 0.125 rounds half up to 0.1
        (1, 2000, "0.1 %"),  # 0.05, half up
        (19_999, 20_000, "99.9 %"),  # 99.995 is not yet all
        (1, 1_000_000, "0.1 %"),  # a little is not nothing
    ],
)
def test_a_share_is_never_rounder_than_the_truth(n: int, of: int, printed: str) -> None:
    assert percent(n, of) == printed


def test_a_rate_shows_its_parts() -> None:
    assert rate(937, 1000) == "93.7 % (937/1000)"
    assert rate(0, 0) == "— (0/0)"


@pytest.mark.parametrize(("n", "of"), [(8, 7), (-1, 7)])
def test_a_part_greater_than_its_whole_is_refused(n: int, of: int) -> None:
    with pytest.raises(ValueError, match="is not a part of"):
        percent(n, of)


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_only_all_is_100_and_only_none_is_0(pair: tuple[int, int]) -> None:
    n, of = pair
    assert (percent(n, of) == "100 %") == (n == of)
    assert (percent(n, of) == "0 %") == (n == 0)
    low, high = wilson(n, of)
    assert 0 <= low <= n / of + 1e-9
    assert n / of - 1e-9 <= high <= 1


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(81, 263)  # the example of Newcombe 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
