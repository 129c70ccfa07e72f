"""Measured quantities in words."""

from django import template
from django.utils.translation import gettext as _

from jishiyu.casework.queries import ConsultationPage
from jishiyu.look.minutes import in_words
from jishiyu.outreach import queries
from jishiyu.outreach.kinds import Outcome, outcomes
from jishiyu.outreach.models import OutcomeRow
from jishiyu.outreach.queries.gatherings import OutcomeSum

register = template.Library()


@register.filter
def measured(row: OutcomeRow | OutcomeSum, known: Outcome | None) -> str:
    """With its unit; bare, where no pack declares it any more."""
    return in_words(row.amount, known) if known else str(row.amount)


@register.filter
def what_came(row: OutcomeRow) -> str:
    """The name of what was measured, and how much."""
    known = outcomes().get(row.outcome)
    return f"{known.name if known else row.outcome}: {measured(row, known)}"


@register.filter
def in_large(row: OutcomeRow | OutcomeSum, known: Outcome | None) -> str:
    """How it is said aloud, from ten thousand on: 15.69 亿; nothing below that."""
    whole = row.amount / 10**known.places if known else 0
    if whole >= 10**8:
        return _("%(n)s hundred million") % {"n": f"{whole / 10**8:,.2f}"}
    return _("%(n)s ten thousand") % {"n": f"{whole / 10**4:,.2f}"} if whole >= 10**4 else ""


@register.filter
def is_measured(kind: str) -> bool:
    """Whether the service line of this kind of case measures what comes of it."""
    return bool(queries.measures_of(kind))


@register.filter
def has_measured(page: ConsultationPage) -> bool:
    """Whether anything on the agenda is of a service line that measures what comes of it."""
    return any(queries.measures_of(row.case.kind) for row in page.agenda)
