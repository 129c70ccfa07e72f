"""Who gets a freight pass, for which vehicles, and for how long."""

from jishiyu.packs.sdk import NUMBER, Rulebook
from jishiyu.packs.sdk import words as _
from jishiyu_packs.enterprise.facts import FACTS, GOODS

NOTICE = "重点物资运输车辆通行证管理(2022)"

BOOK = Rulebook("enterprise", FACTS)
BOOK.parameter("TEST_DAYS", NUMBER, words=_("Days a test is good for"))
BOOK.parameter("SEATS_MOST", NUMBER, words=_("Most people in a vehicle"))
BOOK.parameter("VALID_DAYS", NUMBER, by=GOODS, words=_("Days a pass is good for"))


@BOOK.clause(f"{NOTICE}:车辆和司机", of="person")
def fit(licensed, fever, seats, tested_on, day, SEATS_MOST, TEST_DAYS):
    """Vehicle and driver are fit"""
    if not licensed:
        return False, "licence or transport permit not valid"
    if fever:
        return False, "the driver has a fever"
    if seats > SEATS_MOST:
        return False, "more drivers than {SEATS_MOST}"
    if days(tested_on, day) > TEST_DAYS:
        return False, "the driver's test is too old"
    return True, "vehicle and driver may go"


@BOOK.clause(f"{NOTICE}:车辆和司机")
def passes(fit):
    """How many passes"""
    return count(fit), "vehicles that may go"


@BOOK.clause(f"{NOTICE}:有效期")
def valid_days(goods, VALID_DAYS):
    """Days the pass is good for"""
    return VALID_DAYS[goods], "days for which a pass holds, by the goods"


@BOOK.clause(f"{NOTICE}:申领条件")
def fit_to_go(listed, plan, valid_days, passes):
    """May be given a pass"""
    if not listed:
        return False, "not on the list of enterprises back at work"
    if valid_days == 0:
        return False, "these goods need no pass"
    if not plan:
        return False, "no plan that keeps drivers apart on the way"
    if passes == 0:
        return False, "no vehicle that may go"
    return True, "{passes} vehicles may go for {valid_days} days"


@BOOK.clause(f"{NOTICE}:省内通行证由市县核发")
def in_province(reach, fit_to_go):
    """Pass within the province"""
    if reach == "cross_province":
        return False, "a pass to other provinces comes from the province: apply for that one"
    if fit_to_go:
        return True, "an in-province pass for every vehicle that may go"
    return False, "the conditions of a pass are not met"


@BOOK.clause(f"{NOTICE}:跨省通行证由省级平台核发,市县指导申领")
def cross_province(reach, fit_to_go):
    """Pass beyond the province"""
    if reach == "in_province":
        return False, "an in-province pass is enough"
    if fit_to_go:
        return True, "guided to the province, which gives the pass"
    return False, "the conditions of a pass are not met"
