"""How pages show applications."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim
from jishiyu.lib import money
from jishiyu.look import claim_words

register = template.Library()


@register.filter
def yuan(fen: int) -> str:
    return money.yuan(fen)


@register.filter
def claim_tag(claim: Claim) -> SafeString:
    colour = claim_words.COLOURS.get(claim.state, "plain")
    return format_html('<span class="tag tag--{}">{}</span>', colour, claim.get_state_display())


@register.filter
def claim_ground(claim: Claim) -> str:
    return claim_words.ground(claim)


@register.filter
def claim_step(claim: Claim) -> str:
    return claim_words.step(scheme_of(claim.scheme), claim.step)


@register.filter
def scheme_name(code: str) -> str:
    return claim_words.scheme_name(code)
