"""How well an office is heard: from counts to recall, false alarms and precision."""

from datetime import date
from math import inf

import pytest

from jishiyu.figures.quality import measured, whole
from jishiyu.sensing.queries.quality import Week

DAY = date(2026, 7, 13)


def week(**said: object) -> Week:
    made = Week(DAY)
    for name, value in said.items():
        setattr(made, name, value)
    return made


def test_recall_weighs_what_the_sample_missed_by_what_stayed_below() -> None:
    """1000 messages, 100 of which somebody was warned of, 80 % of the answered ones real; of the 900 below, 1 in 10 of
    those looked at was trouble: 80 / (80 + 90), and 20 false alarms among 20 + 810 ordinary ones."""
    found = measured(week(heard=1000, warned=100, real=40, false=10, draws=[(900, 10, 1.0)]), first=DAY)
    assert found.recall == pytest.approx(80 / 170)
    assert found.false_per_1000 == pytest.approx(1000 * 20 / 830)


def test_a_busy_day_counts_for_more_than_a_quiet_one() -> None:
    counts = {"heard": 1000, "warned": 0, "real": 1, "false": 0}
    found = measured(week(**counts, draws=[(900, 5, 0.0), (100, 5, 5.0)]), first=DAY)
    again = measured(week(**counts, draws=[(900, 5, 5.0), (100, 5, 0.0)]), first=DAY)
    assert found.recall == again.recall == 0
    busy = {**counts, "warned": 100}
    few = measured(week(**busy, draws=[(900, 5, 0.0), (100, 5, 5.0)]), first=DAY).recall
    many = measured(week(**busy, draws=[(900, 5, 5.0), (100, 5, 0.0)]), first=DAY).recall
    assert few is not None
    assert many is not None
    assert few > many


@pytest.mark.parametrize("said", [{"heard": 10}, {"heard": 10, "real": 1}, {"heard": 10, "draws": [(9, 2, 0.0)]}, {}])
def test_nothing_is_claimed_before_somebody_answered_and_looked(said: dict[str, object]) -> None:
    found = measured(week(**said), first=DAY)
    assert found.recall is None
    assert found.false_per_1000 is None


def test_precision_comes_with_its_count_and_interval() -> None:
    found = measured(week(warnings=12, lead_real=9, lead_false=1), first=DAY)
    assert (found.precision, found.answered, found.unanswered) == ("90.0 % (9/10)", 10, 2)
    assert found.low is not None
    assert found.low < 0.9 < (found.high or 0)
    assert measured(week(warnings=3), first=DAY).low is None


def test_what_nobody_saw_is_no_quick_sight() -> None:
    assert measured(week(to_see=[1.0, 2.0, inf]), first=DAY).to_see == 2.0
    assert measured(week(to_see=[1.0, inf, inf]), first=DAY).to_see is None
    assert measured(week(to_warn=[3.0, 1.0, 2.0]), first=DAY).to_warn == 2.0


def test_all_weeks_as_one_add_up() -> None:
    one, other = week(heard=10, warnings=2, draws=[(5, 1, 0.0)]), week(heard=5, warnings=1, to_warn=[1.0])
    total = whole([one, other], DAY)
    assert (total.heard, total.warnings, total.draws, total.to_warn) == (15, 3, [(5, 1, 0.0)], [1.0])
