"""Policies in templates."""

from datetime import date

from django import template
from django.core import signing
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from jishiyu.look import policies
from jishiyu.policies import addresses
from jishiyu.policies.drafts import dialled
from jishiyu.policies.kinds import THEMES
from jishiyu.policies.models import Card, Clause

register = template.Library()
SALT = "portal.policies.count"


@register.filter
def theme_name(code: str) -> str:
    return str(THEMES.get(code, code))


@register.filter
def dial(phone: str) -> str:
    return dialled(phone)


@register.filter
def clause_address(clause: Clause, via: str = "") -> str:
    return addresses.clause_address(clause, via)


@register.filter
def clause_path(clause: Clause) -> str:
    return addresses.clause_path(clause)


@register.filter
def audience(card: Card) -> str:
    return policies.audience_sentence(card)


@register.filter
def standing(card: Card, on: date) -> str:
    return policies.standing(card, on)


@register.filter
def outcome_words(outcome: str) -> str:
    return {"yes": _("Fits"), "no": _("Does not fit"), "missing": _("Data missing")}[outcome]


@register.filter
def outcome_tag(outcome: str) -> str:
    """The colour that goes with the words."""
    return {"yes": "tag--leaf", "no": "", "missing": "tag--amber"}[outcome]


@register.simple_tag
def count_mark(card: Card) -> str:
    """What a page says when something is done on it: which card, and which showing of the page."""
    return signing.dumps([card.line, get_random_string(16)], salt=SALT)
