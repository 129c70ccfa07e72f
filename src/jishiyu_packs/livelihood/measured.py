"""The year's matters (民生实事): who asks for them, and in what they are counted."""

from jishiyu.packs.sdk import ProgrammeKind, Series
from jishiyu.packs.sdk import words as _

MATTERS = ProgrammeKind(
    code="livelihood.matters",
    name=_("Matters of the people's livelihood"),
    step="month",
    levels={"province": _("Province"), "city": _("City"), "county": _("County")},
)


PARENTS = Series(
    code="livelihood.parents",
    name=_("Parents of children in rehabilitation"),
    unit=_("persons"),
    grades={
        "due": _("to be trained"),
        "trained": _("trained"),
        "effective": _("for whom it worked"),
        "satisfied": _("satisfied"),
    },
    basis=_("One parent of each child that was placed; told by the institution, checked by the federation."),
)
UNITS = (
    ("persons", _("persons")),
    ("households", _("households")),
    ("places", _("places")),
    ("kilometres", _("kilometres")),
    ("beds", _("beds")),
    ("mu", _("mu")),
)
SERIES = (*(Series(code=f"livelihood.{code}", name=unit, unit=unit) for code, unit in UNITS), PARENTS)
PROGRAMMES = (MATTERS,)
