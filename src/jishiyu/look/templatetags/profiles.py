"""What templates say of profiles, in words."""

from django import template

from jishiyu.look.profile_words import value_words
from jishiyu.registry.kinds import attributes
from jishiyu.registry.models import Profile

register = template.Library()


@register.simple_tag
def said_of(row: Profile, code: str) -> str:
    """A value in words, or nothing."""
    value = row.values.get(code)
    return value_words(attributes().get(code), value) if value not in (None, "") else ""
