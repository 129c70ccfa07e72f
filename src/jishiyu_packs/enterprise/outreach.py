"""How offices meet enterprises: days, salons, meetings and fairs; officers stationed there; and what is measured."""

from jishiyu.packs.sdk import GatheringKind, Outcome, ResidencyKind
from jishiyu.packs.sdk import words as _

OUTCOMES = (
    Outcome(code="enterprise.loans", name=_("Loans"), unit=_("yuan"), places=2,
            basis=_("Paid out to the enterprise, as the bank's list says; not what was only agreed")),
    Outcome(code="enterprise.loans_agreed", name=_("Loans agreed"), unit=_("yuan"), places=2,
            basis=_("Signed for, whether paid out or not")),
    Outcome(code="enterprise.subsidies", name=_("Subsidies paid"), unit=_("yuan"), places=2,
            basis=_("On the enterprise's account")),
    Outcome(code="enterprise.collected", name=_("Money owed that came in"), unit=_("yuan"), places=2),
    Outcome(code="enterprise.eased", name=_("Enterprises helped to collect what is owed"), unit=_("enterprises"),
            basis=_("One row for each enterprise")),
    Outcome(code="enterprise.homes_sold", name=_("Homes sold"), unit=_("homes"), basis=_("Contracts signed there")),
    Outcome(code="enterprise.home_sales", name=_("Value of homes sold"), unit=_("yuan"), places=2,
            basis=_("By the contracts signed there")),
    Outcome(code="enterprise.leads", name=_("Buyers who left word"), unit=_("persons")),
    Outcome(code="enterprise.orders", name=_("Orders agreed"), unit=_("yuan"), places=2),
    Outcome(code="enterprise.hired", name=_("People hired"), unit=_("persons")),
)  # fmt: skip

GATHERINGS = (
    GatheringKind(
        code="enterprise.reception_day",
        name=_("Reception day for entrepreneurs"),
        every="month",
        week=1,
        weekday=0,
        notice_days=3,
        public=True,
        needs="enterprise.other",
        outcomes=("enterprise.loans", "enterprise.subsidies", "enterprise.collected"),
    ),
    GatheringKind(
        code="enterprise.salon",
        name=_("Salon of private enterprises"),
        every="quarter",
        month=2,
        week=3,
        weekday=2,
        notice_days=5,
        public=True,
        needs="enterprise.other",
        outcomes=("enterprise.orders", "enterprise.loans_agreed"),
    ),
    GatheringKind(
        code="enterprise.symposium",
        name=_("Meeting of leaders and entrepreneurs"),
        every="half_year",
        month=6,
        week=2,
        weekday=3,
        notice_days=5,
        needs="enterprise.other",
    ),
    GatheringKind(
        code="enterprise.bank_meeting",
        name=_("Banks and enterprises meet"),
        needs="enterprise.finance",
        outcomes=("enterprise.loans", "enterprise.loans_agreed", "enterprise.eased"),
    ),
    GatheringKind(
        code="enterprise.fair",
        name=_("Fair"),
        public=True,
        needs="enterprise.market",
        outcomes=("enterprise.homes_sold", "enterprise.home_sales", "enterprise.leads", "enterprise.orders",
                  "enterprise.hired"),
    ),
    GatheringKind(
        code="enterprise.post_training",
        name=_("Training of those stationed at enterprises"),
        invites="officer",
        forms={"online": _("Online"), "together": _("Together")},
    ),
)  # fmt: skip

RESIDENCIES = (
    ResidencyKind(
        code="enterprise.back_to_work",
        name=_("Stationed for going back to work"),
        posts={
            "help": _("Officer who helps the enterprise"),
            "health": _("Health officer"),
            "safety": _("Safety officer"),
        },
        duties={
            "policy": _("Explained the policies and the rules of the time"),
            "plan": _("Looked after the plan for going back to work"),
            "roster": _("Checked the list of those who came back"),
            "screening": _("Saw to health checks at the gate"),
            "supplies": _("Saw that protective supplies last"),
            "isolation": _("Saw to separate rooms and meals"),
            "safety": _("Looked for dangers in the workplace"),
            "workers": _("Helped to find workers"),
            "freight": _("Helped with raw materials, freight and passes"),
            "report": _("Reported the day's numbers and difficulties"),
        },
        disciplines={
            "present": _("Present on every day of work"),
            "no_meals": _("No meals, gifts or money taken"),
            "no_meddling": _("No meddling in how the enterprise is run"),
            "no_burden": _("No extra forms and meetings for the enterprise"),
            "secrets": _("The enterprise's secrets kept"),
            "truth": _("Nothing reported late, left out or made up"),
        },
        training="enterprise.post_training",
        needs="enterprise.other",
    ),
)
