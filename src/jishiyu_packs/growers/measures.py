"""What is contracted, bought and paid; grades by GB 2635-92."""

from jishiyu.packs.sdk import ProgrammeKind, Series
from jishiyu.packs.sdk import words as _

_LOW, _MIDDLE, _UPPER = ("X1L X2L X3L X4L X1F X2F X3F X4F", "C1L C2L C3L C4L C1F C2F C3F C4F",
                         "B1L B2L B3L B4L B1F B2F B3F B4F B1R B2R B3R")  # fmt: skip
_OTHER = "H1F H2F CX1K CX2K B1K B2K B3K S1 S2 X2V C3V B2V B3V GY1 GY2"
GRADES = {code: code for code in f"{_LOW} {_MIDDLE} {_UPPER} {_OTHER}".split()}  # 42 grades
BEST = frozenset(["C1F", "C2F", "C3F", "C1L", "C2L", "B1F", "B2F", "B1L", "B1R", "H1F", "X1F"])  # 上等烟

SERIES = (
    Series(
        code="growers.area", name=_("Area under contract"), unit=_("mu"), places=2, basis=_("As the contract says."),
    ),
    Series(
        code="growers.bought", name=_("Tobacco bought"), unit=_("kg"), places=2, grades=GRADES,
        basis=_("As weighed and graded at the station and signed by the grower."),
    ),
    Series(
        code="growers.paid", name=_("Paid to growers"), unit=_("yuan"), places=2, grades=GRADES,
        basis=_("Price by grade times weight; allowances are not in it."),
    ),
)  # fmt: skip
PROGRAMMES = (ProgrammeKind(code="growers.year", name=_("Tobacco of a year"), step="day", asks_monthly=False),)
