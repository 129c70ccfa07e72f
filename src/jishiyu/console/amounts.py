"""Amounts as people write them: in the unit itself, in 万 (ten thousand) or in 亿 (a hundred million)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused

SCALES: Mapping[str, tuple[int, Phrase]] = {
    "": (0, _("the unit itself")),
    "wan": (4, _("ten thousands (万)")),
    "yi": (8, _("hundred millions (亿)")),
}
SIGNS = {"万": "wan", "亿": "yi"}
LONGEST = 30


def amount_of(said: str, places: int, scale: str = "") -> int:
    """What is typed, in 10^-places of the unit; 万 or 亿 behind the number says the scale, whatever was chosen.
    Raises Refused outcome_amount for what is none."""
    words = said.strip().removesuffix("元")[:LONGEST]
    if words[-1:] in SIGNS:
        words, scale = words[:-1], SIGNS[words[-1]]
    power = SCALES[scale][0] if scale in SCALES else 0
    try:
        amount = Decimal(words.replace(",", "").strip()).scaleb(power + places)
    except InvalidOperation:
        raise Refused("outcome_amount") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise Refused("outcome_amount")
    return int(amount)
