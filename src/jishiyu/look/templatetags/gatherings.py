"""Measured quantities in words."""

from django import template

from jishiyu.look.minutes import in_words
from jishiyu.outreach.kinds import Outcome
from jishiyu.outreach.models import OutcomeRow

register = template.Library()


@register.filter
def measured(row: OutcomeRow, known: Outcome | None) -> str:
    """With its unit; bare, where no pack declares it any more."""
    return in_words(row.amount, known) if known else str(row.amount)
