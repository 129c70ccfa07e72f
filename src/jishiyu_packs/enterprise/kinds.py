"""What enterprises bring forward, by the categories offices list, and who answers: the place and the trade's desk.

“问题既交企业属地政府,又交办行业专班,双线推进”: every kind goes out on two lines, and both must answer. Which desk it is
the enterprise's trade says, so the dispatch catalogue names the desk by the words of its trades.
"""

from jishiyu.packs.sdk import CaseKind, DutyRole, Liaison, Limit, PromiseRule
from jishiyu.packs.sdk import words as _

OFFICE = "企业诉求办理时限(平台缺省值):1 个工作日内联系企业"
QUANZHOU = "企业诉求办理:主办单位 7 个工作日内办结(泉州 2022)"
XUCHANG = "企业诉求办理:复杂问题不超过 30 个工作日(许昌 2011)"

ROLES = (
    DutyRole(code="enterprise.liaison", name=_("Liaison officer of an enterprise"), owns="enterprise", sole=True),
    DutyRole(code="enterprise.chief", name=_("Leader who answers for an enterprise"), sole=True),
    DutyRole(code="enterprise.desk_officer", name=_("Officer of a trade's desk")),
)

KEY = ("enterprise.above_scale", "enterprise.park")  # 四上和园区企业
ENDED = {"enterprise.state": ("cancelled", "revoked", "moved")}
LIAISONS = (
    Liaison(
        role="enterprise.liaison",
        trade="enterprise.trade",
        chief=KEY,
        ended=ENDED,
    ),
    Liaison(
        role="enterprise.chief",
        trade="enterprise.trade",
        chief=KEY,
        ended=ENDED,
        leaders=True,
        foremost="enterprise.revenue",
    ),
)

TAKE_UP = PromiseRule(what="respond", limit=Limit(1, "working_days"), ground=OFFICE)
CONTACT = PromiseRule(what="contact", limit=Limit(1, "working_days"), ground=OFFICE)
ANSWER = PromiseRule(what="resolve", limit=Limit(7, "working_days"), ground=QUANZHOU)
LONG = PromiseRule(what="resolve", limit=Limit(30, "working_days"), ground=XUCHANG)

PROBLEMS = (
    ("finance", _("Loans and finance")),
    ("labour", _("Workers for enterprises")),
    ("land", _("Land for enterprises")),
    ("electricity", _("Power for enterprises")),
    ("permits", _("Permits and procedures")),
    ("policy", _("Policies not yet honoured")),
    ("market", _("Finding markets")),
    ("logistics", _("Freight and logistics")),
    ("safety", _("Environment and safety")),
    ("legacy", _("Matters left from the past")),
    ("other", _("Other matters of enterprises")),
)
LONG_ONES = frozenset({"land", "legacy"})

KINDS = tuple(
    CaseKind(
        code=f"enterprise.{slug}",
        name=name,
        promises=(TAKE_UP, CONTACT, LONG if slug in LONG_ONES else ANSWER),
        lines=("territory", "trade"),
    )
    for slug, name in PROBLEMS
)
