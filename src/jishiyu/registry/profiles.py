"""What a profile may hold: each value checked against the attribute a pack declares. No database."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pypinyin import Style, lazy_pinyin

from jishiyu.lib.refused import Refused
from jishiyu.registry.kinds import Attribute, attributes

Plain = str | int | float | bool | list[str]
LONGEST_NAME, LONGEST_TEXT, LONGEST_CODE, MOST_CODES = 120, 400, 60, 40
ENDINGS = {"有限责任公司": "yxzrgs", "股份有限公司": "gfyxgs", "有限公司": "yxgs"}  # half of a name: looked up once
CODE = re.compile(r"[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}")
SIGNS = {sign: place for place, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))  # those of GB 32100


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a list says of one subject. Empty is not said. `contact` and `phone` are personal and will be sealed."""

    name: str = ""
    code: str = ""
    values: Mapping[str, Plain] = field(default_factory=dict)
    division_code: str | None = None
    contact: str = ""
    phone: str = ""


def plain_name(text: str) -> str:
    """A name as it is kept and sought: letters half-width, brackets as Chinese writes them, no white space between
    Chinese characters."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    said = re.sub(r"(?<![ -~]) | (?![ -~])", "", said).replace("(", "（").replace(")", "）")[:LONGEST_NAME]
    return said if said == text else plain_name(said)  # taking a space away may let two signs become one


def initials(name: str) -> str:
    """湖南启元科技 → hnqykj; letters and digits stand as they are, in lower case."""
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    found = lazy_pinyin(
        name.removesuffix(ending), style=Style.FIRST_LETTER, errors=lambda run: re.sub(r"[^0-9A-Za-z]", "", run)
    )
    return ("".join(found).lower() + ENDINGS.get(ending, ""))[:LONGEST_NAME]


def is_code(text: str) -> bool:
    """Whether this is a unified social credit code with the right check character (GB 32100)."""
    if not CODE.fullmatch(text):
        return False
    total = sum(SIGNS[sign] * weight for sign, weight in zip(text, WEIGHTS, strict=False))
    return (31 - total) % 31 == SIGNS[text[17]]


def checked(values: Mapping[str, object], of: str) -> dict[str, Plain | None]:
    """The values of a kind of subject as they are kept; None takes a value away.

    Raises Refused: attribute_unknown, attribute_value.
    """
    known, found = attributes(of), dict[str, Plain | None]()
    for code, value in values.items():
        if code not in known:
            raise Refused("attribute_unknown", attribute=code)
        if value is not None and not _fits(known[code], value):
            raise Refused("attribute_value", attribute=code, value=str(value)[:40])
        found[code] = value  # type: ignore[assignment]  # _fits has looked at it
    return found


def _fits(attribute: Attribute, value: object) -> bool:
    match attribute.type:
        case "text":
            return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
        case "code":
            return _is_option(attribute, value)
        case "codes":
            return isinstance(value, list) and len(value) <= MOST_CODES and all(_is_option(attribute, v) for v in value)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "money":
            return isinstance(value, int) and not isinstance(value, bool)
        case "day":
            return isinstance(value, str) and _is_day(value)
        case "truth":
            return isinstance(value, bool)


def _is_option(attribute: Attribute, value: object) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_CODE:
        return False
    if attribute.tree and attribute.options:
        return any(value.startswith(option) for option in attribute.options)
    return not attribute.options or value in attribute.options


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
