"""What templates say of money, payments, awards and permits, in words first and colour second."""

from datetime import date

import segno
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from jishiyu.entitlements.kinds import scheme_of, schemes
from jishiyu.entitlements.models import Award, Invitation, LeftOut, Payment, PaymentRun, Permit
from jishiyu.entitlements.permits import standing
from jishiyu.entitlements.queries.standing import category_fact
from jishiyu.lib import money

register = template.Library()

COLOURS = {
    "prepared": "amber", "checked": "rain", "exported": "rain", "closed": "leaf", "cancelled": "", "planned": "",
    "sent": "rain", "paid": "leaf", "bounced": "alarm", "demanded": "amber", "repaid": "leaf", "active": "leaf",
    "suspended": "amber", "ended": "", "valid": "leaf", "not_yet": "amber", "expired": "", "revoked": "alarm",
    "unknown": "alarm", "found": "amber", "invited": "rain", "applied": "leaf", "declined": "", "unreachable": "alarm",
    "not_due": "",
}  # fmt: skip
VERDICTS = {
    "valid": _("Valid"),
    "not_yet": _("Not valid yet"),
    "expired": _("Expired"),
    "revoked": _("Revoked"),
    "unknown": _("Unknown"),
}
ASIDES = {
    "unknown": _("no payment of this number"),
    "amount": _("another amount"),
    "otherwise": _("contradicts what was said before"),
    "unreadable": _("cannot be read"),
}
CHANNELS = {
    "letter": _("Posted letter"),
    "notice": _("Notice"),
    "phone": _("By phone"),
    "visit": _("Visit"),
}
HEADINGS = {
    "month": _("Month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
    "scheme": _("Scheme"),
    "kind": _("Kind of payment"),
    "category": _("Category"),
    "division": _("Place"),
}


def _tag(code: str, words: object) -> SafeString:
    return format_html('<span class="tag tag--{}">{}</span>', COLOURS.get(code, ""), words)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan with two places; a dash where there is none."""
    return "—" if fen is None else money.yuan(fen)


@register.filter
def scheme_name(code: str) -> str:
    """The name of a scheme; its code when no loaded pack declares it."""
    try:
        return str(scheme_of(code).name)
    except LookupError:
        return code


@register.filter
def run_tag(run: PaymentRun) -> SafeString:
    return _tag(run.state, run.get_state_display())


@register.filter
def payment_tag(line: Payment) -> SafeString:
    return _tag(line.state, line.get_state_display())


@register.filter
def award_tag(award: Award) -> SafeString:
    return _tag(award.state, award.get_state_display())


@register.filter
def invitation_tag(one: Invitation) -> SafeString:
    return _tag(one.state, one.get_state_display())


@register.filter
def payment_kind(code: str) -> str:
    return str(dict(Payment.Kind.choices).get(code, code))


@register.filter
def channel_name(code: str) -> str:
    """How a household is invited."""
    return str(CHANNELS.get(code, code))


@register.filter
def category_name(code: str) -> str:
    """The category of a household by the words of the fact it is a code of."""
    for scheme in schemes():
        fact = scheme.book.facts.get(category_fact(scheme))
        if fact is not None and code in fact.measure.codes and len(fact.codes) == len(fact.measure.codes):
            return str(fact.codes[fact.measure.codes.index(code)])
    return code


@register.filter
def left_out_why(code: str) -> str:
    """Why an award has no line in a run."""
    return str(dict(LeftOut.Why.choices).get(code, code))


@register.filter
def aside_why(code: str) -> str:
    """Why a row of the bank's file was set aside."""
    return str(ASIDES.get(code, code))


@register.filter
def heading_name(code: str) -> str:
    """What totals are summed by."""
    return str(HEADINGS.get(code, code))


@register.filter
def words_of(text: str) -> list[str]:
    return text.split()


def verdict_of(permit: Permit, on: date) -> str:
    """valid, not_yet, expired or revoked."""
    return "revoked" if permit.revoked_at else standing(permit.valid_from, permit.valid_until, on)


@register.filter
def permit_tag(permit: Permit, on: date | None = None) -> SafeString:
    verdict = verdict_of(permit, on or timezone.localdate())
    return _tag(verdict, VERDICTS[verdict])


@register.filter
def qr(text: str) -> SafeString:
    """A QR code of a text, drawn in the page; no picture is fetched."""
    drawn = segno.make(text, error="m").svg_inline(
        omitsize=True, dark="#000", light="#fff", title=str(_("Code to scan"))
    )
    return mark_safe(drawn)  # noqa: S308  (drawn by us: squares and a title of our own)
