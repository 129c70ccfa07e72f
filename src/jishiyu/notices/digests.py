"""Many notices as one text that fits: whole lines, the urgent first, and how many more there are. No database."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BYTES = {"wecombot": 2048, "dingtalk": 2048, "feishu": 2048}
MOST_BYTES_OTHERS = 20_000
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in words."""

    words: str
    link: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """A title, and what stands below it. `shown` lines stand in it; the others are counted in it."""

    title: str
    body: str
    shown: int

    @property
    def text(self) -> str:
        """In one piece, for robots."""
        return f"{self.title}\n{self.body}" if self.title else self.body


def cut(words: str, most: int) -> str:
    """At most so many bytes of UTF-8, cut between characters."""
    if len(words.encode()) <= most:
        return words
    if most < len(ELLIPSIS.encode()):
        return ""
    kept = words.encode()[: most - len(ELLIPSIS.encode())].decode("utf-8", "ignore")
    return kept.rstrip() + ELLIPSIS


def digest(lines: Sequence[Line], *, most: int, head: str, more: str, link: str) -> Digest:
    """One text of at most `most` bytes. `head` has %(n)d notices, `more` has %(n)d that found no room; `link` leads to
    where all of them stand. A single notice comes as itself."""
    if len(lines) == 1:
        only = lines[0]
        return Digest(cut(only.words, most - len(only.link.encode()) - 1), only.link, 1)
    ordered = sorted(lines, key=lambda line: not line.urgent)
    title = head % {"n": len(ordered)}
    room = most - len(f"{title}\n{more % {'n': len(ordered)}}\n{link}".encode())
    each = max(60, room // 4)  # a long one leaves room for others
    taken: list[str] = []
    for line in ordered:
        words = cut(("! " if line.urgent else "- ") + line.words, each)
        if len(words.encode()) + 1 > room:
            break
        room -= len(words.encode()) + 1
        taken.append(words)
    left = len(ordered) - len(taken)
    return Digest(title, "\n".join([*taken, *([more % {"n": left}] if left else []), link]), len(taken))
