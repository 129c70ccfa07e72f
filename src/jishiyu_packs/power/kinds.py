"""Kinds of case a power company answers for, with the State Grid ten commitments (供电服务"十项承诺") as promises."""

from jishiyu.packs.sdk import CaseKind, DutyRole, Limit, PromiseRule
from jishiyu.packs.sdk import words as _

TEN = "国家电网供电服务“十项承诺”"
OFFICE = "供电服务时限(平台缺省值)"

ROLES = (
    DutyRole(code="power.grid_officer", name=_("Grid officer")),
    DutyRole(code="power.area_manager", name=_("Area manager")),
    DutyRole(code="power.repair_crew", name=_("Repair crew")),
)

RESPOND = PromiseRule(what="respond", limit=Limit(15, "minutes"), by_urgency={3: Limit(5, "minutes")}, ground=OFFICE)
ARRIVE = PromiseRule(
    what="arrive",
    limit=Limit(90, "minutes"),
    by_setting={"urban": Limit(45, "minutes"), "rural": Limit(90, "minutes"), "remote": Limit(120, "minutes")},
    ground=TEN,
)
RESTORE = PromiseRule(
    what="resolve",
    limit=Limit(4, "hours"),
    by_setting={"urban": Limit(3, "hours"), "rural": Limit(4, "hours"), "remote": Limit(4, "hours")},
    after="arrive",
    ground=TEN,
)
TAKE_UP = PromiseRule(what="respond", limit=Limit(2, "working_hours"), ground=OFFICE)
CONTACT = PromiseRule(what="contact", limit=Limit(24, "hours"), ground=OFFICE)
ANSWER = PromiseRule(what="resolve", limit=Limit(5, "working_days"), ground=TEN)

KINDS = (
    CaseKind(
        code="power.outage",
        name=_("Power outage"),
        promises=(RESPOND, ARRIVE, RESTORE),
        role="power.area_manager",
        direct=True,
        sure_from=0,  # nobody waits in the dark until a person has looked
    ),
    CaseKind(
        code="power.hazard",
        name=_("Danger near power equipment"),
        promises=(RESPOND, ARRIVE, RESTORE),
        role="power.repair_crew",
        direct=True,
        sure_from=0,  # nobody waits in the dark until a person has looked
        photo_required=True,
    ),
    CaseKind(
        code="power.vulnerable",
        name=_("Person who depends on power"),
        promises=(RESPOND, ARRIVE, RESTORE),
        role="power.area_manager",
        direct=True,
        sure_from=0,  # nobody waits in the dark until a person has looked
    ),
    CaseKind(
        code="power.low_voltage",
        name=_("Low voltage"),
        promises=(TAKE_UP, CONTACT, ANSWER),
        role="power.area_manager",
    ),
    CaseKind(
        code="power.repeated", name=_("Repeated or angry complaint"), promises=(TAKE_UP, CONTACT, ANSWER),
        role="power.area_manager",
    ),
    CaseKind(
        code="power.complaint", name=_("Complaint about power service"), promises=(TAKE_UP, CONTACT, ANSWER),
        role="power.area_manager",
    ),
)  # fmt: skip
