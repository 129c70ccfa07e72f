"""Enterprises: what is known of them, who answers for each, problems on two lines, gatherings, residencies, and freight
passes for those back at work."""

from pathlib import Path

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.enterprise import attributes, kinds, outreach, schemes, visiting

pack = Pack(
    code="enterprise",
    name=_("Enterprise liaison"),
    kinds=kinds.KINDS,
    roles=(*kinds.ROLES, *schemes.ROLES),
    attributes=attributes.ATTRIBUTES,
    schemes=schemes.SCHEMES,
    gatherings=outreach.GATHERINGS,
    residencies=outreach.RESIDENCIES,
    outcomes=outreach.OUTCOMES,
    liaisons=kinds.LIAISONS,
    visiting=(visiting.VISITING,),
    documents=(Path(__file__).with_name("documents.toml"),),
)
