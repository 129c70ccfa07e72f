# ruff: noqa: F821, N803  (clauses are read, not run)
"""A rulebook that says everything the language can say, and households as files have them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from jishiyu.entitlements.rules import (
    AREA,
    DAY,
    MONEY,
    NUMBER,
    TRUTH,
    Fact,
    Rulebook,
    Rules,
    Valued,
    codes,
    per,
)  # fmt: skip

CATEGORY = codes("none", "low", "lowest")
TOLD = codes("yes", "no", "perhaps")
FACTS = (
    Fact("category", CATEGORY, "category"),
    Fact("area", AREA, "area", least=0),
    Fact("balance", NUMBER, "points for and against"),
    Fact("points", NUMBER, "points given", least=0),
    Fact("married", TRUTH, "whether there is a marriage"),
    Fact("since", DAY, "asked since"),
    Fact("income", MONEY, "income", of="person"),
    Fact("born", DAY, "born", of="person"),
    Fact("ill", TRUTH, "ill", of="person"),
    Fact("grade", NUMBER, "grade", of="person", least=0),
    Fact("kind", CATEGORY, "kind", of="person"),
)
LAW = date(2024, 2, 29)
VALUES = (
    Valued("STANDARD", date(2000, 1, 1), 1300),
    Valued("RATE", date(2000, 1, 1), {"low": 450, "lowest": 655}),
    Valued("STEPS", date(2000, 1, 1), [3000, 4500, 6000]),
    Valued("LIMIT", date(2000, 1, 1), 100_000),
    Valued("OPEN", date(2000, 1, 1), value=True),
    Valued("FIRST", date(2000, 1, 1), "low"),
)
book = Rulebook("everything", FACTS)
book.parameter("STANDARD", AREA)
book.parameter("RATE", per(MONEY, AREA), by=CATEGORY)
book.parameter("STEPS", AREA, by=NUMBER)
book.parameter("LIMIT", MONEY)
book.parameter("OPEN", TRUTH)
book.parameter("FIRST", CATEGORY)


@book.clause("Art. 1", of="person")
def age(born, day):
    return years(born, day)


@book.clause("Art. 2", of="person")
def frail(age, ill, grade):
    if age >= 60:
        return True, "old"
    return ill or 1 <= grade <= 2


@book.clause("Art. 2", of="person")
def weight(frail, income, category, since, born):
    if category == "lowest":
        return 0, "of the household, beside its members"
    share = income if frail else half_up(income, 3)
    return max(share, 0) + months(born, since) * 0 * share


@book.clause("Art. 3")
def short(STANDARD, area):
    return max(0, STANDARD * count() - area), "short of {area:m2}"


@book.clause("Art. 3")
def stepped(STEPS, grade):
    return STEPS[count()] + (STEPS[most(grade)] if count() > 1 else 0)


@book.clause("Art. 4")
def money(income):
    return sum(income)


@book.clause("Art. 4")
def weighed(weight, points):
    return sum(weight) + half_up(least(weight), 7) * up(points, 3)


@book.clause("Art. 5")
def shares(balance, points):
    divided = half_up(balance, points - 3) - down(balance, min(points, 5) - 3)
    return half_up(balance, 7) + down(balance, 7) * 1000 + up(balance, 7) * 100 + up(balance, -3) + divided


@book.clause("Art. 6")
def open_to(OPEN, FIRST, category, married, ill, kind):
    if not OPEN:
        return False, "closed"
    if category == FIRST and (married or any(ill)):
        return True, "first"
    if all(kind != "none") and not married:
        return True, "every member in a category"
    return category in ("low", "lowest") and count(ill) > 1


@book.clause("Art. 7")
def frail_ones(frail):
    return count(frail)


@book.clause("Art. 7")
def gone(since, born, day):
    return days(since, day) + months(most(born), since) + years(least(born), since)


@book.clause("Art. 7")
def eldest(born, since):
    return min(least(born), since)


@book.clause("Art. 8", gives=TOLD)
def answer(open_to, frail, age, since, day, married):
    if any(frail) and all(age >= 18):
        return "yes", "grown, and one is frail"
    if 12 <= months(since, day) < 240 or days(since, day) > 9000:
        if married:
            return "perhaps", "in a marriage"
        return "no"
    if open_to:
        return "no", "open, and yet"
    return "perhaps"


@book.clause("Art. 9")
def due(open_to, category, RATE, LIMIT, short, money, balance, weighed):
    if not open_to:
        return 0, "not open"
    if money > LIMIT:
        return 0, "too much income"
    rate = RATE[category]
    if balance < 0 and weighed != 0:
        return half_up(rate * short * 90, 10000), "for those in debt"
    return half_up(rate * short, 100) - min(money, LIMIT, weighed), "for what is short"


@book.clause("Art. 10")
def beyond(balance):
    return balance * balance * 3 - 1


OUTPUTS = ("due", "answer", "eldest", "gone", "frail_ones", "shares", "stepped", "weighed", "open_to", "short")
CODES = pl.Enum(CATEGORY.codes)
PERSON = {"income": pl.Int64, "born": pl.Date, "ill": pl.Boolean, "grade": pl.Int64, "kind": pl.String}
HOUSEHOLD = {
    "id": pl.String, "category": pl.String, "area": pl.Int64, "balance": pl.Int64, "points": pl.Int64,
    "married": pl.Boolean, "since": pl.Date, "members": pl.List(pl.Struct(PERSON)),
}  # fmt: skip


def rules_then() -> Rules:
    return book.at(LAW, VALUES)


def frame_of(households: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Plain households (codes by name) as a file has them."""
    return pl.DataFrame([{"id": f"H{n}"} | one for n, one in enumerate(households)], schema=HOUSEHOLD)
