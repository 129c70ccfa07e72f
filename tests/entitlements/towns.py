"""A small town of made-up rules that use every word of the language, and households drawn at random from a seed."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from jishiyu.entitlements.rules import (
    AREA,
    DAY,
    MONEY,
    NUMBER,
    TRUTH,
    Fact,
    Household,
    Rulebook,
    Rules,
    Valued,
    codes,
    per,
)  # fmt: skip

CATEGORY = codes("none", "low", "lowest")
STATUS = codes("elsewhere", "waiting", "tenant")
TODAY = date(2021, 7, 1)

book = Rulebook(
    "town",
    [
        Fact("category", CATEGORY, "category"),
        Fact("status", STATUS, "status"),
        Fact("area", AREA, "area"),
        Fact("rent", MONEY, "rent"),
        Fact("arrived", DAY, "arrived"),
        Fact("income", MONEY, "income", of="person"),
        Fact("born", DAY, "born", of="person"),
        Fact("married", TRUTH, "married", of="person"),
        Fact("grade", NUMBER, "grade", of="person"),
    ],
)
book.parameter("STANDARD", AREA, by=NUMBER)
book.parameter("RATE", per(MONEY, AREA), by=CATEGORY)
book.parameter("CEILING", MONEY)
book.parameter("GRACE", TRUTH)


@book.clause("Art. 21", of="person")
def disabled(grade, GRACE):
    if grade in (1, 2):
        return True, "grade {grade}"
    return grade == 3 and GRACE


@book.clause("Art. 21", of="person")
def eased(grade, GRACE):
    if GRACE and grade >= 3:
        return True, "eased"
    return False


@book.clause("Art. 22", of="person")
def lone_elder(born, married, day, disabled):
    if years(born, day) >= 60 and not married:
        return True, "sixty or over, and alone"
    return disabled and months(born, day) > 600


@book.clause("Art. 8")
def income_ok(category, income, CEILING):
    if category == "lowest":
        return True, "the certificate replaces the test"
    share = up(sum(income), max(1, count()))
    return share <= CEILING, "against a ceiling of {CEILING:yuan}"


@book.clause("Art. 14")
def shortfall(STANDARD, area):
    return max(0, STANDARD[count()] - area), "short beside {area:m2}"


@book.clause("Art. 15", gives=STATUS)
def standing(status, arrived, day):
    if status == "elsewhere" and days(arrived, day) > 365:
        return "waiting"
    return status


@book.clause("Art. 16")
def due(standing, category, income_ok, shortfall, RATE, income):
    if standing == "tenant":
        return 0, "lives in public housing", "Art. 13"
    if category == "none" or not income_ok:
        return 0, "in no category, or above the ceiling"
    most = RATE[category] * shortfall
    if least(income) < 0:
        return down(most, -100) * -1, "owes"
    return half_up(most, 100) if most(income) > 0 else half_up(most, 200), "for what is short"


@book.clause("Art. 21")
def waived(standing, rent, lone_elder, disabled, grade, born, day):
    if standing != "tenant":
        return 0
    if any(disabled) or count(lone_elder) >= 2:
        return rent, "somebody is disabled, or two are elders"
    if all(lone_elder or grade > 4):
        return rent, "all are elders"
    return half_up(rent, years(least(born), day) - 70) if most(born) < day else min(rent, 2 * rent)


book.check()
LAW = (
    Valued("STANDARD", date(2014, 1, 1), [1500, 2800, 3900, 5000]),
    Valued("RATE", date(2019, 1, 1), {"low": 400, "lowest": 600}, "Notice 12 of 2018"),
    Valued("CEILING", date(2014, 1, 1), 150_000),
    Valued("GRACE", date(2020, 1, 1), True),
)
OUTPUTS = ("due", "waived")


def rules(day: date = TODAY, rows: Sequence[Valued] = LAW) -> Rules:
    return book.at(day, rows)


def households(count: int, seed: int, unknown: float = 0.03) -> list[dict[str, Any]]:
    """So many households; each fact is unknown with that chance, a list of members with a tenth of it."""
    chance = Random(seed)
    return [_household(chance, unknown) for _ in range(count)]


def _household(chance: Random, unknown: float) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        fact.name: _fact(fact, chance, unknown) for fact in book.facts.values() if fact.of == "household"
    }
    drawn["members"] = None if chance.random() < unknown / 10 else [
        {fact.name: _fact(fact, chance, unknown) for fact in book.facts.values() if fact.of == "person"}
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4, 6)))
    ]  # fmt: skip
    return drawn


def _fact(fact: Fact, chance: Random, unknown: float) -> Any:
    if chance.random() < unknown:
        return None
    if fact.measure.kind == "code":
        return chance.randrange(len(fact.measure.codes))
    if fact.measure.kind == "truth":
        return chance.random() < 0.5
    if fact.measure.kind == "day":
        return date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
    return {"grade": chance.randrange(0, 6), "income": chance.randrange(-2, 400) * 1000}.get(
        fact.name, chance.randrange(0, 12_000)
    )


def known(**facts: Any) -> Household:
    """A household with these facts, codes by their place; all else unknown."""
    return {fact.name: None for fact in book.facts.values() if fact.of == "household"} | {"members": None} | facts
