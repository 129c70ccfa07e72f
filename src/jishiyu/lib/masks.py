"""Masks for personal data in lists, public pages and logs. What is not recognised as safe is covered."""

import re
from collections.abc import Iterable

COVER = "**"
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)(\d{3,4})(\d{4})(?!\d)")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_CARD = re.compile(r"(?<!\d)\d{15,19}(?!\d)")
_ANY = re.compile(r"\d{7}")  # the shortest run of digits that any of the above covers
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_OWN_NAME = re.compile(
    r"(我叫|我姓|我的名字是|本人姓名[::]?|本人姓|联系人[::]?|反映人[::]?|举报人[::]?)\s*[\u4e00-\u9fff·]{1,4}"
)
_OWN_HOME = re.compile(r"(我家住?在?|家住|我住在?|住址[::]?|本人住)[^,,。;;!!\s]{2,40}")
_HOUSE = re.compile(r"(\d+|[一二三四五六七八九十]+)(号|栋|幢|单元|室|组|楼|户)")


def mask_name(name: str) -> str:
    """王晓峰 → 王*峰, 李四 → 李*."""
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """138****5678; of anything else only the last two digits stay."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:]


def mask_id_number(number: str) -> str:
    """First four and last four of an 18-character identity number; all of anything else."""
    return f"{number[:4]}**********{number[-4:]}" if len(number) == 18 else "*" * len(number)


def is_id_number(number: str) -> bool:
    """Whether the check character fits (GB 11643, ISO 7064 mod 11-2)."""
    if not _ID_NUMBER.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def is_card_number(number: str) -> bool:
    """Whether the digits pass the Luhn check."""
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def mask_address(address: str) -> str:
    """Cut off from the first house, building or group number on: an address to the street or village."""
    found = _HOUSE.search(address)
    return address[: found.start()] + "**" if found else address


def mask_text(text: str) -> str:
    """Free text with phone, identity and card numbers covered.

    Every run of 18 identity characters or 15 to 19 digits is covered, whether its check character fits or not:
    a mistyped number is still somebody's.
    """
    if not _ANY.search(text):
        return text
    text = _ID_NUMBER.sub(lambda found: mask_id_number(found[0]), text)
    text = _CARD.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)
    text = _MOBILE.sub(r"\1****\3", text)
    return _LANDLINE.sub(r"\1****\3", text)


def hide_person(text: str, known: Iterable[str] = ()) -> str:
    """Free text from which nobody learns who said it: numbers covered, what is `known` of them (name, phone, address)
    wherever it stands, and where they name themselves or say where they live. What they accuse stays readable."""
    for number in (_ID_NUMBER, _CARD, _MOBILE, _LANDLINE):
        text = number.sub(COVER, text)
    words = {part for word in known for part in (word.strip(), _house_part(word.strip())) if len(part) >= 2}
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, COVER)
    text = _OWN_NAME.sub(rf"\1{COVER}", text)
    return _OWN_HOME.sub(rf"\1{COVER}", text)


def _house_part(address: str) -> str:
    """三组12号 of 复兴村三组12号: people seldom write the whole."""
    found = _HOUSE.search(address)
    return address[found.start() :] if found else ""
