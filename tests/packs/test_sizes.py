"""Size classes by the rules of 2011, at their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu_packs.enterprise.sizes import ASSETS, CLASSES, PEOPLE, REVENUE, TABLE, WAN, bounds_of, size_class
from jishiyu_packs.enterprise.trades import TRADES


def firm(trade: str, **measured: float) -> dict[str, object]:
    """Employees in heads; revenue and assets in 万元."""
    plain: dict[str, object] = {"enterprise.trade": trade}
    for name, code, times in (("people", PEOPLE, 1), ("revenue", REVENUE, WAN), ("assets", ASSETS, WAN)):
        if name in measured:
            plain[code] = int(measured[name] * times)
    return plain


@pytest.mark.parametrize(
    ("trade", "measured", "said"),
    [
        ("C2611", {"people": 1000, "revenue": 40_000}, "large"),
        ("C2611", {"people": 999, "revenue": 40_000}, "medium"),
        ("C2611", {"people": 1000, "revenue": 39_999.99}, "medium"),
        ("C26", {"people": 300, "revenue": 2000}, "medium"),
        ("C26", {"people": 299, "revenue": 90_000}, "small"),
        ("B06", {"people": 20, "revenue": 300}, "small"),
        ("D44", {"people": 19, "revenue": 300}, "micro"),
        ("A01", {"revenue": 20_000}, "large"),
        ("A01", {"revenue": 499.99}, "small"),
        ("A01", {"revenue": 49}, "micro"),
        ("E47", {"revenue": 6000, "assets": 5000}, "medium"),
        ("E47", {"revenue": 6000, "assets": 4999}, "small"),
        ("F51", {"people": 200, "revenue": 40_000}, "large"),
        ("F51", {"people": 5, "revenue": 999}, "micro"),
        ("F52", {"people": 50, "revenue": 500}, "medium"),
        ("F5299", {"people": 49, "revenue": 500}, "small"),
        ("G54", {"people": 300, "revenue": 3000}, "medium"),
        ("G5911", {"people": 100, "revenue": 1000}, "small"),  # 装卸搬运 is transport
        ("G5930", {"people": 100, "revenue": 1000}, "medium"),  # 仓储
        ("G60", {"people": 1000, "revenue": 30_000}, "large"),
        ("H62", {"people": 10, "revenue": 100}, "small"),
        ("I63", {"people": 1999, "revenue": 100_000}, "medium"),
        ("I65", {"people": 10, "revenue": 50}, "small"),
        ("I64", {"people": 10, "revenue": 50}, "micro"),
        ("K7010", {"revenue": 200_000, "assets": 10_000}, "large"),
        ("K7010", {"revenue": 1000, "assets": 4999}, "small"),
        ("K7020", {"people": 300, "revenue": 1000}, "medium"),
        ("L72", {"people": 100, "assets": 8000}, "medium"),
        ("L72", {"people": 100, "assets": 7999}, "small"),
        ("M74", {"people": 300}, "large"),
        ("O80", {"people": 99}, "small"),
    ],
)
def test_a_class_begins_at_its_bound(trade: str, measured: dict[str, float], said: str) -> None:
    assert size_class(firm(trade, **measured)) == said


def test_what_nobody_knows_is_not_taken_for_nothing() -> None:
    assert size_class(firm("C26", people=500)) is None
    assert size_class(firm("C26", people=19)) == "micro"  # whatever the revenue
    assert size_class(firm("", people=500)) is None
    assert size_class(firm("J66", people=500, revenue=9)) is None  # finance has rules of its own
    assert size_class(firm("G53", people=500, revenue=9)) is None
    assert size_class(firm("K70", people=500, revenue=9, assets=9)) is None  # developer or caretaker?
    assert size_class(firm("I", people=5, revenue=9)) is None  # the air or software?


@given(st.sampled_from(sorted(TRADES)), *[st.integers(0, 10**13)] * 3, st.integers(1, 10**13))
def test_growing_never_makes_smaller(trade: str, people: int, revenue: int, assets: int, more: int) -> None:
    values: dict[str, object] = {"enterprise.trade": trade, PEOPLE: people, REVENUE: revenue, ASSETS: assets}
    before = size_class(values)
    for measure, amount in ((PEOPLE, people), (REVENUE, revenue), (ASSETS, assets)):
        after = size_class({**values, measure: amount + more})
        assert (before is None) == (after is None)
        assert before is None or after is None or CLASSES.index(after) >= CLASSES.index(before)


def test_every_division_of_trade_has_a_row_but_those_that_need_a_third_digit() -> None:
    assert [code for code in TRADES if len(code) == 3 and bounds_of(code) is None] == ["G59", "K70"]
    assert all(list(steps) == sorted(steps) for row in TABLE for steps in row.measures.values())
