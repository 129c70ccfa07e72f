"""Public rental housing: rent subsidy, homes and rent waived, with the rules of Zixing and of four other towns."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.housing.schemes import ROLES, SCHEMES

pack = Pack(code="housing", name=_("Public housing"), roles=ROLES, schemes=SCHEMES)
