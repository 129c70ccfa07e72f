"""What is known of those served, in words: values by the names packs give them, money, days and how long they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jishiyu.lib.money import yuan
from jishiyu.registry.kinds import Attribute, attributes

WAN, YI = 1_000_000, 10_000_000_000  # fen


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known: its name and value in words; `until`, through which day it holds, and whether that is over;
    `reckoned`, what a rule says where that is something else."""

    code: str
    name: str
    words: str
    until: str = ""
    over: bool = False
    reckoned: str = ""


def value_words(attribute: Attribute | None, value: object) -> str:
    if value is None or value == "":
        return "—"
    if attribute is None:
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)
    if isinstance(value, list):
        return "、".join(_option(attribute, str(one)) for one in value)
    if attribute.type == "truth":
        return _("yes") if value else _("no")
    if attribute.type == "money" and isinstance(value, int):
        return money_words(value)
    if attribute.type == "number":
        return f"{value:,} {attribute.unit}".strip()
    return _option(attribute, str(value)) if attribute.options else str(value)


def money_words(fen: int) -> str:
    """Whole 万元 in 万元, from 亿 on in 亿元, else yuan."""
    if abs(fen) >= YI:
        return _("%(n)s hundred million yuan") % {"n": f"{fen / YI:,.2f}".rstrip("0").rstrip(".")}
    if abs(fen) >= WAN:
        return _("%(n)s ten thousand yuan") % {"n": f"{fen / WAN:,.2f}".rstrip("0").rstrip(".")}
    return _("%(n)s yuan") % {"n": yuan(fen)}


def _option(attribute: Attribute, code: str) -> str:
    """An option by name; of a tree the widest and the nearest that have one, before the code."""
    if not attribute.tree:
        return str(attribute.options.get(code, code))
    nearest = max((one for one in attribute.options if code.startswith(one)), key=len, default="")
    return f"{code} {attribute.options[nearest]}" if nearest else code


def facts(values: Mapping[str, object], of: str, on: date) -> list[Fact]:
    """What is known, in the order packs declare it; an attribute that only says until when is told with its own."""
    known = attributes(of)
    ends = {one.until for one in known.values() if one.until}
    told = []
    for code, one in known.items():
        reckoned = one.reckon(values) if one.reckon else None
        value = values.get(code)
        if code in ends or (value in (None, "") and not reckoned):
            continue
        until = str(values.get(one.until) or "") if one.until else ""
        differs = reckoned is not None and reckoned != value
        told.append(
            Fact(
                code,
                str(one.name),
                value_words(one, value),
                until,
                bool(until) and until < on.isoformat(),
                value_words(one, reckoned) if differs else "",
            )
        )
    return told
