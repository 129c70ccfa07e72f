"""Freight passes: within the province given here; to other provinces given there, with this office as the guide."""

from datetime import date
from pathlib import Path

from jishiyu.packs.sdk import DutyRole, Paper, Scheme, Step, Valued
from jishiyu.packs.sdk import words as _
from jishiyu_packs.enterprise.clauses import BOOK, NOTICE

ROLES = (
    DutyRole(code="enterprise.pass_clerk", name=_("Clerk of freight passes")),
    DutyRole(code="enterprise.transport", name=_("Transport examiner")),
)
SINCE = date(2022, 4, 1)
VALUES = (
    Valued("TEST_DAYS", SINCE, 2, f"{NOTICE}:48小时核酸检测"),
    Valued("SEATS_MOST", SINCE, 2, f"{NOTICE}:随车不超过2人(平台缺省值)"),
    Valued(
        "VALID_DAYS",
        SINCE,
        {"daily": 30, "medical": 30, "farm": 30, "energy": 30, "industry": 15},
        f"{NOTICE}:有效期(平台缺省值)",
    ),
)
STEPS = (
    Step(
        code="transport",
        name=_("Vehicles and drivers"),
        role="enterprise.transport",
        checks=("licensed", "tested_on", "fever", "seats", "plan"),
        working_days=1,
    ),
    Step(
        code="clerk",
        name=_("Enterprise and goods"),
        role="enterprise.pass_clerk",
        checks=("listed", "goods", "reach"),
        working_days=1,
    ),
)
PAPERS = (
    Paper("licence", _("Vehicle licence and transport permit"), proves=("licensed",)),
    Paper("test", _("Test result of the driver"), proves=("tested_on",)),
    Paper("order", _("Order or waybill of the goods"), proves=("goods", "reach")),
    Paper("plan", _("Plan that keeps drivers apart"), proves=("plan",)),
)
QUESTIONS = ("listed", "goods", "reach", "plan", "licensed", "tested_on")
EXAMPLES = Path(__file__).with_name("examples")

FREIGHT_PASS = Scheme(
    code="enterprise.freight_pass",
    name=_("Freight pass within the province"),
    summary=_("For an enterprise back at work whose vehicles carry needed goods within the province."),
    book=BOOK,
    values=VALUES,
    due="in_province",
    gives="permit",
    questions=QUESTIONS,
    papers=PAPERS,
    steps=STEPS,
    keeper="enterprise.pass_clerk",
    notice_days=0,
    on_behalf=True,
    examples=EXAMPLES / "freight_pass.md",
    subject="enterprise",
    ground=NOTICE,
)
CROSS_PASS = Scheme(
    code="enterprise.cross_pass",
    name=_("Freight pass to other provinces"),
    summary=_("Given by the province; this office checks the papers and guides the enterprise there."),
    book=BOOK,
    values=VALUES,
    due="cross_province",
    gives="permit",
    questions=QUESTIONS,
    papers=PAPERS,
    steps=STEPS,
    keeper="enterprise.pass_clerk",
    notice_days=0,
    on_behalf=True,
    examples=EXAMPLES / "cross_pass.md",
    subject="enterprise",
    ground=NOTICE,
)
SCHEMES = (FREIGHT_PASS, CROSS_PASS)
