"""What public housing asks of a household and of each of its members."""

from jishiyu.packs.sdk import AREA, DAY, MONEY, NUMBER, TRUTH, Fact, codes
from jishiyu.packs.sdk import words as _

CATEGORY = codes("none", "destitute", "dibao", "low", "middle", "newcomer", "migrant")
RELATION = codes("applicant", "spouse", "child", "parent", "other")
CATEGORIES = (
    _("In none of these"),
    _("Destitute, supported by the state"),
    _("Receives the minimum living allowance"),
    _("Low income"),
    _("Income below the middle"),
    _("Newly employed without a home"),
    _("Worker from elsewhere"),
)
RELATIONS = (_("Applicant"), _("Spouse"), _("Child"), _("Parent"), _("Other member"))

FACTS = (
    Fact("category", CATEGORY, _("Category of help"), codes=CATEGORIES),
    Fact("registered", TRUTH, _("Registered as a household here")),
    Fact("settled_since", DAY, _("In steady work and insured here since")),
    Fact("tenant", TRUTH, _("Lives in a public rental home")),
    Fact("own_area", AREA, _("Built floor area of homes of one's own"), least=0),
    Fact("usable_area", AREA, _("Usable floor area lived in"), least=0),
    Fact("rent", MONEY, _("Rent paid a month on the market"), least=0),
    Fact("assets", MONEY, _("Assets of the household"), least=0),
    Fact("helped_months", NUMBER, _("Months of rent subsidy received so far"), least=0),
    Fact("public_rent", MONEY, _("Rent of the public home a month"), least=0),
    Fact("sublet", TRUTH, _("Public home sublet or put to another use")),
    Fact("empty_months", NUMBER, _("Months the public home has stood empty"), least=0),
    Fact("arrears_months", NUMBER, _("Months of rent owed for the public home"), least=0),
    Fact("relation", RELATION, _("Relation to the applicant"), of="person", codes=RELATIONS),
    Fact("born", DAY, _("Born on"), of="person"),
    Fact("income", MONEY, _("Income a month"), of="person", least=0),
    Fact("married", TRUTH, _("Has a spouse"), of="person"),
    Fact("entitled", TRUTH, _("Entitled to special care (martyr's family, disabled veteran)"), of="person"),
    Fact("disability", NUMBER, _("Grade of disability (0: none)"), of="person", least=0),
    Fact("disease", TRUTH, _("Has a major disease"), of="person"),
    Fact("orphan", TRUTH, _("Is an orphan"), of="person"),
)

GROUPS = {
    "category": _("The household"),
    "tenant": _("Where it lives"),
    "assets": _("What it has and has received"),
    "public_rent": _("The public home"),
    "relation": _("Each member"),
    "entitled": _("Special care"),
}
