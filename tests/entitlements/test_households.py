"""Households, what is known of them, what the rules say of it, and the values an office records."""

from datetime import date
from typing import Any

import pytest

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.models import Decision, FactSheet, Household, ParameterRow
from jishiyu.entitlements.rules import explain
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, T0, VILLAGE, Cast
from tests.entitlements.schemes import FAMILY, HOME, PEOPLE, RENT, Aid

SINCE = date(2026, 7, 1)
TODAY = date(2026, 7, 14)


@pytest.fixture
def family(cast: Cast, aid: Aid) -> Household:
    return actions.make_household(
        cast.aunt.pk, FAMILY, PEOPLE, division_code=VILLAGE, outside="R7", since=SINCE, by=BY, at=T0
    )


def test_a_household_keeps_its_names_sealed_apart_from_the_facts_the_rules_read(family: Household) -> None:
    sheet = FactSheet.objects.get()
    assert family.number == f"H{family.pk:08d}"
    assert sheet.facts == FAMILY
    assert "林阿姨" not in str([*FactSheet.objects.values(), *Household.objects.values()])
    assert queries.people_of(sheet) == [dict(one) for one in PEOPLE]


def test_a_correction_is_a_new_sheet_and_the_same_facts_again_are_none(family: Household) -> None:
    poorer: dict[str, Any] = {**FAMILY, "category": "lowest"}
    sheet = actions.correct_facts(family.pk, poorer, since=TODAY, by=BY, at=T0 + DAY)
    assert actions.correct_facts(family.pk, poorer, since=TODAY, by=BY, at=T0 + 2 * DAY) == sheet
    assert list(FactSheet.objects.order_by("version").values_list("version", "since")) == [(1, SINCE), (2, TODAY)]
    assert queries.people_of(sheet) == [dict(one) for one in PEOPLE]
    assert Household.objects.get().sheet == sheet
    assert [entry.act for entry in story(family.ref)] == ["made", "corrected"]
    assert Errand.objects.get(kind="facts.changed").data == {"household": family.pk, "sheet": sheet.pk}


@pytest.mark.parametrize(
    ("facts", "people", "why"),
    [
        ({"category": "rich"}, (), "category: 'rich' is not one of"),
        ({"colour": 1}, (), "colour: is no fact of a household"),
        ({"rent": -1}, (), "rent: -1 is less than 0"),
        ({"members": [{}]}, PEOPLE, "2 names for 1 members"),
        ({}, PEOPLE, "2 names for 0 members"),
    ],
)
def test_facts_of_the_wrong_kind_make_no_household(
    cast: Cast, aid: Aid, facts: dict[str, Any], people: tuple[dict[str, str], ...], why: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_household(cast.aunt.pk, facts, people, since=SINCE, by=BY, at=T0)
    assert refused.value.code == "fact_wrong"
    assert why in f"{refused.value.params['fact']}: {refused.value.params['why']}"
    assert not Household.objects.exists()


def test_one_of_a_register_is_one_household_and_an_unknown_one_is_refused(cast: Cast, family: Household) -> None:
    with pytest.raises(Refused, match="household_known"):
        actions.make_household(cast.aunt.pk, FAMILY, outside="R7", since=SINCE, by=BY, at=T0)
    with pytest.raises(Refused, match="household_unknown"):
        actions.correct_facts(family.pk + 1, FAMILY, since=SINCE, by=BY, at=T0)


def test_a_decision_keeps_all_it_takes_to_say_it_again(family: Household) -> None:
    made = actions.decide(family, RENT, day=TODAY, by=BY, at=T0)
    assert (made.outcome, made.amount) == (Decision.Outcome.DUE, 10_400)
    assert made.said["short"] == [2_600, 1]
    rules = queries.rules_of(RENT, made.day, made.known)
    assert rules.hash == made.rules_hash
    assert explain(rules, queries.judged(RENT, made.sheet.facts), RENT.due).value == made.amount
    assert actions.decide(family, RENT, day=TODAY, by=BY, at=T0 + DAY) == made
    assert [entry.act for entry in story(family.ref)] == ["made", "decided"]


def test_a_home_is_due_and_the_amount_is_the_rent_it_waives(family: Household) -> None:
    made = actions.decide(family, HOME, day=TODAY, by=BY, at=T0)
    assert (made.outcome, made.amount) == (Decision.Outcome.DUE, 60_000)


def test_what_cannot_be_decided_is_kept_with_what_is_missing_and_no_money(family: Household) -> None:
    silent = {**FAMILY, "members": [{"born": "1950-03-01"}, {"income": 40_000}]}
    actions.correct_facts(family.pk, silent, since=TODAY, by=BY, at=T0)
    family.refresh_from_db()
    made = actions.decide(family, RENT, day=TODAY, by=BY, at=T0)
    assert (made.outcome, made.amount) == (Decision.Outcome.UNDECIDED, 0)
    assert made.missing == [["income", 1]]


def test_a_value_learnt_late_changes_what_is_said_of_earlier_days_and_not_what_was_said_then(
    family: Household, aid: Aid
) -> None:
    before = actions.decide(family, RENT, day=TODAY, by=BY, at=T0)
    later = T0 + 60 * DAY
    row = actions.record_parameter(
        RENT.code, "STANDARD", date(2026, 7, 1), 1_500, "住建发〔2026〕9号", by=aid.head.actor, at=later
    )
    assert actions.record_parameter(
        RENT.code, "STANDARD", date(2026, 7, 1), 1_500, "住建发〔2026〕9号", by=aid.head.actor, at=later + DAY
    ) == row  # fmt: skip
    assert actions.decide(family, RENT, day=TODAY, by=BY, at=later).amount == 12_000
    known_then = queries.rules_of(RENT, TODAY, before.known)
    assert known_then.hash == before.rules_hash
    assert queries.rules_of(RENT, date(2026, 6, 30)).value("STANDARD") == 1_300
    assert [one.since for one in queries.values_of(RENT) if one.name == "STANDARD"] == [
        date(2020, 1, 1), date(2026, 7, 1),
    ]  # fmt: skip
    assert Errand.objects.filter(kind="parameter.recorded").count() == 1


@pytest.mark.parametrize(
    ("name", "value", "ground", "why"),
    [
        ("STANDARDS", 1_500, "文", "parameter_unknown"),
        ("STANDARD", "much", "文", "value_wrong"),
        ("STANDARD", [1, 2], "文", "value_wrong"),
        ("RATE", {"rich": 1}, "文", "value_wrong"),
        ("STANDARD", 1_500, "  ", "ground_needed"),
    ],
)
def test_a_value_that_does_not_fit_or_rests_on_nothing_is_refused(
    aid: Aid, name: str, value: Any, ground: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        actions.record_parameter(RENT.code, name, SINCE, value, ground, by=aid.head.actor, at=T0)
    assert not ParameterRow.objects.exists()


def test_only_the_head_of_a_unit_records_a_value(aid: Aid) -> None:
    for officer in (aid.keeper, aid.street, aid.stranger):
        with pytest.raises(Refused, match="not_yours"):
            actions.record_parameter(RENT.code, "STANDARD", SINCE, 1_500, "文", by=officer.actor, at=T0)


def test_a_day_before_all_law_is_refused(family: Household) -> None:
    with pytest.raises(Refused, match="no_law_then"):
        actions.decide(family, RENT, day=date(2019, 12, 31), by=BY, at=T0)
