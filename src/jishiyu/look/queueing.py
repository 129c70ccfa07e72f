"""Forms of queues that more than one face has: the needs of a household."""

from typing import Any

from django.http import QueryDict

from jishiyu.lib.money import fen


def wishes_said(said: QueryDict) -> dict[str, Any]:
    """Needs as a form says them, for `set_wishes`: empty fields ask for nothing, what cannot be read is no number."""
    return {
        "districts": [code for code in said.getlist("districts") if code],
        "institutions": [code for code in said.getlist("institutions") if code],
        "offers": [],
        "rooms_least": _number(said.get("rooms_least", "")),
        "rooms_most": _number(said.get("rooms_most", "")),
        "area_least": _area(said.get("area_least", "")),
        "area_most": _area(said.get("area_most", "")),
        "accessible": said.get("accessible") == "1",
    }


def _number(said: str) -> int | None:
    said = said.strip()
    if not said:
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else -1


def _area(said: str) -> int | None:
    """Square metres with at most two places, in 0.01 m²."""
    if not said.strip():
        return None
    try:
        return fen(said[:12])
    except ValueError:
        return -1
