"""What templates say of queues, homes and offers."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.entitlements.kinds import schemes
from jishiyu.entitlements.models import Draw, Home, Move, Offer, Waiting
from jishiyu.entitlements.queries import masked_name
from jishiyu.ledger.models import Entry
from jishiyu.lib.money import plain_yuan, yuan
from jishiyu.lib.phrases import Phrase

register = template.Library()

COLOURS = {
    Waiting.State.WAITING: "rain",
    Waiting.State.OFFERED: "amber",
    Waiting.State.HOUSED: "leaf",
    Home.State.FREE: "leaf",
    Home.State.UNUSED: "alarm",
    Offer.State.OPEN: "amber",
    Offer.State.TAKEN: "rain",
    Offer.State.SIGNED: "leaf",
    Offer.State.REFUSED: "alarm",
    Offer.State.LAPSED: "alarm",
    Move.State.ASKED: "amber",
    Move.State.GRANTED: "leaf",
    Draw.State.FROZEN: "amber",
    Draw.State.PUBLISHED: "rain",
    Draw.State.DRAWN: "leaf",
}

ACTS: Mapping[str, Phrase] = {
    "entered": gettext_lazy("Entered the queue"),
    "rescored": gettext_lazy("Points or class counted anew"),
    "wished": gettext_lazy("Needs said"),
    "move_asked": gettext_lazy("Asked to move them by hand"),
    "move_refused": gettext_lazy("The move was not granted"),
    "moved": gettext_lazy("Moved by hand"),
    "offered": gettext_lazy("Offered a home or a place"),
    "waits_on": gettext_lazy("The offer is over, waits on"),
    "housed": gettext_lazy("Signed, left the queue"),
    "left": gettext_lazy("Left the queue"),
}
GROUNDS: Mapping[str, Phrase] = {"refusals": gettext_lazy("refused or did not answer too often")}


@register.filter
def queue_act(entry: Entry) -> str:
    """What was done to one who waits."""
    return str(ACTS.get(entry.act, entry.act))


@register.filter
def ground_name(code: str) -> str:
    """Why one left the queue, in words."""
    return str(GROUNDS.get(code, code))


@register.filter
def colour(state: str) -> str:
    """The colour of a state, beside its word."""
    return COLOURS.get(state, "plain")  # type: ignore[call-overload,no-any-return]


@register.filter
def fen_as_yuan(amount: int) -> str:
    """11900 → 119.00"""
    return yuan(amount)


@register.filter
def square_metres(area: int) -> str:
    """5050 → 50.5"""
    return plain_yuan(area).rstrip("0").rstrip(".")


@register.filter
def refusal_reason(code: str) -> str:
    """Why an offer was refused, in words."""
    return str(dict(Offer.Reason.choices).get(code, code))


@register.filter
def who(row: Waiting) -> str:
    """A masked name."""
    return masked_name(row)


@register.filter
def scheme_name(code: str) -> str:
    """The name of a scheme; its code when no loaded pack declares it."""
    return next((str(scheme.name) for scheme in schemes() if scheme.code == code), code)


@register.filter
def why_here(row: Waiting) -> list[str]:
    """What puts one where they stand, the strongest first, in words."""
    why = [_("moved by hand")] if row.moved else []
    if row.first:
        why.append(_("first class"))
    if row.round:
        why.append(_("round %(round)d, drawn as number %(rank)d") % {"round": row.round, "rank": row.rank})
    if row.points is not None:
        why.append(_("%(points)d points") % {"points": row.points})
    return why
