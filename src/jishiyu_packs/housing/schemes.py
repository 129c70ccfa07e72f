"""The schemes of public housing: Zixing's subsidy and homes, and those of other towns under the same clauses."""

from dataclasses import replace
from pathlib import Path

from jishiyu.packs.sdk import DutyRole, Paper, Queued, Scheme, Step
from jishiyu.packs.sdk import words as _
from jishiyu_packs.housing import parameters
from jishiyu_packs.housing.clauses import BOOK
from jishiyu_packs.housing.facts import GROUPS

ROLES = (
    DutyRole(code="housing.street_clerk", name=_("Housing clerk of the street")),
    DutyRole(code="housing.civil_affairs", name=_("Income examiner of civil affairs")),
    DutyRole(code="housing.clerk", name=_("Housing clerk of the bureau")),
)

STEPS = (
    Step(
        code="street",
        name=_("First review by the street"),
        role="housing.street_clerk",
        checks=("registered", "tenant", "own_area", "usable_area", "rent", "relation", "born", "married"),
        working_days=10,
    ),
    Step(
        code="civil",
        name=_("Income and assets by civil affairs"),
        role="housing.civil_affairs",
        checks=("category", "income", "assets", "entitled", "orphan"),
        working_days=10,
    ),
    Step(
        code="bureau",
        name=_("Review by the housing bureau"),
        role="housing.clerk",
        checks=("own_area", "settled_since", "helped_months", "disability", "disease"),
        working_days=10,
    ),
)

PAPERS = (
    Paper("identity", _("Identity cards and household register"), proves=("relation", "born", "registered")),
    Paper("income", _("Proof of income of each member"), proves=("income", "category")),
    Paper("home", _("Proof of homes owned, or that there is none"), proves=("own_area", "usable_area")),
    Paper("marriage", _("Marriage certificate, or divorce or death"), proves=("married",), required=False),
    Paper("work", _("Labour contract and record of insurance"), proves=("settled_since",), required=False),
    Paper(
        "special",
        _("Certificate of special care, disability or disease"),
        proves=("entitled", "disability", "disease", "orphan"),
        required=False,
    ),
)
LEASE = Paper("lease", _("Lease and receipt of the rent paid"), proves=("rent",))

QUESTIONS = ("category", "tenant", "registered", "own_area", "income", "assets")
MOVED_IN = {"tenant": True, "sublet": False, "empty_months": 0, "arrears_months": 0}
EXAMPLES = Path(__file__).with_name("examples")
MONEY_SUMMARY = _("Money each month for households that rent on the market and lack room, by category and size.")
HOME_SUMMARY = _("A public rental home for households that lack room and can pay for none on the market.")

SUBSIDY = Scheme(
    code="housing.subsidy",
    name=_("Rent subsidy"),
    summary=MONEY_SUMMARY,
    book=BOOK,
    values=parameters.ZIXING,
    due="subsidy",
    gives="money",
    questions=QUESTIONS,
    papers=PAPERS,
    steps=STEPS,
    keeper="housing.clerk",
    examples=EXAMPLES / "subsidy.md",
    ground=parameters.ZIXING_PAGE,
    fact_groups=GROUPS,
)
HOME = Scheme(
    code="housing.home",
    name=_("Public rental home"),
    summary=HOME_SUMMARY,
    book=BOOK,
    values=parameters.ZIXING,
    due="home",
    gives="home",
    questions=QUESTIONS,
    papers=PAPERS,
    steps=STEPS,
    keeper="housing.clerk",
    meanwhile="housing.subsidy",
    waives="waived",
    moved_in=MOVED_IN,
    rent_fact="public_rent",
    queued=Queued(order="time"),
    examples=EXAMPLES / "home.md",
    ground=parameters.ZIXING_PAGE,
    fact_groups=GROUPS,
)
# what other towns published, under the same clauses: what differs is said
YUZHONG = replace(
    SUBSIDY,
    code="housing.yuzhong",
    name=_("Rent subsidy (Yuzhong)"),
    values=parameters.YUZHONG,
    elsewhere=True,
    questions=("category", "tenant", "registered", "own_area", "rent", "income"),
    papers=(*PAPERS, LEASE),
    examples=EXAMPLES / "yuzhong.md",
    ground=parameters.YUZHONG_RULE,
)
DAQING = replace(
    SUBSIDY,
    code="housing.daqing",
    name=_("Rent subsidy (Daqing)"),
    values=parameters.DAQING,
    elsewhere=True,
    questions=("category", "tenant", "registered", "settled_since", "own_area", "income"),
    examples=EXAMPLES / "daqing.md",
    ground=parameters.DAQING_RULE,
)
DAQING_HOME = replace(
    HOME,
    code="housing.daqing_home",
    name=_("Public rental home (Daqing), by points"),
    values=parameters.DAQING,
    elsewhere=True,
    questions=("category", "tenant", "registered", "own_area", "born", "income"),
    meanwhile="housing.daqing",
    queued=Queued(order="points", points="points", first="special"),
    examples=EXAMPLES / "daqing_home.md",
    ground=parameters.DAQING_RULE,
)
HUAINAN = replace(
    SUBSIDY,
    code="housing.huainan",
    name=_("Rent subsidy (Huainan)"),
    values=parameters.HUAINAN,
    elsewhere=True,
    questions=("category", "tenant", "registered", "settled_since", "own_area", "income"),
    examples=EXAMPLES / "huainan.md",
    ground=parameters.HUAINAN_RULE,
)
HUAINAN_HOME = replace(
    HOME,
    code="housing.huainan_home",
    name=_("Public rental home (Huainan), by lottery"),
    values=parameters.HUAINAN,
    elsewhere=True,
    questions=("category", "tenant", "registered", "settled_since", "own_area", "income"),
    meanwhile="housing.huainan",
    queued=Queued(order="lottery"),
    examples=EXAMPLES / "huainan_home.md",
    ground=parameters.HUAINAN_RULE,
)
ZHUZHOU = replace(
    SUBSIDY,
    code="housing.zhuzhou",
    name=_("Rent subsidy (Zhuzhou, former rule)"),
    values=parameters.ZHUZHOU,
    elsewhere=True,
    questions=("category", "tenant", "registered", "usable_area", "income"),
    examples=EXAMPLES / "zhuzhou.md",
    ground=parameters.ZHUZHOU_RULE,
)

SCHEMES = (SUBSIDY, HOME, YUZHONG, DAQING, DAQING_HOME, HUAINAN, HUAINAN_HOME, ZHUZHOU)
