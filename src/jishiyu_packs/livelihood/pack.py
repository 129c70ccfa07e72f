"""People's livelihood: the year's matters, of which the rehabilitation of children is one."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.livelihood.measured import PROGRAMMES, SERIES
from jishiyu_packs.livelihood.schemes import ROLES, SCHEMES

pack = Pack(
    code="livelihood",
    name=_("People's livelihood"),
    roles=ROLES,
    schemes=SCHEMES,
    series=SERIES,
    programmes=PROGRAMMES,
)
