"""Whom a policy is for: three answers, one enterprise at a time and everybody at once, and the two never differ."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.lib.refused import Refused
from jishiyu.policies.audience import (
    PLACE,
    All,
    Condition,
    Judged,
    Not,
    Outcome,
    Rule,
    Some,
    judge,
    months_before,
    plain_of,
    read,
)
from jishiyu.policies.bulk import Table
from jishiyu.policies.wording import lines, sentence
from jishiyu.registry.kinds import Attribute

DAY = date(2026, 7, 14)
TREE = {"C": "制造业", "C13": "农副食品加工业", "F": "批发和零售业"}
KNOWN = {
    one.code: one
    for one in (
        Attribute(code=PLACE, name="所在地", type="code", tree=True),
        Attribute(code="t.trade", name="行业", type="code", options=TREE, tree=True),
        Attribute(code="t.size", name="规模", type="code", options={"small": "小型", "large": "大型"}),
        Attribute(code="t.tags", name="称号", type="codes", options={"a": "专精特新", "b": "小巨人"}, until="t.until"),
        Attribute(code="t.high", name="高新技术企业", type="truth", until="t.until"),
        Attribute(code="t.until", name="有效期至", type="day"),
        Attribute(code="t.founded", name="成立日期", type="day"),
        Attribute(code="t.staff", name="从业人数", type="number", unit="人"),
        Attribute(code="t.turnover", name="营业收入", type="money"),
    )
}
SMALL: Mapping[str, Any] = {"t.trade": "C1310", "t.size": "small", PLACE: "431081001", "t.turnover": 30_000_000_00}


def said(plain: object, values: Mapping[str, Any], day: date = DAY) -> Judged:
    return judge(read(plain, KNOWN), values, day, KNOWN)


@pytest.mark.parametrize(
    ("plain", "outcome"),
    [
        ({"all": []}, Outcome.YES),
        ({"of": "t.trade", "is": "in", "codes": ["C13"]}, Outcome.YES),
        ({"of": "t.trade", "is": "in", "codes": ["F"]}, Outcome.NO),
        ({"of": "t.trade", "is": "in", "codes": ["C13101"]}, Outcome.MISSING),  # known less closely than it is asked
        ({"of": PLACE, "is": "in", "codes": ["4310"]}, Outcome.YES),
        ({"of": "t.size", "is": "in", "codes": ["large"]}, Outcome.NO),
        ({"not": {"of": "t.size", "is": "in", "codes": ["large"]}}, Outcome.YES),
        ({"of": "t.turnover", "is": "at_least", "amount": 30_000_000_00}, Outcome.YES),
        ({"of": "t.turnover", "is": "above", "amount": 30_000_000_00}, Outcome.NO),
        ({"of": "t.staff", "is": "below", "amount": 300}, Outcome.MISSING),
        ({"not": {"of": "t.staff", "is": "below", "amount": 300}}, Outcome.MISSING),
    ],
)
def test_a_condition_says_yes_no_or_that_something_is_missing(plain: object, outcome: Outcome) -> None:
    assert said(plain, SMALL).outcome == outcome


def test_an_answer_that_does_not_hang_on_what_is_missing_is_given() -> None:
    staff = {"of": "t.staff", "is": "below", "amount": 300}
    trade = {"of": "t.trade", "is": "in", "codes": ["F"]}
    assert said({"all": [staff, trade]}, SMALL) == said({"all": [staff, trade]}, SMALL)
    assert said({"all": [staff, trade]}, SMALL).outcome == Outcome.NO
    assert said({"any": [staff, {"not": trade}]}, SMALL).outcome == Outcome.YES
    asked = said({"any": [staff, trade]}, SMALL)
    assert (asked.outcome, asked.missing) == (Outcome.MISSING, ("t.staff",))
    assert [part.outcome for part in asked.parts] == [Outcome.MISSING, Outcome.NO]


def test_a_status_counts_through_its_last_day_and_not_longer() -> None:
    rule = {"of": "t.high", "is": "true"}
    assert said(rule, {"t.high": True, "t.until": "2026-07-14"}).outcome == Outcome.YES
    assert said(rule, {"t.high": True, "t.until": "2026-07-13"}).outcome == Outcome.NO
    unsure = said(rule, {"t.high": True})
    assert (unsure.outcome, unsure.missing) == (Outcome.MISSING, ("t.until",))
    assert said(rule, {"t.high": False}).outcome == Outcome.NO


def test_days_are_compared_from_through_and_within_months() -> None:
    young = {"t.founded": "2024-08-31"}
    assert said({"of": "t.founded", "is": "within", "months": 24}, young).outcome == Outcome.YES
    assert said({"of": "t.founded", "is": "within", "months": 22}, young).outcome == Outcome.NO
    assert said({"of": "t.founded", "is": "from", "day": "2024-08-31"}, young).outcome == Outcome.YES
    assert said({"of": "t.founded", "is": "through", "day": "2024-08-30"}, young).outcome == Outcome.NO
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert months_before(date(2026, 1, 5), 13) == date(2024, 12, 5)


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        ("everybody", "audience_unreadable"),
        ({"any": []}, "audience_unreadable"),
        ({"all": [], "any": []}, "audience_unreadable"),
        ({"of": "t.unknown", "is": "true"}, "attribute_unknown"),
        ({"of": "t.trade", "is": "true"}, "condition_unfit"),
        ({"of": "t.size", "is": "in", "codes": []}, "condition_unfit"),
        ({"of": "t.staff", "is": "below", "amount": "300"}, "condition_unfit"),
        ({"of": "t.founded", "is": "from", "day": "2024-02-31"}, "condition_unfit"),
        ({"of": "t.high", "is": "true", "codes": ["a"]}, "condition_unfit"),
        ({"not": {"not": {"not": {"not": {"not": {"all": []}}}}}}, "audience_unreadable"),
    ],
)
def test_what_makes_no_sense_is_no_rule(plain: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(plain, KNOWN)
    assert refused.value.code == code


CODES = {
    PLACE: st.sampled_from(["43", "4310", "431081", "4309"]),
    "t.trade": st.sampled_from(["C", "C13", "C1310", "F", "F51"]),
    "t.size": st.sampled_from(["small", "large"]),
}
DAYS = st.integers(-900, 900).map(lambda days: (DAY + timedelta(days=days)).isoformat())
AMOUNTS = {"t.staff": st.integers(0, 400) | st.floats(0, 400, allow_nan=False), "t.turnover": st.integers(0, 10**11)}
TAGS = st.lists(st.sampled_from(["a", "b"]), unique=True, max_size=2)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        **CODES,
        **AMOUNTS,
        "t.tags": TAGS,
        "t.high": st.booleans(),
        "t.until": DAYS | st.just(DAY.isoformat()),
        "t.founded": DAYS,
    },
)
ASKED: st.SearchStrategy[Rule] = st.one_of(
    *(
        st.builds(Condition, st.just(code), st.just("in"), st.lists(values, min_size=1, max_size=2).map(tuple))
        for code, values in (*CODES.items(), ("t.tags", st.sampled_from(["a", "b"])))
    ),
    *(
        st.builds(Condition, st.just(code), st.sampled_from(["at_least", "at_most", "above", "below"]), amount=amounts)
        for code, amounts in AMOUNTS.items()
    ),
    st.builds(Condition, st.sampled_from(["t.founded", "t.until"]), st.sampled_from(["from", "through"]), day=DAYS),
    st.builds(Condition, st.just("t.founded"), st.just("within"), months=st.integers(1, 40)),
    st.builds(Condition, st.just("t.high"), st.just("true")),
)
RULES = st.recursive(
    ASKED,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


@given(RULES, st.lists(VALUES, max_size=8))
def test_everybody_at_once_is_answered_as_one_by_one(rule: Rule, rows: list[dict[str, Any]]) -> None:
    found = Table(rows, KNOWN).judge(rule, DAY)
    assert [Outcome(int(one)) for one in found] == [judge(rule, row, DAY, KNOWN).outcome for row in rows]


@given(ASKED, VALUES, st.data())
def test_learning_what_was_missing_never_turns_an_answer_round(
    rule: Rule, values: dict[str, Any], data: st.DataObject
) -> None:
    """Whoever knows more may decide what was open; what was decided stays."""
    before = judge(rule, values, DAY, KNOWN)
    more = {**data.draw(VALUES), **values}
    after = judge(rule, more, DAY, KNOWN)
    if before.outcome != Outcome.MISSING:
        assert after.outcome == before.outcome
    else:
        assert before.missing
        assert set(before.missing) <= set(KNOWN)


@given(RULES)
def test_a_rule_kept_is_read_back_as_it_was(rule: Rule) -> None:
    plain = plain_of(rule)
    try:
        back = read(plain, KNOWN)
    except Refused as refused:
        assert refused.code == "audience_unreadable"  # nested too deep
        return
    assert plain_of(back) == plain_of(read(plain_of(back), KNOWN))
    assert Table([SMALL], KNOWN).judge(back, DAY)[0] == Table([SMALL], KNOWN).judge(rule, DAY)[0]


def test_a_rule_is_told_in_plain_words_with_what_each_part_says() -> None:
    rule = read(
        {
            "all": [
                {"of": "t.trade", "is": "in", "codes": ["C13", "F"]},
                {"any": [{"of": "t.size", "is": "in", "codes": ["small"]}, {"of": "t.high", "is": "true"}]},
                {"of": "t.turnover", "is": "at_least", "amount": 20_000_000_00},
            ]
        },
        KNOWN,
    )
    words = sentence(rule, KNOWN, {})
    assert "农副食品加工业" in words
    assert "2,000" in words
    told = lines(judge(rule, {"t.trade": "C13", "t.size": "large"}, DAY, KNOWN), KNOWN, {})
    assert [(line.depth, line.outcome) for line in told] == [
        (0, Outcome.YES),
        (0, Outcome.MISSING),
        (1, Outcome.NO),
        (1, Outcome.MISSING),
        (0, Outcome.MISSING),
    ]
    assert told[3].missing == ("高新技术企业",)
