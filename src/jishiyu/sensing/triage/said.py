"""What triage is asked and what it answers. No database."""

from datetime import datetime

import msgspec

from jishiyu.sensing.plain import plain

__all__ = ["QUIET", "Said", "Thread", "Verdict", "plain"]


class Said(msgspec.Struct, frozen=True, gc=False):
    """What triage sees of one message by itself. `at` is when it was said, None where nobody knows."""

    text: str
    title: str = ""
    role: str = "resident"
    sender: str = ""
    at: datetime | None = None


class Thread(msgspec.Struct, frozen=True, gc=False):
    """What a group speaks of at this moment: `kind` of the trouble that is going on, "" when it is quiet; `past` the
    latest messages before this one, the oldest first, where they are not kept in a Threads."""

    kind: str = ""
    past: tuple[Said, ...] = ()


QUIET = Thread()


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """`reasons` are (code, word) pairs for the reader: which word or rule spoke for or against. `score`, 0 to 1, says
    how likely a learned model finds a risk; by words alone it stays 0."""

    risk: bool
    kind: str = ""
    urgency: int = 0
    vulnerable: bool = False
    reasons: tuple[tuple[str, str], ...] = ()
    score: float = 0.0
