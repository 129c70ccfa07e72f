"""One household decided and explained: two readings of the tree agree, and unknown is never taken for nothing."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.entitlements.rules import TRUTH, Fact, Rulebook, decide, explain, sentence
from jishiyu.entitlements.rules import arithmetic as sums
from jishiyu.entitlements.rules.walking import Walk
from tests.entitlements.towns import CATEGORY, OUTPUTS, STATUS, TODAY, households, known, rules

RULES = rules()
LOWEST, TENANT, WAITING = CATEGORY.codes.index("lowest"), STATUS.codes.index("tenant"), STATUS.codes.index("waiting")
ELDER = {"born": date(1950, 1, 1), "married": False, "grade": 0, "income": 0}


def test_what_is_written_out_and_what_is_walked_agree_on_every_household_and_every_clause() -> None:
    undecided = 0
    for household in households(4_000, seed=7, unknown=0.06):
        decided, walk = decide(RULES, household, OUTPUTS), Walk(RULES, household)
        for name, value in decided.values.items():
            assert (value, decided.branches[name]) == walk.clause(name), (name, household)
        stuck = [name for name in OUTPUTS if decided.values[name] is None]
        assert bool(decided.missing) == bool(stuck), household
        undecided += bool(stuck)
    assert 200 < undecided < 3_500


def test_told_what_is_missing_again_and_again_everything_comes_to_be_decided() -> None:
    full = households(400, seed=3, unknown=0)
    for household, blank in zip(full, households(400, seed=3, unknown=0), strict=True):
        for name in list(blank):
            if name != "members":
                blank[name] = None
        blank["members"] = None
        for _ in range(60):
            decided = decide(RULES, blank, OUTPUTS)
            if not decided.missing:
                break
            _tell(blank, household, decided.missing[0])
        assert [decided.values[name] for name in OUTPUTS] == [
            decide(RULES, household, OUTPUTS).values[name] for name in OUTPUTS
        ]


def _tell(blank: dict[str, Any], household: dict[str, Any], asked: tuple[str, int | None]) -> None:
    name, member = asked
    if name == "members":
        blank["members"] = [dict.fromkeys(one) for one in household["members"]]
    elif member is None:
        blank[name] = household[name]
    else:
        blank["members"][member - 1][name] = household["members"][member - 1][name]


def test_nobody_is_paid_or_refused_where_the_law_cannot_be_decided() -> None:
    """Whatever is decided with facts unknown stays so however they turn out."""
    turns: dict[str, tuple[Any, ...]] = {"category": (0, 1, 2), "status": (0, 1, 2), "area": (0, 1400, 9000)}
    waiting = {"arrived": date(2010, 1, 1), "rent": 50_000, "members": [ELDER, {**ELDER, "grade": 2}]}
    decided_before = 0
    for gaps in product((False, True), repeat=3):
        open_ = [name for name, gap in zip(turns, gaps, strict=True) if gap]
        base = known(**waiting, **{name: options[1] for name, options in turns.items() if name not in open_})
        before = decide(RULES, base, OUTPUTS).values
        for choice in product(*(turns[name] for name in open_)):
            after = decide(RULES, {**base, **dict(zip(open_, choice, strict=True))}, OUTPUTS).values
            for output in OUTPUTS:
                if before[output] is not None:
                    assert after[output] == before[output]
                    decided_before += 1
    assert decided_before


def test_a_decision_names_the_one_fact_it_waits_for_and_whose_it_is() -> None:
    tenant = known(status=TENANT, rent=11_900, members=[ELDER, {**ELDER, "grade": None}, ELDER])
    assert decide(RULES, tenant, ["waived"]).missing == ()  # two elders are enough
    alone = known(status=TENANT, rent=11_900, members=[{**ELDER, "born": None, "grade": 0}])
    decided = decide(RULES, alone, ["waived"])
    assert (decided.values["waived"], decided.branches["waived"]) == (None, 0)
    assert decided.missing == (("born", 1),)
    assert decide(RULES, known(status=TENANT, rent=1), ["waived"]).missing == (("members", None),)


def test_an_explanation_goes_from_the_result_to_the_facts_with_figures_grounds_and_law() -> None:
    household = known(status=WAITING, category=LOWEST, area=1_000, members=[{**ELDER, "income": 40_000}, ELDER])
    why = explain(RULES, household, "due")
    assert why.value == 600 * (2_800 - 1_000) // 100
    assert [(line.clause, line.depth) for line in why.lines] == [
        ("due", 0), ("standing", 1), ("income_ok", 1), ("shortfall", 1),
    ]  # fmt: skip
    due, standing, income, short = why.lines
    assert due.parameters["RATE"].ground == "Notice 12 of 2018"
    assert due.applied["RATE"] == 600  # of the table, what counts for this household
    assert due.facts["income"] == (40_000, 0)
    assert (income.reason, income.ground) == ("the certificate replaces the test", "Art. 8")
    assert income.parameters == {}  # on this way no ceiling is looked at
    assert sentence(short, lambda text: f"<{text}>", lambda value, unit: f"{value} {unit}") == "<short beside 1000 m2>"
    assert standing.value == WAITING
    assert (why.missing, why.rules_hash) == ((), RULES.hash)


def test_an_explanation_says_of_each_member_why() -> None:
    household = known(status=TENANT, rent=11_900, members=[ELDER, {**ELDER, "grade": 2}])
    lines = {(line.clause, line.member): line for line in explain(RULES, household, "waived").lines}
    assert lines["disabled", 2].value is True
    assert lines["disabled", 2].figures == {"grade": 2}
    assert lines["disabled", 1].value is False
    assert lines["lone_elder", 1].reason == "sixty or over, and alone"


def test_what_stops_a_decision_is_explained_as_far_as_it_got() -> None:
    why = explain(RULES, known(status=WAITING, category=LOWEST, members=[ELDER]), "due")
    assert (why.value, why.missing) == (None, (("area", None),))
    assert [line.clause for line in why.lines if line.value is None] == ["due", "shortfall"]
    assert why.lines[0].reason == ""


def test_a_branch_nobody_walks_costs_nothing_and_asks_nothing() -> None:
    assert decide(RULES, known(status=TENANT), ["due"]).values["due"] == 0


def test_truths_follow_kleene() -> None:
    book = Rulebook("kleene", [Fact("left", TRUTH, "left"), Fact("right", TRUTH, "right")])
    book.clause("1")(both)
    book.clause("1")(either)
    book.clause("1")(neither)
    three = (True, False, None)
    for left, right in product(three, three):
        values = decide(book.at(TODAY, ()), {"left": left, "right": right}, ["both", "either", "neither"]).values
        kinds = (left, right)
        assert values["both"] == (False if False in kinds else None if None in kinds else True)
        assert values["either"] == (True if True in kinds else None if None in kinds else False)
        assert values["neither"] == (None if values["either"] is None else not values["either"])


def both(left, right):  # type: ignore[no-untyped-def]
    return left and right


def either(left, right):  # type: ignore[no-untyped-def]
    return left or right


def neither(left, right):  # type: ignore[no-untyped-def]
    return not (left or right)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6))
def test_divisions_round_as_they_say(top: int, bottom: int) -> None:
    if not bottom:
        assert sums.half_up(top, bottom) is sums.down(top, bottom) is sums.up(top, bottom) is None
        return
    near, low, high = sums.half_up(top, bottom), sums.down(top, bottom), sums.up(top, bottom)
    assert near is not None and low is not None and high is not None
    assert low * abs(bottom) <= top * (1 if bottom > 0 else -1) <= high * abs(bottom)
    assert high - low == (top % bottom != 0)
    assert 2 * abs(near * bottom - top) <= abs(bottom)
    assert sums.half_up(-top, bottom) == -near


@pytest.mark.parametrize(
    ("start", "end", "years", "months", "days"),
    [
        (date(1960, 2, 29), date(2021, 2, 28), 60, 731, 22280),
        (date(1960, 2, 29), date(2021, 3, 1), 61, 732, 22281),
        (date(2021, 1, 31), date(2021, 2, 28), 0, 0, 28),
        (date(2021, 1, 31), date(2021, 3, 1), 0, 1, 29),
        (date(2021, 7, 1), date(2021, 7, 1), 0, 0, 0),
        (date(2021, 7, 2), date(2021, 7, 1), -1, -1, -1),
    ],
)
def test_spans_count_whole_years_and_months(start: date, end: date, years: int, months: int, days: int) -> None:
    assert (sums.years(start, end), sums.months(start, end), sums.days(start, end)) == (years, months, days)
