"""What is known of a household that grows: by which a list of households is narrowed."""

from jishiyu.packs.sdk import Attribute
from jishiyu.packs.sdk import words as _

STANDINGS = {
    "ordinary": _("Ordinary grower"),
    "large": _("Large grower"),
    "farm": _("Family farm"),
    "cooperative": _("Member of a cooperative"),
}
BARNS = {
    "dense": _("Bulk curing barn"),
    "plain": _("Plain curing barn"),
    "shared": _("Shares a barn"),
    "none": _("No barn"),
}
ATTRIBUTES = (
    Attribute(
        code="growers.standing",
        name=_("Kind of grower"),
        type="code",
        of="household",
        options=STANDINGS,
        listed=True,
        headings=("种植主体类型", "农户类型", "主体类型"),
    ),
    Attribute(
        code="growers.barn",
        name=_("Curing barn"),
        type="code",
        of="household",
        options=BARNS,
        listed=True,
        headings=("烤房类型", "烤房"),
    ),
    Attribute(
        code="growers.insured",
        name=_("Crop insurance"),
        type="truth",
        of="household",
        listed=True,
        headings=("是否参加种植保险", "种植保险"),
    ),
    Attribute(
        code="growers.hands",
        name=_("Hands that work the land"),
        type="number",
        of="household",
        unit=_("hands"),
        headings=("劳动力人数", "务农人数"),
    ),
)
