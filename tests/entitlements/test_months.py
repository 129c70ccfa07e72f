"""What is due month by month, and the lines that bring what was paid to it, in whatever order corrections arrive."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements import months
from jishiyu.entitlements.months import Line, Term
from jishiyu.lib import money
from tests.cast import DAY, T0

JAN = date(2026, 1, 1)


def month(number: int) -> date:
    return months.after(JAN, number)


terms = st.lists(
    st.builds(
        lambda at, amount, days, key: Term(month(at), amount, T0 + days * DAY, key),
        st.integers(0, 11), st.integers(0, 900), st.integers(0, 40), st.integers(1, 10**6),
    ),
    max_size=8, unique_by=lambda one: one.key,
)  # fmt: skip


def test_of_the_terms_begun_the_latest_begun_counts_and_of_those_the_latest_learnt() -> None:
    told = [
        Term(month(0), 100, T0, 1),
        Term(month(6), 120, T0 + DAY, 2),
        Term(month(2), 110, T0 + 9 * DAY, 3),
        Term(month(2), 90, T0 + 5 * DAY, 4),
    ]
    assert [months.due(told, month(at)) for at in (-1, 0, 2, 5, 6, 30)] == [0, 100, 110, 110, 120, 120]
    assert [months.due(told, month(2), T0 + days * DAY) for days in (0, 5, 9)] == [100, 90, 110]
    assert months.due(told, month(2), T0 - DAY) == 0


def test_a_correction_becomes_arrears_for_some_months_and_clawback_for_others() -> None:
    told = [Term(month(0), 100, T0, 1), Term(month(1), 130, T0 + DAY, 2), Term(month(2), 80, T0 + DAY, 3)]
    paid = {month(0): 100, month(1): 100, month(2): 100}
    assert months.differences(told, paid, month(3)) == [
        Line(month(1), 30, 2),
        Line(month(2), -20, 3),
        Line(month(3), 80, 3),
    ]
    assert [line.kind for line in months.differences(told, paid, month(2))] == ["arrears", "clawback"]


def test_what_was_paid_before_anything_was_due_is_had_back() -> None:
    assert months.differences([], {JAN: 500}, month(3)) == [Line(JAN, -500, 0)]


@given(terms, st.randoms(use_true_random=False), st.integers(0, 14))
def test_paid_and_arrears_less_clawback_is_due_however_corrections_arrive(told, chance, until) -> None:  # type: ignore[no-untyped-def]
    """Terms become known in any order, a run after each: at the end every month has what all of them together say."""
    paid: dict[date, int] = {}
    order = list(told)
    chance.shuffle(order)
    for known in range(len(order) + 1):
        for line in months.differences(order[:known], paid, month(until)):
            paid[line.month] = paid.get(line.month, 0) + line.amount
        assert months.differences(order[:known], paid, month(until)) == []
    for at in range(until + 1):
        assert paid.get(month(at), 0) == months.due(told, month(at))
    assert min(paid.values(), default=0) >= 0


@given(terms)
def test_the_walk_through_the_months_says_what_each_month_says_alone(told: list[Term]) -> None:
    walked = months.due_until(told, month(14))
    assert [walked[month(at)].amount if month(at) in walked else 0 for at in range(15)] == [
        months.due(told, month(at)) for at in range(15)
    ]


@given(terms, st.integers(-1, 14))
def test_two_sums_are_those_of_all_months(told: list[Term], until: int) -> None:
    amounts = {month(at): months.due(told, month(at)) for at in range(until + 1)}
    weighted = sum(amount * months.number_of(at) for at, amount in amounts.items())
    assert months.sums(told, month(until)) == (sum(amounts.values()), weighted)


@given(terms, st.dictionaries(st.integers(0, 11).map(month), st.integers(0, 900), max_size=12))
def test_terms_recorded_to_reach_amounts_reach_them_and_touch_no_earlier_month(
    told: list[Term], wanted: dict[date, int]
) -> None:
    later = T0 + timedelta(days=100)
    fresh = [
        Term(at, amount, later, 2 * 10**6 + place)
        for place, (at, amount) in enumerate(months.terms_to_reach(told, wanted))
    ]
    assert {at: months.due([*told, *fresh], at) for at in wanted} == wanted
    first = min(wanted, default=month(20))
    for at in range(12):
        if month(at) < first:
            assert months.due([*told, *fresh], month(at)) == months.due(told, month(at))


@given(st.lists(st.integers(1, 500), max_size=6), st.integers(0, 900), st.integers(0, 100))
def test_no_more_is_kept_back_than_the_rule_allows_and_nothing_is_lost(
    back: list[int], paid: int, percent: int
) -> None:
    lines = [Line(month(at), -amount, 1) for at, amount in enumerate(back)]
    kept = months.kept_back(lines, paid, percent)
    held = -sum(line.amount for line in kept.lines)
    assert held <= paid * percent // 100
    assert sum(line.amount for line in kept.lines + kept.left) == -sum(back)
    assert held == min(sum(back), paid * percent // 100)


def test_a_month_is_due_whole_and_months_are_counted_across_years() -> None:
    assert months.first_of(date(2026, 2, 28)) == date(2026, 2, 1)
    assert months.after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert months.after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert len(list(months.months_between(date(2025, 11, 1), date(2026, 2, 1)))) == 4


@given(st.integers(-(10**12), 10**12))
def test_money_is_written_and_read_without_loss(amount: int) -> None:
    assert money.fen(money.yuan(amount)) == money.fen(money.plain_yuan(amount)) == amount


@pytest.mark.parametrize("said", ["", "1.234", "1e5", "一", "1.2.3", ".5", "--1"])
def test_what_is_no_money_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        money.fen(said)
