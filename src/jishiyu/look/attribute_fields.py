"""Attributes of a subject as a form asks for them, and back: money in 万元, days, yes or no, codes by their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from jishiyu.policies.audience import FURTHEST, PLACE
from jishiyu.registry.kinds import Attribute

FEN = 1_000_000  # in ten thousand yuan
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute on a form, as look/_field.html shows it."""

    id: str
    words: str
    kind: str  # truth, number, day, code
    unit: str
    value: str
    choices: Choices
    error: str = ""
    locked: bool = False


def key_of(attribute: Attribute) -> str:
    """Its name in a form."""
    return f"a-{attribute.code}"


def fields(
    asked: Iterable[Attribute], data: Mapping[str, str], errors: Mapping[str, str], places: Choices
) -> list[Field]:
    """What stands on the form; `places` are those that can be chosen."""
    return [
        Field(
            key_of(one), str(one.name), _kind(one), unit_of(one), data.get(key_of(one), ""), choices(one, places),
            errors.get(key_of(one), ""),
        )
        for one in asked
    ]  # fmt: skip


def _kind(attribute: Attribute) -> str:
    return {"codes": "code", "money": "number"}.get(attribute.type, attribute.type)


def unit_of(attribute: Attribute) -> str:
    """What stands behind a number."""
    return _("ten thousand yuan") if attribute.type == "money" else str(attribute.unit)


def choices(attribute: Attribute, places: Choices) -> Choices:
    """What can be chosen for it, by code and words."""
    if attribute.type == "truth":
        return (("yes", _("Yes")), ("no", _("No")))
    if attribute.code == PLACE:
        return places
    return tuple((code, str(name)) for code, name in attribute.options.items())


def read_form(asked: Iterable[Attribute], data: Mapping[str, str], on: date) -> tuple[dict[str, Any], dict[str, str]]:
    """What was said, and what could not be read, by field. What was left empty is not known. A status that somebody
    says they have holds on the day they say it."""
    said, errors = dict[str, Any](), dict[str, str]()
    for one in asked:
        text = data.get(key_of(one), "").strip()
        if not text:
            continue
        try:
            said[one.code] = value_of(one, text)
        except (ValueError, InvalidOperation):
            errors[key_of(one)] = _trouble(one)
            continue
        if one.until:
            said.setdefault(one.until, on.isoformat())
    return said, errors


def value_of(attribute: Attribute, text: str) -> Any:
    """A value as it is kept. Raises ValueError, InvalidOperation."""
    match attribute.type:
        case "truth":
            return {"yes": True, "no": False}[text] if text in ("yes", "no") else _no(text)
        case "day":
            return date.fromisoformat(text).isoformat()
        case "codes":
            return [_known(attribute, text)]
        case "number" | "money":
            number = Decimal(text.replace(",", "").replace("，", "")[:20]) * (FEN if attribute.type == "money" else 1)
            if not number.is_finite() or abs(number) >= FURTHEST:
                raise ValueError(text)
            return int(number) if number == int(number) else float(number)
        case _:
            return _known(attribute, text)


def _known(attribute: Attribute, text: str) -> str:
    if attribute.options and text not in attribute.options and not attribute.tree:
        raise ValueError(text)
    return text[:60]


def _no(text: str) -> bool:
    raise ValueError(text)


def _trouble(attribute: Attribute) -> str:
    if attribute.type == "day":
        return _("Write a day like 2021-07-01.")
    return _("Write a number.") if attribute.type in ("number", "money") else _("Choose one of them.")
