"""Subjects of letters to a government hotline, with limits that are written down somewhere.

Receive within one working day (天津 12345 实施细则), answer within five working days (山东 12345 管理办法), danger to
life or property within 15 minutes on any day.
"""

from jishiyu.packs.sdk import CaseKind, Limit, PromiseRule
from jishiyu.packs.sdk import words as _

RECEIVE = PromiseRule(
    what="respond", limit=Limit(1, "working_days"), by_urgency={3: Limit(15, "minutes"), 2: Limit(30, "minutes")},
    ground="12345 热线实施细则:一般诉求 1 个工作日,水电气热 30 分钟,危及生命财产 15 分钟",
)  # fmt: skip
ANSWER = PromiseRule(what="resolve", limit=Limit(5, "working_days"), ground="12345 热线管理办法:5 个工作日内办结")

SUBJECTS = (
    ("construction", _("Urban and rural construction")),
    ("transport", _("Transport")),
    ("party_affairs", _("Party and government affairs")),
    ("agriculture", _("Rural affairs and farming")),
    ("labour", _("Labour and social security")),
    ("health", _("Health and family planning")),
    ("commerce", _("Commerce and tourism")),
    ("land", _("Land and resources")),
    ("justice", _("Police and justice")),
    ("education", _("Education, culture and sport")),
    ("civil_affairs", _("Civil affairs")),
    ("environment", _("Environmental protection")),
    ("technology", _("Science, technology and information")),
    ("discipline", _("Discipline and supervision")),
    ("economy", _("Economic management")),
    ("other", _("Other")),
)

BOTH_LINES = frozenset({"environment"})  # the township sees to the spot, the bureau has the power to punish

KINDS = tuple(
    CaseKind(
        code=f"hotline.{slug}",
        name=name,
        promises=(RECEIVE, ANSWER),
        lines=("territory", "trade") if slug in BOTH_LINES else ("territory",),
    )
    for slug, name in SUBJECTS
)
