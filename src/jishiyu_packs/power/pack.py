"""Power-grid service: hears the service groups of every grid, and answers within the ten commitments."""

from pathlib import Path

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.power.kinds import KINDS, ROLES
from jishiyu_packs.power.lexicon import LEXICON

pack = Pack(
    code="power",
    name=_("Power-grid service"),
    kinds=KINDS,
    roles=ROLES,
    lexicon=LEXICON,
    model=Path(__file__).with_name("model.npz"),
)
