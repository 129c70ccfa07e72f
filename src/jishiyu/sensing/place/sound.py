"""How a name sounds in the south, where zh and z, n and l, ng and n, h and f fall together. No database."""

import importlib
import os
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from jishiyu.sensing.place.words import NO_NAME

_FIRST_PRIVATE = 0xE000  # a syllable is written as one private character, so that texts of sounds can be searched

_MERGED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"^hu(?=[^n]|ng?$)"), "f"),
    (re.compile(r"^hu$"), "fu"),
    (re.compile(r"^fu?i$"), "fei"),
    (re.compile(r"^fn$"), "fen"),
    (re.compile(r"^fo$"), "fuo"),
)


@lru_cache(maxsize=1)
def _sounds() -> dict[int, str]:
    """One private character for every way a character sounds; made at the first name that is not written as listed."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # only single characters are asked: spares 45 MB
    readings: dict[int, str] = importlib.import_module("pypinyin.pinyin_dict").pinyin_dict
    numbers: dict[str, int] = {}
    table: dict[int, str] = {}
    for code, said in readings.items():
        if 0x4E00 <= code <= 0x9FFF:
            table[code] = chr(_FIRST_PRIVATE + numbers.setdefault(merged(said.split(",")[0]), len(numbers)))
    return table


@lru_cache(maxsize=4096)
def merged(syllable: str) -> str:
    """A syllable without its tone, as it falls together with others."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(letter))
    for pattern, into in _MERGED:
        plain = pattern.sub(into, plain)
    return plain


def sound(text: str) -> str:
    """A text as it sounds, one character for each of its own; what is no Chinese character stays."""
    return text.translate(_sounds())


@lru_cache(maxsize=1)
def _by_code() -> NDArray[np.uint32]:
    """The same table for arrays of code points below the private ones."""
    table = np.arange(_FIRST_PRIVATE, dtype=np.uint32)
    for code, said in _sounds().items():
        table[code] = ord(said)
    return table


def sound_all(texts: Sequence[str]) -> list[str]:
    """The same of many texts, in one pass over all of them."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _by_code()
    heard = np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes)
    joined, ends = heard.tobytes().decode("utf-32-le", "surrogatepass"), [0, *accumulate(map(len, texts))]
    return [joined[first:last] for first, last in pairwise(ends)]


def is_slip(said: str, form: str) -> bool:
    """Whether words that sound like a name may be that name mis-typed: at least one character is right, and the others
    are none of the small words every sentence is made of."""
    wrong = [one for one, meant in zip(said, form, strict=True) if one != meant]
    return 0 < len(wrong) < len(form) and NO_NAME.isdisjoint(wrong)
