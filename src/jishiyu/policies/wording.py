"""Rules and values in plain words of the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jishiyu.policies.audience import EVERYBODY, PLACE, All, Condition, Judged, Not, Outcome, Rule, Some
from jishiyu.registry.kinds import Attribute

TEN_THOUSAND_YUAN = 1_000_000  # fen


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule as it is read, how deep it stands, and its answer where there is one."""

    text: str
    depth: int
    outcome: Outcome | None = None
    missing: tuple[str, ...] = ()


def sentence(rule: Rule, known: Mapping[str, Attribute], places: Mapping[str, str] | None = None) -> str:
    """A rule in one sentence."""
    if rule == EVERYBODY:
        return _("every enterprise")
    match rule:
        case Condition():
            return condition_words(rule, known, places or {})
        case Not(part):
            return _("not (%(part)s)") % {"part": sentence(part, known, places)}
        case All(parts):
            return _(" and ").join(_within(part, Some, known, places) for part in parts)
        case Some(parts):
            return _(" or ").join(_within(part, All, known, places) for part in parts)


def _within(
    rule: Rule, other: type[All | Some], known: Mapping[str, Attribute], places: Mapping[str, str] | None
) -> str:
    text = sentence(rule, known, places)
    several = isinstance(rule, other) and len(rule.parts) > 1
    return _("(%(part)s)") % {"part": text} if several else text


def condition_words(asked: Condition, known: Mapping[str, Attribute], places: Mapping[str, str]) -> str:
    """One condition: “Trade is C13 or C14”."""
    attribute = known.get(asked.of)
    if attribute is None:
        return _("something that is not recorded here any more")
    name = str(attribute.name)
    match asked.asks:
        case "in":
            named = [code_words(attribute, code, places) for code in asked.codes]
            said = _("%(name)s is %(values)s") if not _is_tree(attribute) else _("%(name)s is in %(values)s")
            return said % {"name": name, "values": _(" or ").join(named)}
        case "true":
            return _("%(name)s: yes") % {"name": name}
        case "within":
            text = ngettext(
                "%(name)s within the last %(n)d month", "%(name)s within the last %(n)d months", asked.months
            )
            return text % {"name": name, "n": asked.months}
        case "from":
            return _("%(name)s on or after %(day)s") % {"name": name, "day": asked.day}
        case "through":
            return _("%(name)s on or before %(day)s") % {"name": name, "day": asked.day}
        case _:
            return _compared(asked.asks) % {"name": name, "amount": amount_words(attribute, asked.amount)}


def _compared(asks: str) -> str:
    match asks:
        case "at_least":
            return _("%(name)s at least %(amount)s")
        case "at_most":
            return _("%(name)s at most %(amount)s")
        case "above":
            return _("%(name)s more than %(amount)s")
        case _:
            return _("%(name)s less than %(amount)s")


def _is_tree(attribute: Attribute | None) -> bool:
    return attribute is not None and attribute.tree


def code_words(attribute: Attribute | None, code: str, places: Mapping[str, str]) -> str:
    """A code by its words; of a tree, by those of the nearest wider one with the code behind it."""
    if attribute is None:
        return code
    if attribute.code == PLACE:
        return places.get(code, code)
    if code in attribute.options:
        return str(attribute.options[code])
    wider = max((one for one in attribute.options if attribute.tree and code.startswith(one)), key=len, default="")
    return f"{attribute.options[wider]} {code}" if wider else code


def amount_words(attribute: Attribute | None, amount: float) -> str:
    """A number with its unit; money in yuan, and in 万元 where it is even."""
    if attribute is not None and attribute.type == "money":
        if amount and amount % TEN_THOUSAND_YUAN == 0:
            return _("%(n)s ten thousand yuan") % {"n": f"{int(amount) // TEN_THOUSAND_YUAN:,}"}
        return _("%(n)s yuan") % {"n": f"{amount / 100:,.2f}".removesuffix(".00")}
    unit = str(attribute.unit) if attribute is not None else ""
    return f"{amount:,}{f' {unit}' if unit else ''}"


def value_words(attribute: Attribute, value: Any, places: Mapping[str, str] | None = None) -> str:
    """A value that is known, as it is read."""
    match attribute.type:
        case "code":
            return code_words(attribute, str(value), places or {})
        case "codes":
            return "、".join(code_words(attribute, str(one), places or {}) for one in value)
        case "truth":
            return _("yes") if value else _("no")
        case "number" | "money":
            return amount_words(attribute, value)
        case _:
            return str(value)


def lines(judged: Judged, known: Mapping[str, Attribute], places: Mapping[str, str]) -> list[Line]:
    """An answer, condition by condition, as it is shown to whoever asks why."""
    return list(_lines(judged, known, places, 0))


def _lines(judged: Judged, known: Mapping[str, Attribute], places: Mapping[str, str], depth: int) -> Sequence[Line]:
    missing = tuple(str(known[code].name) if code in known else code for code in judged.missing)
    match judged.rule:
        case Condition():
            return [Line(condition_words(judged.rule, known, places), depth, judged.outcome, missing)]
        case Not():
            head = Line(_("none of this:"), depth, judged.outcome)
        case Some(parts) if len(parts) > 1:
            head = Line(_("one of these at least:"), depth, judged.outcome)
        case All(parts) if depth and len(parts) > 1:
            head = Line(_("all of these:"), depth, judged.outcome)
        case _:
            return [line for part in judged.parts for line in _lines(part, known, places, depth)]
    return [head, *(line for part in judged.parts for line in _lines(part, known, places, depth + 1))]
