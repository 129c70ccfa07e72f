"""What stands on a plot through the year, and what is told to those who work it."""

from jishiyu.packs.sdk import Advice, Rotation, Season
from jishiyu.packs.sdk import words as _

TOBACCO, RICE, VETCH = "tobacco", "rice", "vetch"

ROTATIONS = (
    Rotation(
        code="growers.rotation",
        name=_("Tobacco, rice, milk vetch"),
        seasons=(
            Season(code="spring", name=_("Spring to summer"), begins=(3, 1)),
            Season(code="late", name=_("Summer to autumn"), begins=(7, 20)),
            Season(code="winter", name=_("Winter"), begins=(10, 20)),
        ),
        crops={TOBACCO: _("Flue-cured tobacco"), RICE: _("Late rice"), VETCH: _("Milk vetch (green manure)")},
        cycle=(TOBACCO, RICE, VETCH),
    ),
)

ADVICE = (
    Advice(
        code="growers.seedlings", stage=_("Seedlings"), crop=TOBACCO, role="growers.technician",
        since=(12, 15), until=(2, 28),
        words=_("Keep the trays between 15 and 28 degrees, let air in at noon, and cut leaves with clean blades."),
    ),
    Advice(
        code="growers.planting", stage=_("Planting out"), crop=TOBACCO, role="growers.technician",
        since=(3, 1), until=(3, 31),
        words=_("Plant out once the soil is above 12 degrees on three days running; film first, then the hole."),
    ),
    Advice(
        code="growers.topping", stage=_("Topping"), crop=TOBACCO, role="growers.technician",
        since=(5, 1), until=(5, 31),
        words=_("Top at first bloom on a dry morning, and leave 16 to 18 leaves."),
    ),
    Advice(
        code="growers.picking", stage=_("Picking"), crop=TOBACCO, role="growers.technician",
        since=(6, 1), until=(8, 10),
        words=_("Pick ripe leaves only, from below, and load the barn the same day with leaves of one ripeness."),
    ),
    Advice(
        code="growers.curing", stage=_("Curing"), crop=TOBACCO, role="growers.technician",
        since=(6, 5), until=(8, 20),
        words=_("Yellow at 38 degrees, fix colour up to 54, dry stems at 68; write each turn into the barn's card."),
    ),
    Advice(
        code="growers.rain", stage=_("Heavy rain"), crop=TOBACCO, role="growers.technician", weather="rain",
        since=(4, 1), until=(8, 10),
        words=_("Clear ditches before the rain, and pick what is ripe; do not load wet leaves without airing."),
    ),
    Advice(
        code="growers.green", stage=_("Green manure"), crop=VETCH, role="growers.technician",
        since=(10, 1), until=(11, 15),
        words=_("Sow milk vetch into the standing rice, 30 kilograms a hectare, and open drains after harvest."),
    ),
)  # fmt: skip
