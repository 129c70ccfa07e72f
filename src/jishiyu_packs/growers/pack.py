"""Growers: the pack."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.growers.kinds import KINDS, ROLES
from jishiyu_packs.growers.land import ADVICE, ROTATIONS

pack = Pack(
    code="growers",
    name=_("Growers under contract"),
    kinds=KINDS,
    roles=ROLES,
    rotations=ROTATIONS,
    advice=ADVICE,
)
