"""What a rehabilitation place asks of a child, for whom a guardian applies."""

from jishiyu.packs.sdk import DAY, NUMBER, TRUTH, Fact, codes
from jishiyu.packs.sdk import words as _

DISABILITY = codes("none", "sight", "hearing", "speech", "limb", "mind", "autism")

FACTS = (
    Fact("child_born", DAY, _("Child born on")),
    Fact(
        "child_disability",
        DISABILITY,
        _("Disability of the child"),
        codes=(
            _("No disability"),
            _("Sight"),
            _("Hearing"),
            _("Speech"),
            _("Limbs"),
            _("Mind"),
            _("Autism"),
        ),
    ),
    Fact("child_registered", TRUTH, _("Child registered here, or living here with a residence permit")),
    Fact("diagnosed", TRUTH, _("Disability certificate or diagnosis of a named hospital")),
    Fact("can_train", TRUTH, _("A physician says that training helps")),
    Fact("months_done", NUMBER, _("Months of training had this year"), least=0),
)
