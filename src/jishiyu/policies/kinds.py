"""The themes policies are filed under, and which attributes audiences may ask about. Packs declare the attributes."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from jishiyu.lib.phrases import Phrase
from jishiyu.policies.audience import ASKED, PLACE
from jishiyu.registry.kinds import Attribute, attributes

SERVED = "enterprise"  # the kind of subject whose policies these are
THEMES: Mapping[str, Phrase] = {
    "finance": _("Finance and credit"),
    "tax": _("Taxes and fees"),
    "equipment": _("Equipment and technology"),
    "labour": _("Work and skills"),
    "land": _("Land and premises"),
    "market": _("Markets and sales"),
    "start": _("Starting and growing"),
    "green": _("Energy and environment"),
    "service": _("Services"),
}
WHERE = Attribute(code=PLACE, name=_("Place"), type="code", tree=True, of=SERVED)


def known() -> dict[str, Attribute]:
    """Everything a rule may ask about, the place first."""
    asked = {code: one for code, one in attributes(SERVED).items() if one.type in ASKED}
    return {PLACE: WHERE, **asked}


def trade() -> Attribute | None:
    """The attribute that says an enterprise's trade: the first tree of codes a pack declares."""
    return next((one for one in attributes(SERVED).values() if one.tree and one.type == "code"), None)
