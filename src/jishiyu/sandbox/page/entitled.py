"""Invented households, enterprises and children whose facts make the page's figures come true. Nobody here is real.

Only facts are chosen; what is due to them, and how much, the rules say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from jishiyu.entitlements.stock import HomeDraft, InstitutionDraft
from jishiyu.sandbox import people

WAIVED, PAYING = 301, 40  # tenants of special groups, and others beside them
RENTERS, WAITERS = 540, 72  # households with the subsidy: those who ask for nothing else, those who wait for a home
ENTERPRISES, PASSES, CROSSING = 71, 146, 25
CHILDREN, PLANNED_CHILDREN, PLANNED_RENTERS = 194, 110, 580
CAPACITIES = (40, 34, 30, 28, 26, 20, 16)  # of the seven institutions: 194 places
RATE = 280  # fen a month for each m² of a public home
FIRST_HOME = 4250  # 0.01 m²: 119 yuan a month, 1,428 a year
PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Life:
    """One to apply for something: names for its members (of an enterprise: its vehicles' plates), and its facts."""

    name: str
    facts: Mapping[str, Any]
    people: Sequence[Mapping[str, str]]


def _born(rng: Random, oldest: int, youngest: int, on: int = 2020) -> str:
    return (date(on - rng.randint(youngest, oldest), 1, 1) + timedelta(days=rng.randrange(365))).isoformat()


def _member(rng: Random, relation: str, born: str, **more: Any) -> dict[str, Any]:
    plainly = {"income": 0, "married": False, "entitled": False, "disability": 0, "disease": False, "orphan": False}
    return {"relation": relation, "born": born, **plainly, **more}


def _family(rng: Random, size: int, income: int, **first: Any) -> list[dict[str, Any]]:
    """An applicant, from two members on a spouse or a child, then children and a parent."""
    members = [_member(rng, "applicant", _born(rng, 55, 28), income=income, **first)]
    for place in range(1, size):
        relation = ("spouse", "child", "child", "parent")[place - 1] if size > 2 else rng.choice(("spouse", "child"))
        ages = {"spouse": (55, 28), "child": (17, 1), "parent": (85, 62)}[relation]
        married = relation == "spouse"
        if married:
            members[0]["married"] = True
        members.append(_member(rng, relation, _born(rng, *ages), married=married))
    return members


def _life(rng: Random, facts: Mapping[str, Any], members: list[dict[str, Any]]) -> Life:
    names = [{"name": people.name(rng)} for _ in members]
    return Life(names[0]["name"], {**facts, "members": members}, names)


HOUSED = {"registered": True, "tenant": False, "own_area": 0, "assets": 20_000_00}


def tenants(rng: Random) -> Iterator[Life]:
    """Those housed since 2021: of special groups whose rent is waived, and, after them, others who pay it."""
    for number in range(WAIVED):
        yield _life(rng, {**HOUSED, "category": rng.choice(("dibao", "dibao", "destitute"))}, _special(rng, number % 5))
    for _ in range(PAYING):
        yield _life(rng, {**HOUSED, "category": "low"}, _family(rng, rng.choice((2, 3)), 1_200_00))


def _special(rng: Random, group: int) -> list[dict[str, Any]]:
    match group:
        case 0:
            return [_member(rng, "applicant", _born(rng, 86, 66))]  # old and alone
        case 1:
            return _family(rng, rng.choice((1, 2, 3)), 0, disability=rng.choice((1, 2)))
        case 2:
            return _family(rng, rng.choice((1, 2, 3)), 0, disease=True)
        case 3:
            return _family(rng, rng.choice((1, 2)), 0, entitled=True)
    return [_member(rng, "applicant", _born(rng, 17, 16), orphan=True)]


def homes(rng: Random, divisions: Sequence[str]) -> list[HomeDraft]:
    """As many as the tenants, the first one that of the page."""
    areas = [FIRST_HOME, *(rng.randrange(4000, 6450, 50) for _ in range(WAIVED + PAYING - 1))]
    return [
        HomeDraft(
            code=f"ZX-{number:04d}",
            division=divisions[number % len(divisions)],
            address=f"安居小区{number // 60 + 1}栋{number % 60 + 101}室",
            area=area,
            rooms=1 if area < 4500 else 2,
            rent=(area * RATE + 50) // 100,
            floor=str(number % 6 + 1),
            accessible=number % 6 == 0,
        )
        for number, area in enumerate(areas, 1)
    ]


def renters(rng: Random, count: int) -> Iterator[Life]:
    """Households that rent on the market, of every category; some own a little."""
    for _ in range(count):
        size = rng.choices((1, 2, 3, 4), (51, 29, 15, 5))[0]
        category = rng.choices(("dibao", "destitute", "low", "middle", "migrant"), (44, 6, 30, 14, 6))[0]
        income = {"low": 1_300_00, "middle": 2_200_00, "migrant": 2_300_00}.get(category, 0)
        facts: dict[str, Any] = {**HOUSED, "category": category}
        if category == "migrant":
            facts |= {"registered": False, "settled_since": _born(rng, 6, 3)}
        if rng.random() < 0.15:
            facts["own_area"] = rng.randrange(300, 800, 10) * size
        yield _life(rng, facts, _family(rng, size, income))


def enterprises(rng: Random) -> Iterator[Life]:
    """Enterprises with 146 vehicles that may go between them, and some that may not."""
    fit = [2] * ENTERPRISES
    for place in rng.sample(range(ENTERPRISES), PASSES - 2 * ENTERPRISES):
        fit[place] += 1
    for number, vehicles in enumerate(fit):
        yield _enterprise(rng, number, "in_province", vehicles, unfit=number % 7 == 0)


def crossing(rng: Random) -> Iterator[Life]:
    """Enterprises whose vehicles go to other provinces."""
    for number in range(CROSSING):
        yield _enterprise(rng, ENTERPRISES + number, "cross_province", rng.choice((1, 2)), unfit=False)


def _enterprise(rng: Random, number: int, reach: str, vehicles: int, *, unfit: bool) -> Life:
    goods = rng.choice(("daily", "medical", "farm", "energy", "industry"))
    members = [
        {"licensed": True, "tested_on": "2022-04-18", "fever": False, "seats": 1 + place % 2}
        for place in range(vehicles)
    ]
    if unfit:
        members.append({"licensed": True, "tested_on": "2022-04-11", "fever": False, "seats": 1})
    plates = [{"name": f"湘E{''.join(rng.choices(PLATE, k=5))}"} for _ in members]
    facts = {"listed": True, "goods": goods, "reach": reach, "plan": True, "members": members}
    return Life(f"样本企业{number + 1:03d}", facts, plates)


def children(rng: Random) -> Iterator[Life]:
    """Children for whom a guardian asks for training."""
    for _ in range(CHILDREN):
        disability = rng.choice(("sight", "hearing", "speech", "limb", "mind", "autism"))
        yield Life(
            people.name(rng),
            {
                "child_born": _born(rng, 6, 3, on=2022),
                "child_disability": disability,
                "child_registered": True,
                "diagnosed": True,
                "can_train": True,
                "months_done": 0,
            },
            (),
        )


def institutions(division: str) -> list[InstitutionDraft]:
    """The seven of the page."""
    return [
        InstitutionDraft(code=f"XT-{number}", name=f"第{number}康复机构", division=division, capacity=capacity)
        for number, capacity in enumerate(CAPACITIES, 1)
    ]
