"""Rules in plain words, and values as an office writes them."""

from datetime import date

import pytest
from django.utils import translation

from jishiyu.entitlements.rules import Rules, Valued
from jishiyu.lib.refused import Refused
from jishiyu.look.rule_values import read_value, write_value
from jishiyu.look.rule_words import Way, figure, ways
from tests.entitlements.schemes import RENT
from tests.entitlements.towns import LAW
from tests.entitlements.towns import rules as town


@pytest.fixture
def rules() -> Rules:
    return RENT.book.at(date(2026, 7, 14), RENT.values)


def told(rules: Rules, name: str, language: str = "en") -> list[Way]:
    with translation.override(language):
        return ways(rules, rules.clause(name))


def test_a_clause_is_told_way_by_way_with_what_comes_of_each(rules: Rules) -> None:
    first, last = told(rules, "subsidy")
    assert first.condition == "not so: “within”"
    assert (first.value, first.reason, first.ground) == ("0.00 yuan", "the conditions are not met", "试行办法第四条")
    assert last.condition == ""
    assert last.value == "the least of: 每月房租, ((RATE by 困难类别 × “short”) ÷ 100, rounded)"


def test_a_condition_in_brackets_opens_the_steps_below_it() -> None:
    (settled,) = [way for way in told(town(), "standing") if way.condition]
    assert settled.condition == "status is elsewhere and days from arrived to the day asked for is more than 365"
    assert settled.value == "waiting"


def test_what_the_law_of_the_day_answers_by_itself_is_not_asked() -> None:
    graceless = town(rows=[row for row in LAW if row.name != "GRACE"] + [Valued("GRACE", date(2014, 1, 1), False)])
    assert [way.value for way in told(town(), "disabled")] == ["yes", "grade is 3 and GRACE〔yes〕"]
    assert [way.condition for way in told(graceless, "eased")] == [""]
    assert [way.condition for way in told(town(), "eased")] == ["GRACE〔yes〕 and grade is at least 3", ""]


def test_a_figure_is_shown_with_its_unit(rules: Rules) -> None:
    with translation.override("en"):
        assert figure(1300, rules.parameters["STANDARD"].measure, rules) == "13 m²"
        assert figure(400, rules.parameters["RATE"].measure, rules) == "4.00 yuan a m²"
        assert figure(1, rules.facts["category"].measure, rules) == "低收入"
        assert figure(None, rules.facts["rent"].measure, rules) == "not known"
        assert figure(date(2026, 7, 1), rules.facts["born"].measure, rules) == "2026-07-01"


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("STANDARD", "13.5", 1350),
        ("LINE", "1,200", 120_000),
        ("RATE", "低收入 4\n低保：6.50", {"low": 400, "lowest": 650}),
        ("RATE", "low 4；lowest 6", {"low": 400, "lowest": 600}),
    ],
)
def test_values_are_read_as_an_office_writes_them(rules: Rules, name: str, said: str, value: object) -> None:
    assert read_value(rules, rules.parameters[name], said) == value


@pytest.mark.parametrize(
    ("name", "said"),
    [("STANDARD", "13.555"), ("STANDARD", "much"), ("STANDARD", "1\n2"), ("STANDARD", ""), ("RATE", "富户 4"),
     ("RATE", "低保"), ("LINE", "1e30"), ("LINE", "nan")],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_refused_by_name(rules: Rules, name: str, said: str) -> None:
    with pytest.raises(Refused, match="value_wrong"):
        read_value(rules, rules.parameters[name], said)


@pytest.mark.parametrize("name", ["STANDARD", "RATE", "LINE"])
def test_what_is_written_reads_back_as_it_stands(rules: Rules, name: str) -> None:
    parameter = rules.parameters[name]
    said = write_value(rules, parameter)
    value = read_value(rules, parameter, said)
    assert value == (
        dict(zip(parameter.by.codes, rules.value(name), strict=True)) if parameter.by else rules.value(name)  # type: ignore[arg-type]
    )


def test_steps_by_number_are_written_with_commas() -> None:
    parameter = town().parameters["STANDARD"]
    assert write_value(town(), parameter) == "15, 28, 39, 50"
    assert read_value(town(), parameter, "15，28,39, 50") == [1500, 2800, 3900, 5000]
    assert read_value(town(), town().parameters["GRACE"], "是") is True
