# ruff: noqa: F821, N803  (clauses are read, not run)
"""A small service line of the tests: an invented town's help with rent, its homes, and its passes.

Use it by the fixture `aid` of tests/conftest.py: the schemes are declared for that test alone, and three officers have
their duties in the village's town. Law of the town, as its clauses say:

- category low or lowest (a certificate), no home of one's own beyond 13 m² a head, income at most 1,200 yuan a head
- help with rent: 4 yuan (low) or 6 yuan (lowest) for each m² short of 13 a head, at most the rent paid
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jishiyu.entitlements.kinds import Paper, Queued, Scheme, Step
from jishiyu.entitlements.rules import AREA, DAY, MONEY, TRUTH, Fact, Rulebook, Valued, codes, per
from jishiyu.registry import actions as registry
from jishiyu.registry.kinds import DutyRole
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, T0, TOWN, Cast

CATEGORY = codes("none", "low", "lowest")
FACTS = (
    Fact("category", CATEGORY, "困难类别", codes=("没有证件", "低收入", "低保")),
    Fact("area", AREA, "现有住房面积", least=0),
    Fact("rent", MONEY, "每月房租", least=0),
    Fact("owns", TRUTH, "本市有没有自己的住房"),
    Fact("income", MONEY, "月收入", of="person", least=0),
    Fact("born", DAY, "出生日期", of="person"),
)
LAW = date(2020, 1, 1)
VALUES = (
    Valued("STANDARD", LAW, 1300, "试行办法第五条"),
    Valued("RATE", LAW, {"low": 400, "lowest": 600}, "试行办法第八条"),
    Valued("LINE", LAW, 120000, "试行办法第四条"),
)
book = Rulebook("aid", FACTS)
book.parameter("STANDARD", AREA)
book.parameter("RATE", per(MONEY, AREA), by=CATEGORY)
book.parameter("LINE", MONEY)


@book.clause("试行办法第五条")
def short(STANDARD, area, owns):
    if not owns:
        return STANDARD * count(), "no home of their own: the whole standard is short"
    return max(0, STANDARD * count() - area), "short of the standard, with {area:m2} there"


@book.clause("试行办法第四条")
def within(category, income, LINE, short):
    if category == "none":
        return False, "in no category that is helped"
    if sum(income) > LINE * count():
        return False, "income above {LINE:yuan} a head"
    if short <= 0:
        return False, "housed up to the standard"
    return True, "all conditions are met"


@book.clause("试行办法第八条")
def subsidy(within, category, RATE, short, rent):
    if not within:
        return 0, "the conditions are not met", "试行办法第四条"
    return min(rent, half_up(RATE[category] * short, 100)), "for what is short, at most the rent"


@book.clause("试行办法第九条")
def waived(within, rent):
    if not within:
        return 0, "the conditions are not met"
    return rent, "the whole rent"


@book.clause("试行办法第十条")
def points(born, day):
    return most(years(born, day)), "the age of the eldest"


PAPERS = (
    Paper("certificate", "低保或低收入证明", proves=("category",)),
    Paper("lease", "租房合同", proves=("rent",)),
    Paper("other", "其他材料", required=False),
)
STEPS = (
    Step("street", "街道初审", role="aid.street", checks=("rent", "income"), working_days=5),
    Step("housing", "住房审核", role="aid.housing", checks=("area", "owns", "category"), working_days=10),
)
RENT = Scheme(
    code="aid.rent", name="租金补贴", summary="住房不足的低收入家庭，每月领租金补贴。", book=book, values=VALUES,
    due="subsidy", gives="money", questions=("category", "owns", "area", "rent", "income"), papers=PAPERS, steps=STEPS,
    keeper="aid.keeper", withholds=50, ground="试行办法",
)  # fmt: skip
HOME = Scheme(
    code="aid.home", name="公共租赁住房", summary="住房不足的低收入家庭，排队租住公房。", book=book, values=VALUES,
    due="within", gives="home", questions=("category", "owns", "area", "income"), papers=PAPERS, steps=STEPS,
    keeper="aid.keeper", meanwhile="aid.rent", waives="waived", queued=Queued("time"), ground="试行办法",
)  # fmt: skip
POINTS = Scheme(
    code="aid.points", name="公房积分配租", summary="按积分排队。", book=book, values=VALUES, due="within",
    gives="home", questions=("category",), steps=STEPS, keeper="aid.keeper", queued=Queued("points", points="points"),
    ground="试行办法",
)  # fmt: skip
LOT = Scheme(
    code="aid.lot", name="公房摇号配租", summary="公开摇号。", book=book, values=VALUES, due="within", gives="home",
    questions=("category",), steps=STEPS, keeper="aid.keeper", queued=Queued("lottery"), ground="试行办法",
)  # fmt: skip
PLACE = Scheme(
    code="aid.place", name="康复名额", summary="一年至少八个月的康复训练。", book=book, values=VALUES, due="within",
    gives="place", questions=("category",), steps=STEPS[:1], keeper="aid.keeper", least_months=8, on_behalf=True,
    ground="试行办法",
)  # fmt: skip
PASS = Scheme(
    code="aid.pass", name="通行证", summary="一年有效。", book=book, values=VALUES, due="within", gives="permit",
    questions=("category",), steps=STEPS[:1], keeper="aid.keeper", notice_days=0, review_months=0, ground="试行办法",
)  # fmt: skip
SCHEMES = (RENT, HOME, POINTS, LOT, PLACE, PASS)
ROLES = (
    DutyRole(code="aid.street", name="街道受理岗"),
    DutyRole(code="aid.housing", name="住房审核岗"),
    DutyRole(code="aid.keeper", name="住房保障岗"),
)

FAMILY: dict[str, Any] = {  # 2 people, no home: 26 m² short; low: 104 yuan a month, less than the rent
    "category": "low",
    "owns": False,
    "area": 0,
    "rent": 60000,
    "members": [{"income": 80000, "born": "1950-03-01"}, {"income": 40000, "born": "1980-05-20"}],
}
PEOPLE = ({"name": "林阿姨", "id": "430903195003010021"}, {"name": "林小军", "id": "430903198005200037"})


@dataclass(frozen=True, slots=True)
class Aid:
    """Who holds the duties of the town: 周队长 the street's, 小唐 the housing step's, 钱会计 keeps queue, stock and
    payments, 孙会计 checks them, 刘所长 is the head of all four, 外人 holds nothing."""

    street: Officer
    housing: Officer
    keeper: Officer
    checker: Officer
    head: Officer
    stranger: Officer


def assemble(cast: Cast) -> Aid:
    """Give the duties. Needs a database and the schemes declared."""

    def keeper(username: str, name: str) -> Officer:
        return registry.make_officer(
            username, name, post=Post.OFFICER, unit_id=cast.station.pk, password="jsy-2026-test", by=BY, at=T0
        )

    found = Aid(cast.crew, cast.mate, keeper("qian", "钱会计"), keeper("sun", "孙会计"), cast.head, cast.stranger)
    duties = ((found.street, "street"), (found.housing, "housing"), (found.keeper, "keeper"), (found.checker, "keeper"))
    for officer, role in duties:
        registry.give_duty(officer.pk, f"aid.{role}", since=date(2025, 1, 1), division_code=TOWN, by=BY, at=T0)
    return found
