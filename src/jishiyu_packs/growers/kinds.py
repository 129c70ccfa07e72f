"""Problems of growers, and the three service teams that answer for them."""

from jishiyu.packs.sdk import CaseKind, DutyRole, Limit, PromiseRule
from jishiyu.packs.sdk import words as _

GROUND = "烟农服务承诺(平台缺省值)"

ROLES = (
    DutyRole(code="growers.technician", name=_("Field technician"), owns="household"),
    DutyRole(code="growers.technique_team", name=_("Team for key techniques")),
    DutyRole(code="growers.lean_team", name=_("Team for lean production")),
    DutyRole(code="growers.hard_team", name=_("Team for hard problems")),
)

COME = PromiseRule(what="contact", limit=Limit(24, "hours"), by_urgency={3: Limit(2, "hours")}, ground=GROUND)
ANSWER = PromiseRule(what="resolve", limit=Limit(3, "working_days"), by_urgency={3: Limit(24, "hours")}, ground=GROUND)
LONG = PromiseRule(what="resolve", limit=Limit(10, "working_days"), ground=GROUND)

KINDS = (
    CaseKind(
        code="growers.technique", name=_("Growing and curing techniques"), promises=(COME, ANSWER),
        role="growers.technique_team",
    ),
    CaseKind(
        code="growers.facility", name=_("Barns, machines, roads and ditches"), promises=(COME, LONG),
        role="growers.lean_team",
    ),
    CaseKind(
        code="growers.selling", name=_("Sorting, booking and selling"), promises=(COME, ANSWER),
        role="growers.lean_team",
    ),
    CaseKind(
        code="growers.disaster", name=_("Hail, flood, frost, drought"), promises=(COME, ANSWER),
        role="growers.hard_team",
    ),
    CaseKind(
        code="growers.hard", name=_("Money, land, labour and other hard problems"), promises=(COME, LONG),
        role="growers.hard_team",
    ),
)  # fmt: skip
