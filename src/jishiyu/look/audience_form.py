"""An audience as rows of a form: each asks one thing; “or” joins a row to the one above, all others must hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from jishiyu.lib.refused import Refused
from jishiyu.look.attribute_fields import FEN, Choices, choices, unit_of, value_of
from jishiyu.look.requests import number_of
from jishiyu.policies.audience import ASKED, COMPARED, All, Condition, Not, Rule, Some, read
from jishiyu.registry.kinds import Attribute

MOST_ROWS = 12
MOST_BOXES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it asks of which attribute, as it stands in the form."""

    number: int
    of: str = ""
    asks: str = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    negated: bool = False
    joined: bool = False  # by "or" to the row above
    ways: Choices = ()
    boxes: Choices = ()
    kind: str = "text"
    unit: str = ""

    @property
    def empty(self) -> bool:
        return not self.of


def ask_words(asks: str) -> str:
    """What can be asked, in words."""
    return {
        "in": _("is one of"),
        "true": _("is so"),
        "at_least": _("at least"),
        "at_most": _("at most"),
        "above": _("more than"),
        "below": _("less than"),
        "from": _("on or after"),
        "through": _("on or before"),
        "within": _("within the last months"),
    }[asks]


def read_rows(data: Any, known: Mapping[str, Attribute], places: Choices, *, more: int = 0) -> list[Row]:
    """The rows of a form that was sent (a QueryDict), those without an attribute left out, and so many empty ones."""
    count = data.get("rows", "0")
    rows = list[Row]()
    for number in range(min(number_of(count) or 0, MOST_ROWS)):
        of = data.get(f"of{number}", "")
        if of in known and not data.get(f"drop{number}"):
            said = (data.get(f"is{number}", ""), data.get(f"value{number}", "").strip(), data.getlist(f"code{number}"))
            flags = (data.get(f"not{number}") == "1", data.get(f"or{number}") == "1")
            rows.append(_row(len(rows), known[of], *said, *flags, places=places))
    rows += [Row(len(rows) + number) for number in range(more) if len(rows) + number < MOST_ROWS]
    return rows


def _row(
    number: int, attribute: Attribute, asks: str, value: str, codes: Sequence[str], negated: bool, joined: bool,
    *, places: Choices,
) -> Row:  # fmt: skip
    ways = ASKED[attribute.type]
    asks = asks if asks in ways else ways[0]
    options = choices(attribute, places) if attribute.type in ("code", "codes") else ()
    return Row(
        number=number, of=attribute.code, asks=asks, value=value, chosen=tuple(codes), negated=negated,
        joined=joined and number > 0, ways=tuple((way, ask_words(way)) for way in ways),
        boxes=options if len(options) <= MOST_BOXES else (),
        kind="none" if asks == "true" else "day" if asks in ("from", "through") else "text",
        unit=unit_of(attribute) if asks in COMPARED else _("months") if asks == "within" else "",
    )  # fmt: skip


def rule_of_rows(rows: Sequence[Row], known: Mapping[str, Attribute], places: Choices) -> Rule:
    """The rule that rows say. Raises Refused: condition_unfit."""
    groups: list[list[dict[str, Any]]] = []
    for row in rows:
        if row.empty:
            continue
        plain = _plain(row, known[row.of], places)
        said = {"not": plain} if row.negated else plain
        if row.joined and groups:
            groups[-1].append(said)
        else:
            groups.append([said])
    return read({"all": [one[0] if len(one) == 1 else {"any": one} for one in groups]}, known)


def _plain(row: Row, attribute: Attribute, places: Choices) -> dict[str, Any]:
    said: dict[str, Any] = {"of": row.of, "is": row.asks}
    try:
        if row.asks == "in":
            return said | {"codes": list(row.chosen) or _codes(row.value, choices(attribute, places))}
        if row.asks in COMPARED:
            return said | {"amount": value_of(attribute, row.value)}
        if row.asks in ("from", "through"):
            return said | {"day": row.value}
        return said | {"months": int(row.value)} if row.asks == "within" else said
    except (ValueError, InvalidOperation):
        raise Refused("condition_unfit", attribute=attribute.name, asks=row.value[:40]) from None


def _codes(text: str, options: Choices) -> list[str]:
    """Codes written with marks or spaces between, each by itself or by its words."""
    named = {name: code for code, name in options}
    return [named.get(word, word) for word in re.split(r"[、,;\uff0c\uff1b\s]+", text) if word]


def rows_of(rule: Rule, known: Mapping[str, Attribute], places: Choices) -> list[Row] | None:
    """The rows that say a rule; None of one that was not written as rows."""
    groups = rule.parts if isinstance(rule, All) else (rule,)
    rows: list[Row] = []
    for group in groups:
        parts = group.parts if isinstance(group, Some) else (group,)
        for place, part in enumerate(parts):
            asked = part.part if isinstance(part, Not) else part
            if not isinstance(asked, Condition) or asked.of not in known:
                return None
            value, negated = _written(asked, known[asked.of]), isinstance(part, Not)
            said = (asked.asks, value, asked.codes, negated, place > 0)
            rows.append(_row(len(rows), known[asked.of], *said, places=places))
    return rows if len(rows) <= MOST_ROWS else None


def _written(asked: Condition, attribute: Attribute) -> str:
    if asked.codes:
        return "、".join(asked.codes)
    if asked.asks in COMPARED:
        amount = asked.amount / FEN if attribute.type == "money" else asked.amount
        return f"{amount:g}" if amount != int(amount) else str(int(amount))
    return asked.day or str(asked.months or "")
