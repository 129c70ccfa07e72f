"""What a freight pass asks of an enterprise, and of each of its vehicles (its members)."""

from jishiyu.packs.sdk import DAY, NUMBER, TRUTH, Fact, codes
from jishiyu.packs.sdk import words as _

GOODS = codes("daily", "medical", "farm", "energy", "industry", "other")
REACH = codes("in_province", "cross_province")

FACTS = (
    Fact("listed", TRUTH, _("On the list of enterprises back at work")),
    Fact(
        "goods",
        GOODS,
        _("Goods carried"),
        codes=(
            _("Daily needs"),
            _("Medical supplies"),
            _("Farm goods"),
            _("Energy"),
            _("Raw materials and parts of industry"),
            _("Other goods"),
        ),
    ),
    Fact(
        "reach",
        REACH,
        _("Where the vehicles go"),
        codes=(_("Within the province"), _("To other provinces")),
    ),
    Fact("plan", TRUTH, _("Has a plan that keeps drivers apart on the way")),
    Fact("licensed", TRUTH, _("Vehicle licence and transport permit valid"), of="person"),
    Fact("tested_on", DAY, _("Driver last tested on"), of="person"),
    Fact("fever", TRUTH, _("Driver has a fever"), of="person"),
    Fact("seats", NUMBER, _("Drivers in the vehicle"), of="person", least=0),
)
