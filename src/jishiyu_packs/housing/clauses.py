"""The clauses of public housing. Towns differ in the values of the parameters, never in these lines.

Money is in fen, area in 0.01 m², a rate in fen for each m² and month, a share in percent, points in 0.01 point.
"""

from jishiyu.packs.sdk import AREA, MONEY, NUMBER, Rulebook, codes, per
from jishiyu.packs.sdk import words as _
from jishiyu_packs.housing.facts import CATEGORY, FACTS

MINISTRY = "《公共租赁住房管理办法》(住房城乡建设部令第11号)"

BOOK = Rulebook("housing", FACTS)
BOOK.parameter(
    "STANDARD_BY",
    codes("head", "household"),
    words=_("Standard is said for"),
    codes=(_("each head"), _("the household")),
)
BOOK.parameter("STANDARD", AREA, by=NUMBER, words=_("Standard of floor area"))
BOOK.parameter("MOST_AREA", AREA, words=_("Most floor area of a household"))
BOOK.parameter(
    "AREA_KIND",
    codes("built", "usable"),
    words=_("Floor area counted"),
    codes=(_("built floor area"), _("usable floor area")),
)
BOOK.parameter("RATE", per(MONEY, AREA), by=CATEGORY, words=_("Rate of subsidy"))
BOOK.parameter("SHARE", NUMBER, by=CATEGORY, words=_("Share of the rate in percent"))
BOOK.parameter("ROUND_TO", NUMBER, words=_("Rounded to (fen)"))
BOOK.parameter("RENT_CAP", NUMBER, words=_("Most of the rent paid, in percent (0: no limit)"))
BOOK.parameter("MONTHS_CAP", NUMBER, by=CATEGORY, words=_("Most months of subsidy (0: no limit)"))
BOOK.parameter("INCOME_CEILING", MONEY, by=CATEGORY, words=_("Ceiling of income a head and month"))
BOOK.parameter("ASSET_CEILING", MONEY, words=_("Ceiling of assets a head"))
BOOK.parameter("WORK_MONTHS", NUMBER, by=CATEGORY, words=_("Months of steady work asked for"))
BOOK.parameter("ELDER_AGE", NUMBER, words=_("Age from which one is an elder"))
BOOK.parameter("WAIVER", NUMBER, words=_("Share of the rent waived, in percent"))
BOOK.parameter("EMPTY_MOST", NUMBER, words=_("Most months a home may stand empty"))
BOOK.parameter("ARREARS_MOST", NUMBER, words=_("Most months of rent owed"))
BOOK.parameter("POINTS_LINE", AREA, words=_("Floor area a head that gives no points"))
BOOK.parameter("POINTS_INCOME", MONEY, words=_("Income a head and month for full points"))
BOOK.parameter("SIZE_POINTS", NUMBER, by=NUMBER, words=_("Points for the number of members"))


@BOOK.clause(f"{MINISTRY}第七条")
def belongs(category, registered, settled_since, WORK_MONTHS, day):
    """Belongs here"""
    if category in ("newcomer", "migrant"):
        if months(settled_since, day) < WORK_MONTHS[category]:
            return False, "not in steady work here for as many months as are asked for"
        return True, "in steady work here since {settled_since:day}"
    if registered:
        return True, "registered as a household here"
    return False, "not registered as a household here"


@BOOK.clause(f"{MINISTRY}第七条")
def means_ok(category, income, assets, INCOME_CEILING, ASSET_CEILING):
    """Income and assets within the ceilings"""
    if INCOME_CEILING[category] == 0:
        return True, "the certificate of the category stands for the income test"
    if sum(income) > INCOME_CEILING[category] * count():
        return False, "income a head above the ceiling of the category"
    if ASSET_CEILING > 0 and assets > ASSET_CEILING * count():
        return False, "assets above {ASSET_CEILING:yuan} a head"
    return True, "income and assets within the ceilings"


# how much room is missing


@BOOK.clause(f"{MINISTRY}第七条")
def standard(STANDARD, STANDARD_BY, MOST_AREA):
    """Floor area counted for the household"""
    if STANDARD_BY == "household":
        return STANDARD[count()], "the standard for a household of this size"
    if MOST_AREA > 0 and STANDARD[count()] * count() > MOST_AREA:
        return MOST_AREA, "at most {MOST_AREA:m2} count for one household"
    return STANDARD[count()] * count(), "the standard for each head"


@BOOK.clause(f"{MINISTRY}第七条")
def lived(own_area, usable_area, AREA_KIND):
    """Floor area there"""
    if AREA_KIND == "usable":
        return usable_area, "the usable floor area lived in"
    return own_area, "the built floor area of homes of one's own"


@BOOK.clause(f"{MINISTRY}第七条")
def short(standard, lived):
    """Floor area short"""
    return max(0, standard - lived), "{standard:m2} counted, {lived:m2} there"


# rent subsidy


@BOOK.clause("租赁补贴标准")
def reckoned(category, short, RATE, SHARE, ROUND_TO):
    """Subsidy reckoned"""
    return half_up(RATE[category] * SHARE[category] * short, 10000 * ROUND_TO) * ROUND_TO, (
        "rate of the category for {short:m2}"
    )


@BOOK.clause("租赁补贴标准")
def used_up(category, helped_months, MONTHS_CAP):
    """Received for as long as it may be"""
    if MONTHS_CAP[category] == 0:
        return False, "no limit in time for the category"
    if helped_months < MONTHS_CAP[category]:
        return False, "{helped_months} months received, fewer than the limit"
    return True, "{helped_months} months received, as many as there may be"


@BOOK.clause("租赁补贴标准")
def subsidy(tenant, category, SHARE, belongs, means_ok, short, used_up, reckoned, RENT_CAP, rent):
    """Rent subsidy a month"""
    if tenant:
        return 0, "lives in a public rental home", "《公共租赁住房管理办法》第三条"
    if SHARE[category] == 0:
        return 0, "in no category that is helped here"
    if not belongs:
        return 0, "neither registered nor in steady work here"
    if not means_ok:
        return 0, "income or assets above the ceiling"
    if short == 0:
        return 0, "the homes it has are large enough"
    if used_up:
        return 0, "received for as long as it may be"
    if RENT_CAP > 0 and reckoned > half_up(rent * RENT_CAP, 100):
        return half_up(rent * RENT_CAP, 100), "no more than {RENT_CAP} percent of the rent paid"
    return reckoned, "short of {short:m2}"


# a home, and its rent


@BOOK.clause(f"{MINISTRY}第二十七条")
def must_leave(tenant, sublet, empty_months, arrears_months, EMPTY_MOST, ARREARS_MOST):
    """Has to leave the public home"""
    if not tenant:
        return False, "lives in no public rental home"
    if sublet:
        return True, "the home is sublet or put to another use"
    if empty_months > EMPTY_MOST:
        return True, "the home has stood empty for {empty_months} months"
    if arrears_months > ARREARS_MOST:
        return True, "rent is owed for {arrears_months} months", "《公共租赁住房管理办法》第二十九条"
    return False, "nothing speaks against staying"


@BOOK.clause(f"{MINISTRY}第七条")
def home(must_leave, category, belongs, means_ok, short):
    """A public home is due"""
    if must_leave:
        return False, "the public home is to be given back", "《公共租赁住房管理办法》第二十七条"
    if category == "none":
        return False, "in no category that is housed"
    if not belongs:
        return False, "neither registered nor in steady work here"
    if not means_ok:
        return False, "income or assets above the ceiling"
    if short == 0:
        return False, "the homes it has are large enough", "《公共租赁住房管理办法》第三十一条"
    return True, "short of {short:m2}"


@BOOK.clause("重点保障对象租金减免", of="person")
def key_member(entitled, disability, disease, orphan):
    """In a special group"""
    if entitled:
        return True, "entitled to special care"
    if 1 <= disability <= 2:
        return True, "severely disabled (grade 1 or 2)"
    if disease:
        return True, "has a major disease"
    if orphan:
        return True, "is an orphan"
    return False, "in no special group"


@BOOK.clause("重点保障对象租金减免", of="person")
def lone_elder(born, married, day, ELDER_AGE):
    """Old and without a spouse"""
    return years(born, day) >= ELDER_AGE and not married


@BOOK.clause("重点保障对象租金减免")
def special(key_member, lone_elder):
    """A household of a special group"""
    if any(key_member):
        return True, "a member is in a special group"
    if all(lone_elder):
        return True, "every member is old and without a spouse"
    return False, "no special group"


@BOOK.clause("重点保障对象租金减免")
def waived(tenant, WAIVER, special, public_rent):
    """Rent waived a month"""
    if not tenant:
        return 0, "lives in no public rental home"
    if WAIVER == 0:
        return 0, "no rent is waived here"
    if special:
        return half_up(public_rent * WAIVER, 100), "{WAIVER} percent of a rent of {public_rent:yuan}"
    return 0, "no special group: the rent stays due"


# points, where the queue goes by them (the formula Qingdao published in 2016)


@BOOK.clause("积分:住房面积(最高35分)")
def area_points(lived, POINTS_LINE):
    """Points for floor area"""
    return half_up(3500 * max(0, POINTS_LINE * count() - lived), POINTS_LINE * count()), (
        "of 35 points, the share by which the floor area a head falls short"
    )


@BOOK.clause("积分:收入(7分或10分)")
def income_points(income, POINTS_INCOME):
    """Points for income"""
    if sum(income) <= POINTS_INCOME * count():
        return 1000, "income a head at most {POINTS_INCOME:yuan}"
    return 700, "income a head above {POINTS_INCOME:yuan}"


@BOOK.clause("积分:年龄(最高35分)", of="person")
def partner(relation):
    """Applicant or spouse"""
    return relation in ("applicant", "spouse")


@BOOK.clause("积分:年龄(最高35分)", of="person")
def partner_days(partner, born, day):
    """Days of age of applicant or spouse"""
    return days(born, day) if partner else 0


@BOOK.clause("积分:年龄(最高35分)")
def age_points(partner, partner_days):
    """Points for age"""
    return min(3500, half_up(3500 * sum(partner_days), 29220 * count(partner))), (
        "of 35 points, the mean age of applicant and spouse to the day, in 80 years"
    )


@BOOK.clause("积分:家庭人口(最高20分)")
def size_points(SIZE_POINTS):
    """Points for members"""
    return SIZE_POINTS[count()], "by the number of members"


@BOOK.clause("积分合计;同分按受理时间,再同抽签")
def points(area_points, income_points, age_points, size_points):
    """Points in all"""
    return area_points + income_points + age_points + size_points, (
        "floor area, income, age and number of members together"
    )
