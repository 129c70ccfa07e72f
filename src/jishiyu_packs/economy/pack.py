"""The economy of a place, project by project, chain by chain, indicator by indicator."""

from jishiyu.packs.sdk import DutyRole, Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.economy.measured import PROGRAMMES, SERIES

ROLES = (
    DutyRole(code="economy.chain_chief", name=_("Chief of a chain")),
    DutyRole(code="economy.chain_department", name=_("Responsible department of a chain")),
    DutyRole(code="economy.chain_liaison", name=_("Liaison of a chain")),
)

pack = Pack(code="economy", name=_("Economy"), roles=ROLES, series=SERIES, programmes=PROGRAMMES)
