"""Rehabilitation training for disabled children, one of the year's matters of people's livelihood."""

from datetime import date
from pathlib import Path

from jishiyu.packs.sdk import DutyRole, Paper, Queued, Scheme, Step, Valued
from jishiyu.packs.sdk import words as _
from jishiyu_packs.livelihood.clauses import BOOK, STATE_COUNCIL

ROLES = (DutyRole(code="livelihood.federation", name=_("Clerk of the federation of disabled people")),)
SINCE = date(2018, 10, 1)
VALUES = (
    Valued(
        "AGE_MOST",
        SINCE,
        {"sight": 6, "hearing": 6, "speech": 6, "limb": 6, "mind": 6, "autism": 6},
        f"{STATE_COUNCIL}:0至6岁",
    ),
    Valued("MONTHS_LEAST", SINCE, 8, "湘潭县民生实事:康复训练不少于8个月"),
    Valued(
        "AGE_MOST",
        date(2022, 1, 1),
        {"sight": 6, "hearing": 6, "speech": 6, "limb": 14, "mind": 6, "autism": 14},
        "扩大年龄范围(平台缺省值)",
    ),
)

REHABILITATION = Scheme(
    code="livelihood.rehabilitation",
    name=_("Rehabilitation place for a child"),
    summary=_("Training in a named institution, at least eight months a year, applied for by the guardian."),
    book=BOOK,
    values=VALUES,
    due="place",
    gives="place",
    questions=("child_born", "child_disability", "child_registered", "diagnosed", "can_train", "months_done"),
    papers=(
        Paper("register", _("Household register of child and guardian"), proves=("child_born", "child_registered")),
        Paper("diagnosis", _("Disability certificate or diagnosis"), proves=("child_disability", "diagnosed")),
        Paper("advice", _("Physician's advice on training"), proves=("can_train",), required=False),
    ),
    steps=(
        Step(
            code="federation",
            name=_("Review by the county federation"),
            role="livelihood.federation",
            checks=("child_born", "child_disability", "child_registered", "diagnosed", "can_train", "months_done"),
            working_days=5,
        ),
    ),
    keeper="livelihood.federation",
    queued=Queued(order="time", refusals=3),
    notice_days=5,
    least_months=8,
    on_behalf=True,
    examples=Path(__file__).with_name("examples") / "rehabilitation.md",
    ground=STATE_COUNCIL,
)
SCHEMES = (REHABILITATION,)
