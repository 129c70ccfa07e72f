"""Places compared fairly: n beside each, no rank on fewer than 30, equal shares at an equal place."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from jishiyu.casework.models import Case
from jishiyu.figures.queries import by_township
from jishiyu.figures.queries.places import ranked
from jishiyu.figures.scopes import Period, Scope
from tests.cast import DAY, T0, Cast


def test_fewer_than_thirty_are_not_ranked_and_equal_shares_share_a_rank() -> None:
    assert ranked([("a", 30, 30), ("b", 29, 29), ("c", 45, 60), ("d", 30, 40), ("e", 0, 31)]) == {
        "a": 1, "c": 2, "d": 2, "e": 4,
    }  # fmt: skip


@given(st.lists(st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=8))
def test_a_better_share_never_stands_behind_a_worse_one(shares: list[tuple[int, int]]) -> None:
    ranks = ranked([(str(number), n, of) for number, (n, of) in enumerate(shares)])
    for one, rank in ranks.items():
        for other, behind in ranks.items():
            (n, of), (m, all_of) = shares[int(one)], shares[int(other)]
            assert (n * all_of > m * of) <= (rank < behind)


def test_a_township_is_told_with_its_n(cast: Cast) -> None:
    cast.answered(title="及时")
    late = cast.taken(title="晚").case
    Case.objects.filter(pk=late.pk).update(due_at=T0 + timedelta(hours=1))
    (town,) = by_township(Scope(), Period(T0 - DAY, T0 + 30 * DAY))
    assert (town.n, town.of, town.rank) == (1, 2, None)
    assert "谢林港镇" in town.name
