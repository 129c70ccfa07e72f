"""What is measured: investment in projects, and sixteen indicators as the bureau of statistics tells them."""

from jishiyu.packs.sdk import Lights, ProgrammeKind, Series
from jishiyu.packs.sdk import words as _

COMPARABLE = _("At comparable prices, January through the month, against the same months a year before.")
CURRENT = _("At current prices, January through the month, against the same months a year before.")
PROJECTS = ProgrammeKind(
    code="economy.projects",
    name=_("Major projects"),
    step="month",
    lights=Lights(enter_yellow=1, enter_red=2),
    groups={
        "provincial_plan": _("“Three Highs and Four News” projects of the province"),
        "provincial": _("Key projects of the province"),
        "city": _("Key projects of the city"),
    },
)
CHAINS = ProgrammeKind(code="economy.chains", name=_("Industry chains"), step="month", asks_monthly=False)
INVESTED = Series(
    code="economy.invested",
    name=_("Investment made"),
    unit=_("10,000 yuan"),
    basis=_("Work done and goods received in the month, as the project's unit reports it to the statistics."),
)
GROWTH = (
    ("gdp", _("Gross product"), COMPARABLE),
    ("value_added", _("Value added of industry above scale"), COMPARABLE),
    (
        "electricity",
        _("Industrial electricity"),
        _("Kilowatt-hours of industry, against the same months a year before."),
    ),
    ("industrial_investment", _("Industrial investment"), CURRENT),
    ("investment", _("Investment in fixed assets"), CURRENT),
    ("high_tech_investment", _("Investment in high technology"), CURRENT),
    ("retail", _("Retail sales of consumer goods"), CURRENT),
    ("trade", _("Imports and exports"), CURRENT),
    ("foreign_capital", _("Foreign capital used"), CURRENT),
    ("budget", _("Local general public budget revenue"), CURRENT),
    ("tax", _("Local tax revenue"), CURRENT),
    ("services", _("Revenue of services above scale"), CURRENT),
    ("deposits", _("Deposits in both currencies"), _("At the end of the month, against a year before.")),
    ("loans", _("Loans in both currencies"), _("At the end of the month, against a year before.")),
    ("urban_income", _("Income of urban residents, per head"), CURRENT),
    ("rural_income", _("Income of rural residents, per head"), CURRENT),
)
INDICATORS = tuple(
    Series(code=f"economy.{code}", name=name, unit="%", places=1, adds="last", basis=basis)
    for code, name, basis in GROWTH
)
SERIES = (INVESTED, *INDICATORS)
PROGRAMMES = (PROJECTS, CHAINS)
