"""Cells of lists that offices really keep, made plain: names, codes, amounts, days, choices. No database."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from jishiyu.registry.kinds import Attribute
from jishiyu.registry.profiles import LONGEST_CODE, LONGEST_TEXT, MOST_CODES, Plain, is_code, plain_name

EMPTY = frozenset(
    {"", "-", "--", "---", "—", "——", "———", "/", "\\", "\\n", "无数据", "暂无", "未知", "不详", "未填", "n/a", "#n/a",
     "na", "null", "none", "nan", "空", "待补充", "长期", "永久", "*", "?"}
)  # fmt: skip
YES = frozenset({"是", "有", "√", "✓", "y", "yes", "1", "true", "已认定", "对"})
NO = frozenset({"否", "无", "×", "✗", "x", "n", "no", "0", "false", "未认定", "不是", "没有", "错"})
UNITS: Mapping[str, int] = {"亿元": 10**10, "亿": 10**10, "千万元": 10**9, "百万元": 10**8, "万元": 10**6, "万": 10**6,
                            "千元": 10**5, "元": 100, "": 100}  # fen in one of them  # fmt: skip
MOST_MONEY = 10**17  # fen: a thousand thousand million yuan
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "Y"})  # letters no code has
DAY_ZERO = date(1899, 12, 30)
SERIALS = (1, 80_000)
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
AMOUNT = re.compile(r"^(?:约|近|¥|人民币|rmb)*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(.*)$")
THOUSANDS = re.compile(r"(?<=\d)[,、\s'](?=\d)")
TREE = re.compile(r"^[((]?([a-z])?\s*(\d{2,4})(?!\d)|.*?[((]([a-z])?(\d{2,4})[))]$")
BETWEEN = re.compile(r"[、,;/|\s]+")


class Unreadable(Exception):
    """A cell that says something nobody can make out."""


@dataclass(frozen=True, slots=True)
class Words:
    """What may be written for the options of an attribute: words in lower case → code."""

    codes: Mapping[str, str]
    letters: Mapping[str, str]  # of a tree: the two digits of a division → its letter


def plain(cell: object) -> str:
    """A cell as text: half-width, no white space around, numbers without a false ".0"; empty for 无数据, —— and the
    like."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**17 else repr(cell)
    if isinstance(cell, datetime | date):
        return str(cell)[:10]
    said = str(cell)
    if not said.isascii():
        said = unicodedata.normalize("NFKC", said).replace("\u200b", "")
    said = said.strip()
    return "" if said.lower() in EMPTY else said


def name(cell: object) -> str:
    return plain_name(plain(cell))


def code(cell: object) -> str:
    """A credit code with the right check character; letters that no code has are read as the digits they look like.
    Raises Unreadable."""
    said = re.sub(r"[\s\-._'\"]", "", plain(cell)).upper()
    if not said:
        return ""
    for one in (said, said.translate(LOOKALIKES)):
        if is_code(one):
            return one
    raise Unreadable


def phone(cell: object) -> str:
    """Digits and dashes of the first number written. Raises Unreadable."""
    said = re.sub(r"\s", "", BETWEEN.split(plain(cell))[0] if plain(cell).count("1") else plain(cell))
    if not said:
        return ""
    digits = re.sub(r"[-()+]", "", said)
    if not digits.isascii() or not digits.isdigit() or not 7 <= len(digits) <= 15:
        raise Unreadable
    return said.strip("-")


def number(cell: object) -> int | float | None:
    """A count: thousands marks, 人 and the like do not matter. Raises Unreadable."""
    found = _amount(cell)
    if found is None:
        return None
    amount, rest = found
    if amount < 0 or rest.strip(" 人名个户家+余左右") or amount > MOST_MONEY:
        raise Unreadable
    return int(amount) if amount == int(amount) else float(amount)


def money(cell: object, unit: str) -> int | None:
    """Fen. A unit beside the number goes before that of the heading. Raises Unreadable."""
    found = _amount(cell)
    if found is None:
        return None
    amount, rest = found
    rest = rest.removesuffix("人民币").removesuffix("整").strip()
    if rest not in UNITS:
        raise Unreadable
    made = amount * UNITS[rest or unit]
    if abs(made) > MOST_MONEY:
        raise Unreadable
    return int(made.to_integral_value())


def _amount(cell: object) -> tuple[Decimal, str] | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell)), ""
    said = plain(cell).lower()
    if not said:
        return None
    found = AMOUNT.match(THOUSANDS.sub("", said).replace(" ", ""))
    if found is None:
        raise Unreadable
    try:
        return Decimal(found[1]), found[2]
    except InvalidOperation:
        raise Unreadable from None


def day(cell: object, *, last: bool = False) -> str:
    """An ISO day of a date, a serial number, or text in any common form; of a span the first, or the `last`; of a month
    alone its first day, or its last. Raises Unreadable."""
    if isinstance(cell, datetime | date):
        return str(cell)[:10]
    said = plain(cell)
    if not said:
        return ""
    if re.fullmatch(r"\d{1,5}(\.\d+)?", said) and SERIALS[0] <= float(said) < SERIALS[1] and float(said) > 3000:
        return str(DAY_ZERO + timedelta(days=int(float(said))))
    compact = COMPACT.match(said)
    found = [compact.groups()] if compact else [match.groups() for match in DAY.finditer(said)]
    if not found:
        raise Unreadable
    year, month, of_month = (int(part or 0) for part in found[-1 if last else 0])
    try:
        if of_month:
            return date(year, month, of_month).isoformat()
        first = date(year, month, 1)
    except ValueError:
        raise Unreadable from None
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return str(after - timedelta(days=1)) if last else str(first)


def truth(cell: object) -> bool | None:
    """Raises Unreadable."""
    said = plain(cell).lower()
    if not said:
        return None
    if said in YES or said in NO:
        return said in YES
    raise Unreadable


def choice(cell: object, attribute: Attribute, words: Words) -> str:
    """A code of the attribute's options by code or by words; any short text where there are none. Raises Unreadable."""
    said = plain(cell)
    if not said or (attribute.options and said.lower() in NO):
        return ""
    if not attribute.options:
        if len(said) > LONGEST_CODE:
            raise Unreadable
        return said
    if attribute.tree and (found := _branch(said.lower(), words)):
        return found
    return _by_words(said.lower(), words)


def _branch(said: str, words: Words) -> str:
    """C2611, 2611, C26 化学原料… or …(C26): the letter of the section, then two to four digits."""
    found = TREE.match(said.zfill(2) if len(said) == 1 else said)  # Excel takes 01 for a number
    if found is None:
        return ""
    letter, digits = (found[1], found[2]) if found[2] else (found[3], found[4])
    known = words.letters.get(digits[:2], "")
    return f"{known}{digits}" if known and (letter or known.lower()) == known.lower() else ""


def _by_words(said: str, words: Words) -> str:
    bare = re.sub(r"企业|[\s()()“”\"]", "", said)
    for one in (said, bare):
        if one in words.codes:
            return words.codes[one]
    fitting = [(len(word), code) for word, code in words.codes.items() if len(word) > 1 and word in bare]
    longest = {code for length, code in fitting if length == max(fitting)[0]}
    if len(longest) != 1:
        raise Unreadable
    return longest.pop()


def value(cell: object, attribute: Attribute, words: Words, *, unit: str = "", last: bool = False) -> Plain | None:
    """The plain value of a cell for this attribute; None where nothing is said. Raises Unreadable."""
    found: Plain | None
    match attribute.type:
        case "money":
            return money(cell, unit)
        case "number":
            return number(cell)
        case "day":
            found = day(cell, last=last)
        case "truth":
            return truth(cell)
        case "code":
            found = choice(cell, attribute, words)
        case "codes":
            several = [choice(part, attribute, words) for part in BETWEEN.split(plain(cell)) if part]
            found = [one for one in dict.fromkeys(several) if one][:MOST_CODES]
        case "text":
            found = plain(cell)[:LONGEST_TEXT]
    return found or None
