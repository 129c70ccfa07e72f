"""Text as it is matched: one width, small letters, no stickers, no gaps. No database."""

import re
from collections.abc import Sequence
from unicodedata import is_normalized, normalize

_STICKER = re.compile(r"\[[^\[\]]{1,6}\]")
_GAPS = re.compile(r"\s+")
_COMMON = [(wide, normalize("NFKC", wide)) for wide in "，！？：；（）～…％＋"]  # what normalizing mostly has to change
_STICKERS = re.compile(r"\[[^\[\]\0]{1,6}\]")


def plain(text: str) -> str:
    """One text made plain."""
    if not is_normalized("NFKC", text):
        for wide, narrow in _COMMON:
            text = text.replace(wide, narrow)
        if not is_normalized("NFKC", text):
            text = normalize("NFKC", text)
    if "[" in text:
        text = _STICKER.sub("", text)
    return "".join(text.split()).lower()


def plain_all(texts: Sequence[str]) -> list[str]:
    """Many texts made plain, as `plain` would one by one: in a few passes over all of them, parted by NUL, which none
    of the passes takes away and nothing reaches across."""
    joined = "\0".join(texts)
    if joined.count("\0") != len(texts) - 1:
        return [plain(text) for text in texts]
    for wide, narrow in _COMMON:
        joined = joined.replace(wide, narrow)
    if not is_normalized("NFKC", joined):
        each = joined.split("\0")
        joined = "\0".join([text if is_normalized("NFKC", text) else normalize("NFKC", text) for text in each])
    return _GAPS.sub("", _STICKERS.sub("", joined)).lower().split("\0")
