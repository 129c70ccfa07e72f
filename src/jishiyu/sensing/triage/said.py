"""What triage is asked and what it answers. No database."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

_STICKER = re.compile(r"\[[^\[\]]{1,6}\]")
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """What triage sees of one message by itself. `at` is when it was said, None where nobody knows."""

    text: str
    title: str = ""
    role: str = "resident"
    sender: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier message of the same group and how it was judged."""

    text: str
    role: str
    sender: str
    at: datetime
    kind: str  # "" for ordinary talk
    urgency: int


@dataclass(frozen=True, slots=True)
class Thread:
    """What a group speaks of at this moment: `kind` of the trouble that is going on, "" when it is quiet; `past` the
    latest messages before this one (Threads.LONGEST at most), the oldest first."""

    kind: str = ""
    past: tuple[Past, ...] = ()


QUIET = Thread()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` are (code, word) pairs for the reader: which word or rule spoke for or against."""

    risk: bool
    kind: str = ""
    urgency: int = 0
    vulnerable: bool = False
    reasons: tuple[tuple[str, str], ...] = field(default=())


def plain(text: str) -> str:
    """Text as it is matched: one width, small letters, no stickers, no gaps."""
    return _GAPS.sub("", _STICKER.sub("", unicodedata.normalize("NFKC", text))).lower()
