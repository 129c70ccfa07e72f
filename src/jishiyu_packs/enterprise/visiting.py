"""How often whom is to be visited, what enterprises often say, and the words of an appraisal.

“定职责、定任务、定目标、定奖惩”: a month for a liaison officer, a quarter for a leader are this product's
defaults; an office that has decided otherwise says so here.
"""

from jishiyu.packs.sdk import Visiting
from jishiyu.packs.sdk import words as _

VISITING = Visiting(
    of="enterprise",
    goals={"enterprise.liaison": 30, "enterprise.chief": 90},
    needs=(
        ("enterprise.finance", _("Working capital is short; a loan is wanted")),
        ("enterprise.labour", _("Workers are hard to find")),
        ("enterprise.policy", _("A policy was promised and has not been paid")),
        ("enterprise.permits", _("A permit takes too long")),
        ("enterprise.electricity", _("Power fails or is not enough")),
        ("enterprise.logistics", _("Goods cannot get in or out")),
    ),
    grades=((95, _("Excellent")), (80, _("Good")), (60, _("Sufficient")), (0, _("To be improved"))),
)
