"""The language of clauses: what may stand in it, and how what may not is told with file and line."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

from jishiyu.entitlements.rules import (
    AREA,
    DAY,
    MONEY,
    NUMBER,
    TRUTH,
    Fact,
    FactError,
    NotInForce,
    Rulebook,
    RuleError,
    Valued,
    codes,
    decide,
    household,
    per,
    plain,
)  # fmt: skip

CATEGORY = codes("none", "low", "lowest")
FACTS = (
    Fact("category", CATEGORY, "category"),
    Fact("area", AREA, "area", least=0),
    Fact("rent", MONEY, "rent"),
    Fact("income", MONEY, "income", of="person"),
    Fact("born", DAY, "born", of="person"),
    Fact("married", TRUTH, "married", of="person"),
)
LAW = date(2020, 1, 1)


def book_of(folder: Path, source: str) -> Rulebook:
    """A rulebook with the clauses of a source file, each function a clause; `of_…` are of a person."""
    book = Rulebook("test", FACTS)
    book.parameter("STANDARD", AREA)
    book.parameter("RATE", per(MONEY, AREA), by=CATEGORY)
    book.parameter("STEPS", AREA, by=NUMBER)
    file = folder / "clauses.py"
    file.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("clauses_of_test", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, function in vars(module).items():
        if callable(function):
            book.clause("Art. 1", of="person" if name.startswith("of_") else "household")(function)
    return book


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def a(area, rent): return area + rent", "0.01 m²; fen do not fit together"),
        ("def a(rent): return rent > 5", "do not fit together"),
        ("def a(income): return income", "income is said of each member"),
        ("def of_a(income): return sum(income)", "looks at all members"),
        ("def a(area): return area / 2", "'area / 2' is outside what a clause may say"),
        ("def a(area): return area * 1.5", "1.5 is not a whole number"),
        ("def a(stranger): return stranger", "stranger is no fact, parameter or clause"),
        ("def a(): return area", "area is not an argument of a"),
        ("def a(area, rent): return area", "rent is asked for and not used"),
        ("def a(category): return category == 'high'", "'high' is not one of none, low, lowest"),
        ("def a(category): return category < 'low'", "is compared by <"),
        ("def a(RATE): return RATE", "RATE is a table"),
        ("def a(area, STANDARD): return STANDARD[area]", "STANDARD is no table"),
        ("def a(): return 'low'", "it cannot be told of which list"),
        ("def a(area):\n    if area > 0: return 1", "every way through must end with a return"),
        ("def a(area):\n    if area > 0:\n        b = 1\n    return 1", "must end with a return"),
        ("def a(area):\n    return 1\n    return 2", "nothing can follow a return"),
        ("def a(area):\n    for b in area: pass\n    return 1", "only if, return and assignment"),
        ("def a(area):\n    area = 1\n    return area", "area has a value already"),
        ("def a(area): return print(area)", "is no function of a clause"),
        ("def a(area): return area.real", "is outside what a clause may say"),
        ("def a(area): return 1 if area else 2", "is asked whether it is true"),
        ("def a(area): return area > 0, area", "as plain text"),
        ("def a(b): return b\ndef b(a): return a", "each need another to be known first"),
        ("def a(born): return sum(born)", "sum(…) of day"),
        ("def a(area, rent):\n    if area > 0: return rent\n    return True", "do not fit together"),
        ("def a(area, *more): return area", "plain arguments"),
    ],
)
def test_what_is_outside_the_language_is_refused_with_file_and_line(tmp_path: Path, source: str, why: str) -> None:
    with pytest.raises(RuleError, match=re.escape(why)) as found:
        book_of(tmp_path, source).check()
    assert str(found.value).startswith(str(tmp_path / "clauses.py"))
    assert found.value.place.line >= 1


def test_a_rate_for_an_area_is_money_and_what_is_asked_for_is_listed(tmp_path: Path) -> None:
    source = """
def short(STANDARD, area):
    return max(0, STANDARD * count() - area), "short of {area:m2}"

def due(category, short, RATE, income):
    "What is due."
    if category == "none":
        return 0, "in no category", "Art. 8"
    if sum(income) > 0 and category not in ("low", "lowest"):
        return 0
    return half_up(RATE[category] * short, 100), "for what is short"
"""
    book = book_of(tmp_path, source)
    rules = book.at(LAW, [Valued("STANDARD", LAW, 1300), Valued("RATE", LAW, {"low": 400})])
    due = rules.clause("due")
    assert due.measure == MONEY
    assert [branch.ground for branch in due.branches] == ["Art. 8", "Art. 1", "Art. 1"]
    assert [clause.name for clause in rules.needed(["due"])] == ["short", "due"]
    assert [fact.name for fact in rules.asked(["due"])] == ["category", "area", "income"]
    assert rules.value("RATE") == (0, 400, 0)


def test_one_of_two_written_codes_belongs_to_the_list_of_what_it_stands_beside(tmp_path: Path) -> None:
    source = "def a(category, area): return category == ('low' if area > 0 else 'lowest')"
    rules = book_of(tmp_path, source).at(LAW, [])
    asked = household({fact.name: fact for fact in FACTS}, {"category": "lowest", "area": 0})
    assert decide(rules, asked, ["a"]).values["a"] is True
    assert decide(rules, {**asked, "area": 5}, ["a"]).values["a"] is False
    with pytest.raises(RuleError, match="'high' is not one of"):
        book_of(tmp_path, source.replace("lowest", "high")).check()


def test_the_value_that_counts_is_the_latest_begun_of_those_known_by_then() -> None:
    book = Rulebook("test", FACTS)
    book.parameter("STANDARD", AREA)
    rows = [
        Valued("STANDARD", date(2019, 1, 1), 1200),
        Valued("STANDARD", date(2021, 1, 1), 1300, recorded=date(2021, 9, 10)),
        Valued("STANDARD", date(2021, 1, 1), 1350, recorded=date(2021, 12, 1)),
    ]

    def standing(day: date, known: date | None = None) -> object:
        return book.at(day, rows, known=known).value("STANDARD")

    assert standing(date(2020, 6, 1)) == 1200
    assert standing(date(2021, 6, 1), date(2021, 9, 9)) == 1200
    assert standing(date(2021, 6, 1), date(2021, 9, 10)) == 1300
    assert standing(date(2021, 6, 1)) == 1350
    with pytest.raises(NotInForce, match="STANDARD has nothing in force on 2018-12-31"):
        standing(date(2018, 12, 31))


def test_the_hash_follows_what_is_said_and_not_how_it_is_laid_out(tmp_path: Path) -> None:
    rows = [Valued("STANDARD", LAW, 1300)]

    def hash_of(source: str, rows: list[Valued] = rows) -> str:
        return book_of(tmp_path, source).at(LAW, rows).hash

    plainly = hash_of("def a(STANDARD): return STANDARD")
    assert hash_of("# a word on it\n\ndef a(STANDARD):\n    return STANDARD  # so") == plainly
    assert hash_of("def a(STANDARD): return STANDARD + STANDARD") != plainly
    assert hash_of("def a(STANDARD): return STANDARD", [Valued("STANDARD", LAW, 1200)]) != plainly


def test_a_household_is_read_from_plain_values_and_what_is_not_said_is_unknown() -> None:
    facts = {fact.name: fact for fact in FACTS}
    said = {"category": "low", "rent": 1200, "members": [{"born": "1960-02-29", "married": False}, {}]}
    known = household(facts, said)
    assert known["category"] == 1
    assert known["area"] is None
    assert known["members"][0]["born"] == date(1960, 2, 29)
    assert known["members"][1]["married"] is None
    assert plain(facts, known) == said
    assert household(facts, {})["members"] is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"category": "high"}, "H1: category: 'high' is not one of none, low, lowest"),
        ({"area": 3.5}, "H1: area: 3.5 is not a whole number (0.01 m²)"),
        ({"area": -1}, "H1: area: -1 is less than 0"),
        ({"area": True}, "H1: area: True is not a whole number (0.01 m²)"),
        ({"colour": 1}, "H1: colour: is no fact of a household"),
        ({"income": 1}, "H1: income: is no fact of a household"),
        ({"members": [{}, {"born": "1960-13-01"}]}, "H1 member 2: born: '1960-13-01' is no day like 2021-07-01"),
        ({"members": [{"married": 1}]}, "H1 member 1: married: 1 is not true or false"),
        ({"members": {"born": 1}}, "H1: members: is not a list of members"),
        ({"members": [7]}, "H1 member 1: person: is not a set of facts by name"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_told_with_where_and_why(said: dict[str, object], told: str) -> None:
    with pytest.raises(FactError, match=re.escape(told)):
        household({fact.name: fact for fact in FACTS}, said, "H1")
