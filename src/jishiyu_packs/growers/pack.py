"""Growers: the pack."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.growers.attributes import ATTRIBUTES
from jishiyu_packs.growers.kinds import KINDS, ROLES
from jishiyu_packs.growers.land import ADVICE, ROTATIONS
from jishiyu_packs.growers.measures import PROGRAMMES, SERIES

pack = Pack(
    code="growers",
    name=_("Growers under contract"),
    attributes=ATTRIBUTES,
    kinds=KINDS,
    roles=ROLES,
    series=SERIES,
    programmes=PROGRAMMES,
    rotations=ROTATIONS,
    advice=ADVICE,
)
