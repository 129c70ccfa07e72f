"""Small words around the names of places: what may stand beside a name, and what makes it another thing. No
database."""

from jishiyu.sensing.place.words import (
    AFTER,
    AND_IN_NAMES,
    AT,
    BEFORE,
    COMMON,
    ENDINGS,
    GOES_ON,
    LONGER,
    MAKES_OTHER,
    NEXT,
    NO_NAME,
    THERE,
    VERBS,
)

_MOST_NAME = 5


_LAST = frozenset(ending[-1] for ending in ENDINGS)


def bare_means_the_place(text: str, start: int, end: int) -> bool:
    """Whether a name without its 村 or 镇 stands for the place, by what stands around it."""
    if makes_another_thing(text, end):
        return False
    before = text[start - 1] if start else ""
    opens = not before or before in BEFORE
    if before in LONGER and (start == 1 or text[start - 2] in BEFORE):
        return False
    word = text[start:end]
    if word in COMMON or word.endswith(("路", "街", "巷")) or (word[1:] == "家"):
        return opens and text.startswith(THERE, end)
    if end - start > 2 or text.startswith(AFTER, end):
        return True
    return opens and (end == len(text) or text[end] in NEXT or before in AT)


def makes_another_thing(text: str, end: int) -> bool:
    """Whether what follows a name makes it the name of something else: 长沙米粉, 南京路, 桃源师傅."""
    return text.startswith(MAKES_OTHER, end)


def unlisted(text: str, start: int = -1) -> tuple[int, int] | None:
    """The first thing that looks like the name of a village, community or town; right at `start` when that is given."""
    if _LAST.isdisjoint(text):
        return None
    for ending in ENDINGS:
        at = text.find(ending, max(start, 0))
        while at >= 0:
            first = at
            while first > max(start, 0) and at - first < _MOST_NAME and _may_name(text, first - 1):
                first -= 1
            if start >= 0:
                if first == start and at - start >= 2:
                    return start, at + len(ending)
                break
            if at - first >= 2 and not text.startswith(GOES_ON, at + len(ending)) and VERBS.isdisjoint(text[first:at]):
                return first, at + len(ending)
            at = text.find(ending, at + 1)
    return None


def _may_name(text: str, at: int) -> bool:
    letter = text[at]
    return "一" <= letter <= "鿿" and (letter not in NO_NAME or text.startswith(AND_IN_NAMES, at))
