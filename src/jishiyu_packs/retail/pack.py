"""Target control of a retail branch: what is sold and visited, day by day, against the plan of the year."""

from jishiyu.packs.sdk import DutyRole, Lights, Pack, ProgrammeKind, Series
from jishiyu.packs.sdk import words as _

ROLES = (
    DutyRole(code="retail.station_head", name=_("Head of a filling station")),
    DutyRole(code="retail.customer_manager", name=_("Customer manager")),
)
SERIES = (
    Series(
        code="retail.sales", name=_("Turnover"), unit=_("yuan"), places=2, basis=_("As rung up, taxes included."),
    ),
    Series(code="retail.fuel", name=_("Fuel sold"), unit=_("tonnes"), places=3, basis=_("As metered at the pumps.")),
    Series(code="retail.lubricants", name=_("Lubricants sold"), unit=_("yuan"), places=2, basis=_("As rung up.")),
    Series(code="retail.campaign", name=_("Turnover of joint campaigns"), unit=_("yuan"), places=2,
           basis=_("Rung up in a campaign's days on what it offers.")),
    Series(code="retail.visits", name=_("Leaders' visits to key customers"), unit=_("person-times"),
           basis=_("Each leader counts at each visit.")),
    Series(code="retail.car_wash", name=_("Car-wash sites open"), unit=_("sites"), adds="last",
           basis=_("Open on the day.")),
    Series(code="retail.completion", name=_("Share of the year's plan"), unit=_("%"), places=1, adds="last",
           basis=_("As the province's company reports it.")),
)  # fmt: skip
PROGRAMMES = (
    ProgrammeKind(
        code="retail.year", name=_("Plan of a branch's year"), step="day", lights=Lights(slight=3, yellow=10),
        asks_monthly=False,
    ),
)  # fmt: skip

pack = Pack(
    code="retail", name=_("Target control"), roles=ROLES, series=SERIES, programmes=PROGRAMMES,
)  # fmt: skip
