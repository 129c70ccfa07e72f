"""Enterprises: freight passes for those back at work."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.enterprise.schemes import ROLES, SCHEMES

pack = Pack(code="enterprise", name=_("Enterprise liaison"), roles=ROLES, schemes=SCHEMES)
